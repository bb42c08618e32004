import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';

// setd merge and setd compare as people start them, over parts of a real run.

const SETD = join(import.meta.dirname, 'setd.mjs');

let folder: string;
const setd = (...words: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [SETD, ...words], { cwd: folder, encoding: 'utf8' });
  return { status, out: stdout, err: stderr };
};

// Each command is a process of its own, on a machine that may be busy; a hang is still told from that.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'setd-compare-'));
  for (const part of ['1', '2']) {
    const { status, err } = setd(
      'run',
      'LOG-9',
      '--quiet',
      '--report',
      'json',
      '--reports',
      part,
      '--shard',
      `${part}/2`,
      '--evidence',
      `${part}.zip`,
    );
    expect({ status, err }).toEqual({ status: 0, err: '' });
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

it('parts are joined to the run that they are parts of, and reports are written', () => {
  const { status, out } = setd('merge', '1/run.json', '2/run.json', '--report', 'json,junit', '--reports', 'whole');
  expect(out).toMatch(/^LOG-9 .*conforms/m);
  expect(status).toBe(0);
  const { meta, scenarios } = JSON.parse(readFileSync(join(folder, 'whole', 'run.json'), 'utf8'));
  expect(meta.shard).toBeNull();
  expect(scenarios.length).toBeGreaterThan(2);
  expect(setd('compare', 'whole/run.json', 'whole/run.json')).toMatchObject({ status: 0, err: '' });
});

it('bundles of parts are joined to one that proves the whole', () => {
  expect(setd('merge', '1/run.json', '2.zip', '--evidence', 'whole.zip')).toMatchObject({
    status: 64,
    err: 'setd: --evidence: 1/run.json is no bundle; the parts must be bundles for the whole to be one\n',
  });
  const { status, out } = setd('merge', '1.zip', '2.zip', '--quiet', '--evidence', 'whole.zip');
  expect(out).toMatch(/^evidence: .*whole\.zip, fingerprint [0-9a-f]{64}$/m);
  expect(status).toBe(0);
  const judged = setd('judge', 'whole.zip', '--report', 'json', '--reports', 'judged');
  expect(judged).toMatchObject({ status: 0, err: '' });
  expect(judged.out).not.toContain('cannot be judged again');
  expect(setd('compare', 'judged/run.json', 'whole.zip')).toMatchObject({ status: 0 });
});

it('a part that is missing is told, with exit 3', () => {
  expect(setd('merge', '1/run.json')).toEqual({ status: 3, out: '', err: 'setd: parts are missing: 2/2\n' });
});

it('a difference is exit 1, in every format', () => {
  const shown = setd('compare', '1/run.json', '2/run.json');
  expect(shown.status).toBe(1);
  expect(shown.out).toMatch(/under different conditions:\n {2}part: /);
  expect(JSON.parse(setd('compare', '1/run.json', '2/run.json', '--format', 'json').out)).toMatchObject({ format: 1 });
  expect(setd('compare', '1/run.json', '2/run.json', '--format', 'html', '--output', 'c.html')).toEqual({ status: 1, out: '', err: '' });
  expect(readFileSync(join(folder, 'c.html'), 'utf8')).toMatch(/^<!doctype html>/);
});

it('what is no run is refused with its name and what is wrong', () => {
  writeFileSync(join(folder, 'none.json'), '{"format":1}');
  expect(setd('compare', 'none.json', '1/run.json').err).toMatch(/^setd: none\.json: this is no run\.json of this version of setd: meta: /);
  expect(setd('compare', 'gone.json', '1/run.json').err).toMatch(/^setd: gone\.json: cannot be read/);
  const stored = readFileSync(join(folder, '1', 'run.json'), 'utf8');
  writeFileSync(join(folder, 'odd.json'), stored.replace('"type":"commandReceived"', '"type":"somethingElse"'));
  const { status, err } = setd('compare', 'odd.json', '1/run.json');
  expect(err).toMatch(/odd\.json: this is no run\.json of this version of setd: entry \d+ of the evidence is of no known type/);
  expect(status).toBe(3);
});
