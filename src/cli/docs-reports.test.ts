import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { REPORT_NAMES } from '../harness/reports/report.ts';
import { commandsOf, readDoc, runShown } from './docs.testing.ts';

// docs/reports.md says what is so: its commands are run, in order, and it knows every report.

const text = readDoc('reports.md');
const commands = commandsOf(text);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'setd-docs-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('docs/reports.md', () => {
  it('tells every report', () => {
    expect([...text.matchAll(/^\| `(\w+)` \| `\w+\.\w+` \|/gm)].map(([, name]) => name)).toEqual(REPORT_NAMES);
  });

  it('has commands', () => expect(commands.length).toBeGreaterThan(5));

  it.each(commands)('setd $words: exit $status', ({ words, status }) => expect(runShown(words, folder)).toBe(status), 60_000);
});
