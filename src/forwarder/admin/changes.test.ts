import { describe, expect, it } from 'vitest';
import { changesBetween, type EditedPolicy } from './changes.ts';
import type { Policy, Settings } from './settings.ts';

const policy = (name: string, more: Partial<Policy> = {}): Policy => ({
  name,
  senders: [],
  recipients: ['a.test'],
  connector: 'no-scan',
  ...more,
});
const same = (one: Policy): EditedPolicy => ({ policy: one, origin: one.name });

const BEFORE: Settings = {
  connector: { enabled: true, defaultIntakeAddress: 'a@b.test' },
  policies: ['one', 'two', 'three', 'four'].map((name) => policy(name)),
  defaultPolicy: { connector: 'no-scan' },
};

const tell = (after: Partial<Settings>, edited: readonly EditedPolicy[] = BEFORE.policies.map(same)): string[] =>
  changesBetween(BEFORE, { ...BEFORE, ...after }, edited);

/** The table of BEFORE in this order; a name that is not in it is new. */
const ordered = (...names: string[]): EditedPolicy[] =>
  names.map((name) => ({ policy: policy(name), origin: BEFORE.policies.some((one) => one.name === name) ? name : undefined }));

describe('changes', () => {
  it('are none where nothing changed', () => expect(tell({})).toEqual([]));

  it.each<[Settings['connector'], string[]]>([
    [{ enabled: false, defaultIntakeAddress: 'a@b.test' }, ['Threat Defense Connector turned off.']],
    [{ enabled: true, defaultIntakeAddress: null }, ['Default message intake address a@b.test removed.']],
    [
      { enabled: false, defaultIntakeAddress: 'c@d.test' },
      ['Threat Defense Connector turned off.', 'Default message intake address changed from a@b.test to c@d.test.'],
    ],
  ])('of the connector: %j', (connector, sentences) => expect(tell({ connector })).toEqual(sentences));

  it('of a policy name each thing that changed', () => {
    const [first, ...rest] = BEFORE.policies.map(same);
    const changed = {
      policy: policy('uno', { senders: ['x.test', '.y.test'], recipients: [], connector: { custom: 'q@r.test' } }),
      origin: first?.policy.name,
    };
    expect(tell({}, [changed, ...rest])).toEqual([
      'Policy "one" renamed to "uno".',
      'Policy "uno": senders changed from any to x.test, .y.test.',
      'Policy "uno": recipients changed from a.test to any.',
      'Policy "uno": Threat Defense Connector changed from No Scan to Custom (q@r.test).',
    ]);
  });

  it.each([
    [['one', 'two', 'three'], ['Policy "four" deleted.']],
    [['new', 'one', 'two', 'three', 'four'], ['Policy "new" added at position 1: No Scan.']],
    [['four', 'one', 'two', 'three'], ['Policy "four" moved to position 1.']],
    [['two', 'three', 'four', 'one'], ['Policy "one" moved to position 4.']],
    [['two', 'one', 'three', 'four'], ['Policy "one" moved to position 2.']],
    [
      ['three', 'two', 'one'],
      ['Policy "four" deleted.', 'Policy "two" moved to position 2.', 'Policy "one" moved to position 3.'],
    ],
  ])('of the table, with as few moves as explain them: %j', (names, sentences) => {
    expect(tell({}, ordered(...names))).toEqual(sentences);
  });

  it('come in the order of the menus', () => {
    expect(
      tell(
        { connector: { enabled: false, defaultIntakeAddress: 'a@b.test' }, defaultPolicy: { connector: 'default' } },
        ordered('one', 'two', 'three'),
      ),
    ).toEqual([
      'Threat Defense Connector turned off.',
      'Policy "four" deleted.',
      'Default Policy: Threat Defense Connector changed from No Scan to Default.',
    ]);
  });
});
