import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandsOf, readDoc, runShown } from './docs.testing.ts';
import { writeRemoteLanes } from './remote-lanes.testing.ts';

// docs/ten-minutes.md says what is so: its commands are run, in order, beside the example that it speaks of.

const commands = commandsOf(readDoc('ten-minutes.md'));

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'setd-docs-'));
  const example = join(folder, 'examples', 'remote');
  mkdirSync(example, { recursive: true });
  await writeRemoteLanes(example, 1);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('docs/ten-minutes.md', () => {
  it('has commands', () => expect(commands).toHaveLength(6));

  it.each(commands)('setd $words: exit $status', ({ words, status }) => expect(runShown(words, folder)).toBe(status), 60_000);
});
