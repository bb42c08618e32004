import { describe, expect, test } from 'vitest';
import { type ConnectionFacts, connectionRuleFits, dnsRuleFits, globMatches, ordinalFits } from './match.ts';
import { faultRuleSchema, type RuleOf } from './rule.ts';

const FACTS: ConnectionFacts = {
  stage: 'RCPT TO',
  connection: 4,
  mx: 'mx1.primary.setd.example',
  attempt: 2,
  account: 'primary',
  from: 'sender@site.example',
  to: 'a-b-c@primary.setd.example',
  transaction: 3,
};

const smtp = (match: object): RuleOf<'smtp'> => {
  const rule = faultRuleSchema.parse({ id: 'r', layer: 'smtp', match, do: { reply: '451 no' } });
  if (rule.layer !== 'smtp') throw new Error('expected an smtp rule');
  return rule;
};

const dns = (match: object): RuleOf<'dns'> => {
  const rule = faultRuleSchema.parse({ id: 'r', layer: 'dns', match, do: { noData: true } });
  if (rule.layer !== 'dns') throw new Error('expected a dns rule');
  return rule;
};

describe('globMatches', () => {
  test.each([
    ['exact', 'exact', true],
    ['exact', 'exactly', false],
    ['MX1.Example', 'mx1.eXample', true],
    ['*', '', true],
    ['*', 'anything', true],
    ['*@primary.example', 'a@primary.example', true],
    ['*@primary.example', 'a@primary.example.org', false],
    ['mx*', 'mx', true],
    ['mx*', 'amx', false],
    ['a*b*c', 'abc', true],
    ['a*b*c', 'a-b-b-c', true],
    ['a*b*c', 'acb', false],
    ['a*a', 'a', false],
    ['ab*ba', 'aba', false],
    ['a*bc*c', 'abc', false],
    ['**', 'x', true],
    ['a**b', 'ab', true],
    ['a.c', 'abc', false],
    ['[x](y)+?', '[x](y)+?', true],
    ['Subject: *', 'Subject: one\n two', true],
    ['', 'x', false],
  ])('%j against %j: %s', (pattern, text, expected) => {
    expect(globMatches(pattern, text)).toBe(expected);
  });

  test('many stars against a long text are no trap', () => {
    expect(globMatches(`${'*a'.repeat(40)}*b`, 'a'.repeat(100_000))).toBe(false);
  });
});

describe('ordinalFits', () => {
  test.each([
    [undefined, undefined, true],
    [undefined, 7, true],
    [2, 2, true],
    [2, 3, false],
    [[1, 3], 3, true],
    [[1, 3], 2, false],
    [1, undefined, false],
  ])('%j against %j: %s', (wanted, value, expected) => {
    expect(ordinalFits(wanted, value)).toBe(expected);
  });
});

describe('connectionRuleFits', () => {
  test('a rule without conditions fits everything', () => {
    expect(connectionRuleFits(smtp({}), FACTS)).toBe(true);
  });

  test.each([
    [{ stage: 'RCPT TO' }, { stage: 'DATA' }],
    [{ account: 'prim*' }, { account: 'secondary' }],
    [{ mx: 'mx1.*' }, { mx: 'mx2.*' }],
    [{ connection: [4, 5] }, { connection: 5 }],
    [{ attempt: 2 }, { attempt: [1, 3] }],
    [{ from: '*@site.example' }, { from: '*@other.example' }],
    [{ to: '*@PRIMARY.setd.example' }, { to: '*@secondary.setd.example' }],
    [{ transaction: 3 }, { transaction: 1 }],
  ])('%j fits, %j does not', (fitting, other) => {
    expect(connectionRuleFits(smtp(fitting), FACTS)).toBe(true);
    expect(connectionRuleFits(smtp(other), FACTS)).toBe(false);
  });

  test('every condition has to hold', () => {
    expect(connectionRuleFits(smtp({ stage: 'RCPT TO', transaction: 3 }), FACTS)).toBe(true);
    expect(connectionRuleFits(smtp({ stage: 'RCPT TO', transaction: 4 }), FACTS)).toBe(false);
  });

  test('what is not known yet does not fit', () => {
    const greeting: ConnectionFacts = { stage: 'greeting', connection: 1, mx: 'mx1', attempt: 1 };
    for (const match of [{ to: '*' }, { from: '*' }, { account: '*' }, { transaction: 1 }, { header: '*' }]) {
      expect(connectionRuleFits(smtp(match), greeting)).toBe(false);
    }
  });

  test('a header condition looks at every header line of the message', () => {
    const facts = { ...FACTS, headers: () => ['From: a@b.example', 'Subject: a test of things'] };
    expect(connectionRuleFits(smtp({ header: 'subject: *test*' }), facts)).toBe(true);
    expect(connectionRuleFits(smtp({ header: 'subject: *nothing*' }), facts)).toBe(false);
  });
});

describe('dnsRuleFits', () => {
  const query = { name: 'Primary.SETD.example', type: 'MX', transport: 'udp' } as const;

  test.each([
    [{}, true],
    [{ name: 'primary.setd.example' }, true],
    [{ name: 'primary.setd.example.' }, true],
    [{ name: '*.example' }, true],
    [{ name: 'setd.example' }, false],
    [{ type: 'MX' }, true],
    [{ type: 'A' }, false],
    [{ transport: 'udp' }, true],
    [{ transport: 'tcp' }, false],
    [{ name: '*', type: 'MX', transport: 'udp' }, true],
  ])('%j: %s', (match, expected) => {
    expect(dnsRuleFits(dns(match), query)).toBe(expected);
    expect(dnsRuleFits(dns(match), { ...query, name: `${query.name}.` })).toBe(expected);
  });
});
