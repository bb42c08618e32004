import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { readZip } from '../harness/bundle/zip-read.ts';
import { writeZip } from '../harness/bundle/zip-write.ts';

// setd run --evidence and setd judge as people start them.

const SETD = join(import.meta.dirname, 'setd.mjs');
const LIMITS = { files: 10_000, fileBytes: 100_000_000, totalBytes: 500_000_000 };

let folder: string;
const setd = (...words: string[]) => {
  const env = { PATH: process.env.PATH ?? '', TMPDIR: folder };
  const { status, stdout, stderr } = spawnSync(process.execPath, [SETD, ...words], { cwd: folder, env, encoding: 'utf8' });
  return { status, out: stdout, err: stderr };
};

let made: ReturnType<typeof setd>;
// Each command is a process of its own, on a machine that may be busy; a hang is still told from that.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'setd-judge-'));
  made = setd('run', 'LOG-1', 'POLICY-2', '--quiet', '--report', 'json', '--evidence', 'out.setd.zip');
});
afterAll(() => rmSync(folder, { recursive: true }));

it('a run tells where its evidence is, and by what it is known again; nothing else is left behind', () => {
  expect(made).toMatchObject({ status: 0, err: '' });
  expect(made.out).toMatch(/^evidence: .*out\.setd\.zip, fingerprint [0-9a-f]{64}$/m);
  expect(
    readdirSync(folder)
      .filter((name) => name !== 'node-compile-cache')
      .sort(),
  ).toEqual(['out.setd.zip', 'reports']);
});

it('the bundle gives the same verdicts and reports', () => {
  const { status, out, err } = setd('judge', 'out.setd.zip', '--report', 'json', '--reports', 'again');
  expect({ status, err }).toEqual({ status: 0, err: '' });
  const fingerprint = /fingerprint ([0-9a-f]{64})/;
  expect(fingerprint.exec(out)?.[1]).toBe(fingerprint.exec(made.out)?.[1]);
  const requirements = (name: string): unknown => JSON.parse(readFileSync(join(folder, name, 'run.json'), 'utf8')).requirements;
  expect(requirements('again')).toEqual(requirements('reports'));
  expect(setd('compare', 'out.setd.zip', 'again/run.json')).toMatchObject({ status: 0 });
});

it('one that was changed is refused, or contradicts itself', () => {
  const files = readZip(readFileSync(join(folder, 'out.setd.zip')), 'out', LIMITS);
  const run = files.find(({ name }) => name === 'run.json')?.data.toString() ?? '';
  const changed = files.map((file) =>
    file.name === 'run.json' ? { ...file, data: Buffer.from(run.replaceAll('"MUST"', '"SHOULD"')) } : file,
  );
  writeFileSync(join(folder, 'changed.zip'), writeZip(changed));
  expect(setd('judge', 'changed.zip')).toMatchObject({
    status: 3,
    err: 'setd: changed.zip: run.json is not what the manifest says: the bundle was changed after it was made\n',
  });
});

it('what is no bundle is refused', () => {
  writeFileSync(join(folder, 'none.zip'), 'hello');
  expect(setd('judge', 'none.zip')).toEqual({
    status: 3,
    out: '',
    err: 'setd: none.zip: this is no ZIP archive, or the end of it is missing\n',
  });
  expect(setd('judge', 'gone.zip').err).toMatch(/^setd: gone\.zip: cannot be read/);
});
