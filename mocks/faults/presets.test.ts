import { describe, expect, test } from 'vitest';
import { FAULT_PRESETS, presetRules } from './presets.ts';

describe('presets', () => {
  test.each(FAULT_PRESETS.map((preset) => [preset.id, preset] as const))('%s is a set of rules at each of its stages', (_id, preset) => {
    for (const stage of preset.stages.length === 0 ? [undefined] : preset.stages) {
      const rules = presetRules(preset, stage);
      expect(rules?.length).toBeGreaterThan(0);
      if (stage !== undefined) expect(rules?.every(({ match }) => 'stage' in match && match.stage === stage)).toBe(true);
    }
  });

  test('there is one at least for every row of the retry table', () => {
    const rows = new Set(FAULT_PRESETS.map(({ requirement }) => requirement));
    const wanted = Array.from({ length: 15 }, (_, index) => `RETRY-${index + 1}`);
    expect(wanted.filter((id) => !rows.has(id))).toEqual([]);
  });

  test('no id is used twice, among rules neither, so that presets can be armed together', () => {
    const ids = FAULT_PRESETS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const rules = FAULT_PRESETS.flatMap((preset) => presetRules(preset) ?? []).map(({ id }) => id);
    expect(new Set(rules).size).toBe(rules.length);
  });

  test('a stage at which it makes no sense is told', () => {
    const [first] = FAULT_PRESETS;
    if (first === undefined) throw new Error('expected a preset');
    expect(presetRules(first, 'TLS')).toBeUndefined();
    expect(presetRules(first, 'DATA')).toMatchObject([{ match: { stage: 'DATA' }, do: { reply: '550 5.1.1 no such mailbox' } }]);
  });
});
