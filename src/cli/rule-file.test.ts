import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readRules } from './rule-file.ts';

describe('rule files', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'mock-options-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const file = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };

  test.each([
    ['rules.json', '[{"id":"a","layer":"dns","do":{"noData":true}}]'],
    ['rules.yaml', '- id: a\n  layer: dns\n  do: { noData: true }\n'],
    ['rules', '[{"id":"a","layer":"dns","do":{"noData":true}}]'],
  ])('%s', (name, text) => {
    expect(readRules(file(name, text))).toEqual([{ id: 'a', layer: 'dns', match: {}, do: { noData: true }, times: 'always', after: 0 }]);
  });

  test.each([
    ['bad.json', '[{', /bad\.json: .*; correct the file$/],
    ['bad.yaml', '- id: [', /bad\.yaml: .*; correct the file$/],
    ['map.yaml', '- { id: a, layer: smtp\n- b', /map\.yaml: .* at line 2, column 1; correct the file$/],
    ['noise.yaml', `"\0\u001b[31m${'ä'.repeat(500)}`, /noise\.yaml: [\x20-\x7e]{0,201}…?; correct the file$/],
    ['empty.yaml', '', /empty\.yaml: expected a list of rules; docs\/faults\.md/],
    ['one.json', '{"id":"a"}', /expected a list of rules/],
    [
      'wrong.json',
      '[{"id":"a","layer":"dns","do":{"nothing":true}}]',
      /wrong\.json: rule 1 "a", do: Unrecognized key: "nothing".*; docs\/faults\.md/,
    ],
    ['second.yaml', '- { id: a, layer: dns, do: { noData: true } }\n- { layer: dns, do: { noData: true } }', /yaml: rule 2, id: /],
    ['bare.json', '[1]', /bare\.json: rule 1: /],
    ['many.json', JSON.stringify(Array(9).fill({})), /rule 1, layer: .*; and 4 more; docs/],
  ])('%s is refused in one line', (name, text, message) => {
    const path = file(name, text);
    expect(() => readRules(path)).toThrow(message);
    expect(() => readRules(path)).toThrow(/^[^\n]+$/);
  });

  test('a file that is not there', () => {
    expect(() => readRules(join(folder, 'none.json'))).toThrow(/none\.json: cannot be read .*; name a readable/);
  });
});
