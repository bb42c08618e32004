import { describe, expect, test } from 'vitest';
import { faultRuleSchema, faultRulesSchema } from './rule.ts';

const ACTIONS: Record<string, object[]> = {
  smtp: [
    { reply: '451 4.3.0 try later' },
    { reply: '250' },
    { reply: ['550 5.1.1 no', '550 such address'] },
    { rawReply: 'nonsense\r\n' },
    { cutReply: { reply: '250 2.0.0 taken', bytes: 3 } },
    { delayMs: 5_000 },
    { omitExtensions: ['SIZE', '8BITMIME'] },
    { announceSize: 1_000 },
    { maxConnections: 2 },
    { maxMessagesPerConnection: 10 },
    { storeButRefuse: '451 4.3.0 no' },
    { acceptButDrop: true },
    { reply: '421 4.3.2 closing', andThen: 'close' },
    { reply: '451 4.3.0 try later', delayMs: 100, andThen: 'stall' },
  ],
  tcp: [
    { refuse: true },
    { reset: true },
    { close: true },
    { halfClose: true },
    { stall: true },
    { byteByByte: {} },
    { slow: { bytesPerSecond: 100 } },
  ],
  tls: [
    { notOffered: true },
    { reply: '454 4.7.0 not now' },
    { garbage: true },
    { abort: true },
    { reset: true },
    { alert: true },
    { stall: true },
    { maxVersion: 'TLSv1.1' },
    ...['expired', 'not-yet-valid', 'wrong-host', 'self-signed', 'unknown-issuer'].map((certificate) => ({ certificate })),
    { injectAfter220: '250 injected\r\n' },
  ],
  dns: [
    ...['NXDOMAIN', 'SERVFAIL', 'REFUSED', 'FORMERR', 'NOTIMP'].map((rcode) => ({ rcode })),
    { noData: true },
    { noAnswer: true },
    { delayMs: 50 },
    { rcode: 'SERVFAIL', delayMs: 50 },
    { truncate: true },
    { garbage: true },
    { nullMx: true },
  ],
};

const everyAction = Object.entries(ACTIONS).flatMap(([layer, actions]) => actions.map((action): [string, object] => [layer, action]));

/** The first complaint about a rule as `path: message`. */
const complaint = (rule: unknown): string => {
  const result = faultRuleSchema.safeParse(rule);
  const issue = result.error?.issues[0];
  return issue === undefined ? 'accepted' : `${issue.path.join('.')}: ${issue.message}`;
};

describe('a good rule', () => {
  test.each(everyAction)('%s %j', (layer, action) => {
    expect(complaint({ id: 'one', layer, do: action })).toBe('accepted');
  });

  test('has defaults: any place, always, from the first occasion on', () => {
    expect(faultRuleSchema.parse({ id: 'one', layer: 'tcp', do: { byteByByte: {} } })).toEqual({
      id: 'one',
      layer: 'tcp',
      match: {},
      do: { byteByByte: { gapMs: 0 } },
      times: 'always',
      after: 0,
    });
  });
});

describe('number of actions', () => {
  test.each(['smtp', 'tcp', 'tls', 'dns'])('%s: none is refused with the list of what could be done', (layer) => {
    expect(complaint({ id: 'one', layer, do: {} })).toMatch(/^do: expected exactly one action: one of \w+, \w+/);
  });

  test.each([
    ['smtp', { reply: '451 no', acceptButDrop: true }],
    ['tcp', { reset: true, stall: true }],
    ['tls', { alert: true, certificate: 'expired' }],
    ['dns', { rcode: 'SERVFAIL', noAnswer: true }],
    ['smtp', { andThen: 'close' }],
    ['smtp', { delayMs: 5, andThen: 'close' }],
  ])('%s %j is refused', (layer, action) => {
    expect(complaint({ id: 'one', layer, do: action })).toMatch(/^do: expected exactly one action/);
  });
});

describe('a bad rule says where it is wrong and what was expected', () => {
  const good = { id: 'one', layer: 'smtp', do: { reply: '451 no' } };

  test.each([
    ['layer', { ...good, layer: 'http' }, /^layer: expected "layer" to be one of "smtp", "tcp", "tls", "dns"/],
    ['no layer', { id: 'one', do: {} }, /^layer: expected "layer"/],
    ['no rule', 'a text', /^: Invalid input: expected object, received string/],
    ['unknown key', { ...good, time: 1 }, /^: Unrecognized key: "time"/],
    ['unknown match', { ...good, match: { mailbox: 'x' } }, /^match: Unrecognized key: "mailbox"/],
    ['unknown action', { ...good, do: { explode: true } }, /^do: Unrecognized key: "explode"/],
    [
      'match of another layer',
      { ...good, layer: 'tls', match: { stage: 'EHLO' }, do: { alert: true } },
      /^match: Unrecognized key: "stage"/,
    ],
    ['stage', { ...good, match: { stage: 'RCPT' } }, /^match\.stage: Invalid option: expected one of .*"RCPT TO"/],
    ['reply', { ...good, do: { reply: 'try later' } }, /^do\.reply: expected a reply such as "451 4\.3\.0 try later"/],
    ['reply code', { ...good, do: { reply: '199 no' } }, /^do\.reply: expected a reply/],
    ['reply with a line end', { ...good, do: { reply: '451 a\r\n250 b' } }, /^do\.reply: expected a reply/],
    ['reply of another type', { ...good, do: { reply: 451 } }, /^do\.reply: expected a reply .*or a list of such lines/],
    ['second line of a reply', { ...good, do: { reply: ['451 a', 'b'] } }, /^do\.reply\.1: expected a reply/],
    ['empty reply', { ...good, do: { reply: [] } }, /^do\.reply: /],
    ['delay', { ...good, do: { delayMs: -1 } }, /^do\.delayMs: .*>=0/],
    ['attempt', { ...good, match: { attempt: 0 } }, /^match\.attempt: .*>=1/],
    ['attempt as text', { ...good, match: { attempt: 'first' } }, /^match\.attempt: expected a whole number from 1, or a list/],
    ['times', { ...good, times: 'once' }, /^times: expected a whole number from 1, or "always"/],
    ['times 0', { ...good, times: 0 }, /^times: .*>=1/],
    ['id', { ...good, id: 'two words' }, /^id: expected 1 to 80 letters/],
    ['no id', { layer: 'smtp', do: { reply: '451 no' } }, /^id: /],
    ['ttl', { ...good, ttlMs: 1e9 }, /^ttlMs: .*<=86400000/],
    ['certificate', { id: 'x', layer: 'tls', do: { certificate: 'old' } }, /^do\.certificate: .*"expired"/],
    ['rcode', { id: 'x', layer: 'dns', do: { rcode: 'NOPE' } }, /^do\.rcode: .*"NXDOMAIN"/],
  ])('%s', (_name, rule, expected) => {
    expect(complaint(rule)).toMatch(expected);
  });
});

describe('a set of rules', () => {
  test('ids are unique', () => {
    const rule = { id: 'same', layer: 'dns', do: { noData: true } };
    const result = faultRulesSchema.safeParse([rule, { ...rule, id: 'other' }, rule]);
    expect(result.error?.issues.map(({ path, message }) => ({ path, message }))).toEqual([
      { path: [2, 'id'], message: 'the id "same" is used twice' },
    ]);
  });

  test('a complaint names the rule by its place', () => {
    const result = faultRulesSchema.safeParse([
      { id: 'a', layer: 'dns', do: { noData: true } },
      { id: 'b', layer: 'dns', do: { noDat: true } },
    ]);
    expect(result.error?.issues[0]?.path).toEqual([1, 'do']);
  });
});
