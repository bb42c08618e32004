import { appendFileSync, mkdtempSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { CommandLog } from './command-log.ts';
import { FileLog } from './file-log.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'setd-log-'));
  path = join(folder, 'mail.log');
  writeFileSync(path, 'old\n');
});
afterEach(() => rmSync(folder, { recursive: true }));

it('reads what is written after it began, whole lines only', async () => {
  const log = new FileLog(path);
  await log.begin();
  expect(await log.lines()).toEqual([]);
  appendFileSync(path, 'one\r\ntw');
  expect(await log.lines()).toEqual(['one']);
  appendFileSync(path, 'o\n');
  expect(await log.lines()).toEqual(['one', 'two']);
  await log.end();
});

it.each([
  ['of short lines', 'x\n'.repeat(200_001)],
  ['of one line without end', 'x'.repeat(64 * 1024 * 1024 + 1)],
])('gives a flood up, %s, and reads on in the next scenario', async (_what, flood) => {
  const log = new FileLog(path);
  await log.begin();
  appendFileSync(path, flood);
  await expect(log.lines()).rejects.toThrow(
    /^the log file .*mail\.log is flooded: more than 200000 lines or 67108864 bytes in one scenario$/,
  );
  await log.begin();
  appendFileSync(path, '\none\n');
  expect((await log.lines()).at(-1)).toBe('one');
  await log.end();
});

it('reads a file that is moved away to its end, and then the new one', async () => {
  const log = new FileLog(path);
  await log.begin();
  appendFileSync(path, 'one\n');
  expect(await log.lines()).toEqual(['one']);
  appendFileSync(path, 'two\nlast without end');
  renameSync(path, `${path}.1`);
  writeFileSync(path, 'three\n');
  expect(await log.lines()).toEqual(['one', 'two', 'last without end', 'three']);
  await log.end();
});

it('reads a file that is cut from its beginning', async () => {
  const log = new FileLog(path);
  appendFileSync(path, 'a long line that was there before\n');
  await log.begin();
  truncateSync(path);
  appendFileSync(path, 'anew\n');
  expect(await log.lines()).toEqual(['anew']);
  await log.end();
});

it('reads a file that comes into being later from its first line', async () => {
  rmSync(path);
  const log = new FileLog(path);
  await log.begin();
  expect(await log.lines()).toEqual([]);
  writeFileSync(path, 'first\n');
  expect(await log.lines()).toEqual(['first']);
  await log.end();
});

it('begins anew for each scenario, and keeps characters whole across blocks', async () => {
  const log = new FileLog(path);
  await log.begin();
  appendFileSync(path, 'one\n');
  await log.lines();
  await log.begin();
  const long = 'ä'.repeat(100_001);
  appendFileSync(path, `x${long}\n`);
  expect(await log.lines()).toEqual([`x${long}`]);
  await log.end();
});

it('says which file cannot be read', async () => {
  await expect(new FileLog(join(path, 'below')).begin()).rejects.toThrow(/log file .*below cannot be read/);
});

const print = (script: string, deadlineMs = 20_000): CommandLog =>
  new CommandLog({ command: [process.execPath, '-e', script], folder, deadlineMs });
const CAT = "process.stdout.write(require('fs').readFileSync('mail.log'))";

it('reads what a command prints beyond what it printed before; all of it once the log is begun anew', async () => {
  const log = print(CAT);
  await log.begin();
  appendFileSync(path, 'one\ntwo\n');
  expect(await log.lines()).toEqual(['one', 'two']);
  writeFileSync(path, 'anew\nand on\n');
  expect(await log.lines()).toEqual(['anew', 'and on']);
});

it.each([
  ["console.error('no route'); process.exit(3)", 20_000, /failed: .*; its standard error ends: no route/s],
  ['setInterval(() => {}, 1000)', 500, /failed: it took more than 500 ms/],
])('tells why a command failed: %s', async (script, deadlineMs, message) => {
  await expect(print(script, deadlineMs).begin()).rejects.toThrow(message);
});
