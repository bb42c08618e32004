import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';

// The package as npm would pack it: compiled, with nothing but what `files` names, started from a folder of the user's.

const ROOT = join(import.meta.dirname, '..', '..');
const manifest = z.object({
  files: z.array(z.string()),
  bin: z.object({ setd: z.string() }),
  exports: z.object({ './mocks': z.object({ types: z.string(), default: z.string() }) }),
});
const { files, bin, exports } = manifest.parse(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')));

let folder: string;
let installed: string;

function node(...words: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { cwd: folder, encoding: 'utf8' });
  return { status, out: stdout, err: stderr };
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'setd-package-'));
  installed = join(folder, 'node_modules', 'setd-conformance');
  mkdirSync(installed, { recursive: true });
  for (const path of ['package.json', ...files.filter((path) => path !== 'dist')])
    cpSync(join(ROOT, path), join(installed, path), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(installed, 'node_modules'));
  expect(node(join(ROOT, 'scripts', 'build.mjs'), join(installed, 'dist'))).toEqual({ status: 0, out: '', err: '' });
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

it('lists the requirements', () => {
  const { status, out, err } = node(join(installed, bin.setd), 'list');
  expect({ status, err }).toEqual({ status: 0, err: '' });
  expect(out).toMatch(/^ {2}RETRY-3 +documented +7 /m);
});

it('judges, and writes the page with its styles and scripts', () => {
  const { status, out } = node(join(installed, bin.setd), 'run', 'LOG-1');
  expect(out).toMatch(/^LOG-1 .*conforms/m);
  expect(status).toBe(0);
  expect(readFileSync(join(folder, 'reports', 'index.html'), 'utf8')).toMatch(/\.transcript \{.*unpackDetails/s);
}, 60_000);

it('offers the mocks to programs', () => {
  const program = `
    import { startMockSetd } from 'setd-conformance/mocks';
    const mock = await startMockSetd();
    console.log(mock.accounts.all.map(({ name }) => name).join());
    await mock.close();`;
  expect(node('--input-type=module', '--eval', program)).toEqual({ status: 0, out: 'primary,secondary\n', err: '' });
  expect(existsSync(join(installed, exports['./mocks'].types))).toBe(true);
});

it('holds no test and no test helper', () => {
  const { out } = node(
    '--eval',
    `console.log(require('node:fs').globSync('**/*.{test,testing}.*', { cwd: ${JSON.stringify(join(installed, 'dist'))} }).join())`,
  );
  expect(out).toBe('\n');
});
