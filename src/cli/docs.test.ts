import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadBaseline } from '../harness/baseline.ts';
import { EXIT_MEANING, EXIT_USAGE } from '../harness/exit-status.ts';
import { scenariosByRequirement } from '../harness/feature-index.ts';
import { MARK } from '../harness/reports/paint.ts';
import { VERDICTS } from '../harness/run-result.ts';
import { blocksOf, commandsOf, readDoc, runShown } from './docs.testing.ts';

// docs/verdicts.md says what is so: its commands are run, its baseline is read, its tables are those of the program.

const text = readDoc('verdicts.md');
const commands = commandsOf(text);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'setd-docs-'));
  writeFileSync(join(folder, 'known.yaml'), blocksOf(text, 'yaml')[0] ?? '');
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('docs/verdicts.md', () => {
  it('tells every verdict with its mark, worst first', () => {
    const rows = [...text.matchAll(/^\| `([\w-]+)` (\S) \|/gm)].map(([, verdict, mark]) => ({ verdict, mark }));
    expect(rows).toEqual(VERDICTS.map((verdict) => ({ verdict, mark: MARK[verdict] })));
  });

  it('tells every exit status', () => {
    const rows = [...text.matchAll(/^\| (\d+) \| (.*) \|$/gm)].map(([, status, meaning]) => [status, meaning]);
    expect(rows).toEqual([...Object.entries(EXIT_MEANING), [String(EXIT_USAGE), 'wrong use of the command line']]);
  });

  it('shows a baseline that can be read and names a scenario that is there', async () => {
    const { entries } = loadBaseline(join(folder, 'known.yaml'));
    const scenarios = await scenariosByRequirement();
    expect(entries).toHaveLength(3);
    for (const { requirement, scenario } of entries.filter((entry) => entry.scenario !== null)) {
      expect(scenarios.get(requirement)?.map(({ name }) => name)).toContain(scenario);
    }
  });

  it('has commands', () => expect(commands).toHaveLength(7));

  it.each(commands)('setd $words: exit $status', ({ words, status }) => expect(runShown(words, folder)).toBe(status), 60_000);
});
