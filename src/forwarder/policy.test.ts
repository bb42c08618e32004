import { describe, expect, it } from 'vitest';
import { firstMatch, matchesPattern, type PolicyTable } from './policy.ts';

describe('policy patterns', () => {
  it.each([
    ['user@a.test', 'USER@a.test', true],
    ['user@a.test', 'other@a.test', false],
    ['a.test', 'x@A.test', true],
    ['@a.test', 'x@a.test', true],
    ['a.test', 'x@sub.a.test', false],
    ['a.test', 'x@ba.test', false],
    ['.a.test', 'x@sub.a.test', true],
    ['.a.test', 'x@deep.sub.a.test', true],
    ['.a.test', 'x@a.test', false],
    ['.a.test', 'x@ba.test', false],
    ['a.test', '', false],
  ])('%s against %s: %s', (pattern, address, matches) => {
    expect(matchesPattern(pattern, address)).toBe(matches);
  });
});

describe('policy table', () => {
  const table: PolicyTable = {
    policies: [
      { name: 'boss', match: { senders: ['boss@x.test'] }, connector: 'no-scan' },
      { name: 'both', match: { senders: ['y.test'], recipients: ['a.test'] }, connector: { custom: 'c@i.test' } },
      { name: 'a', match: { recipients: ['a.test'] }, connector: 'default' },
      { name: 'wide', match: { recipients: ['a.test', 'b.test'] }, connector: { custom: 'd@i.test' } },
    ],
    defaultPolicy: { connector: 'no-scan' },
  };
  const names = (sender: string, ...recipients: string[]) =>
    firstMatch(table, sender, recipients).map(({ policy, recipients: group }) => `${policy}: ${group.join(' ')}`);

  it('takes the first match from the top for each recipient and splits', () => {
    expect(names('s@x.test', '1@a.test', '2@b.test', '3@c.test', '4@a.test')).toEqual([
      'a: 1@a.test 4@a.test',
      'wide: 2@b.test',
      'DEFAULT: 3@c.test',
    ]);
  });

  it('gives all recipients to a policy whose sender matches', () => {
    expect(names('boss@x.test', '1@a.test', '2@b.test')).toEqual(['boss: 1@a.test 2@b.test']);
  });

  it('asks for both criteria where both are given', () => {
    expect(names('s@y.test', '1@a.test', '2@b.test')).toEqual(['both: 1@a.test', 'wide: 2@b.test']);
  });
});
