import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type FaultRule, faultRuleSchema, faultRulesSchema } from './rule.ts';

const text = readFileSync(new URL('../../docs/faults.md', import.meta.url), 'utf8');
const examples = [...text.matchAll(/```json\n(.*?)```/gs)].map(([, json = '']) => json);

const rulesOf = (json: string): FaultRule[] =>
  z.union([faultRulesSchema, faultRuleSchema.transform((rule) => [rule])]).parse(JSON.parse(json));

describe('docs/faults.md', () => {
  test.each(examples.map((json, index): [number, string] => [index + 1, json]))(
    'example %i is a rule or a set of rules',
    (_number, json) => {
      expect(rulesOf(json).length).toBeGreaterThan(0);
    },
  );

  test('shows every action of every layer', () => {
    const shown = new Set(examples.flatMap(rulesOf).flatMap((rule) => Object.keys(rule.do).map((action) => `${rule.layer} ${action}`)));
    const known = faultRuleSchema.options.flatMap((option) =>
      Object.keys(option.shape.do.shape).map((action) => `${option.shape.layer.value} ${action}`),
    );
    expect(known.filter((action) => !shown.has(action))).toEqual([]);
  });

  test('names every action in the table of its layer', () => {
    for (const option of faultRuleSchema.options) {
      const section = text.split(`## Layer \`${option.shape.layer.value}\``)[1]?.split('\n## ')[0] ?? '';
      const table = section.split('| action | effect |')[1] ?? '';
      expect(Object.keys(option.shape.do.shape).filter((action) => !table.includes(`\`${action}\``))).toEqual([]);
    }
  });
});
