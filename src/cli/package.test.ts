import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
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

it('runs the example of docs/library.md', () => {
  symlinkSync(join(ROOT, 'node_modules', 'nodemailer'), join(folder, 'node_modules', 'nodemailer'));
  cpSync(join(ROOT, 'examples', 'tests'), join(folder, 'tests'), { recursive: true });
  const { status, out } = node('--test', '--test-reporter=tap', join(folder, 'tests', 'forwarding.mjs'));
  expect(out).toMatch(/^# pass 2$/m);
  expect(out).toMatch(/^# fail 0$/m);
  expect(status).toBe(0);
}, 60_000);

it('serves pages with every style sheet and module that they name', () => {
  const program = `
    import { once } from 'node:events';
    import express from 'express';
    import { Assets, assetsRouter } from './dist/src/web/assets.js';
    import { pageHandler } from './dist/src/web/page.js';
    const assets = new Assets('src/web/ui');
    const app = express().use(assetsRouter(assets)).use(pageHandler(assets, { title: 'Kit', entry: 'src/web/ui/app.ts', styles: [] }));
    const server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const site = 'http://127.0.0.1:' + server.address().port;
    const html = await (await fetch(site)).text();
    const found = html.matchAll(/(?:href|src)="([^"]+[.](?:css|js))"/g).map(([, path]) => new URL(path, site).href);
    const wanted = new Set(found);
    for (const address of wanted) {
      const response = await fetch(address);
      const text = await response.text();
      if (!response.ok) console.log(address, response.status);
      for (const [, path] of text.matchAll(/^(?:import|export) .*from '([./][^']+)'/gm)) wanted.add(new URL(path, address).href);
    }
    console.log([...wanted].filter((address) => address.endsWith('.css')).length > 3, [...wanted].some((address) => address.endsWith('/src/web/ui/keys.js')));
    server.close();`;
  writeFileSync(join(installed, 'pages.mjs'), program);
  expect(node(join(installed, 'pages.mjs'))).toEqual({ status: 0, out: 'true true\n', err: '' });
});

it('holds no test and no test helper', () => {
  const { out } = node(
    '--eval',
    `console.log(require('node:fs').globSync('{**/*.{test,testing}.*,**/fixtures/**/ui/*}', { cwd: ${JSON.stringify(join(installed, 'dist'))} }).join())`,
  );
  expect(out).toBe('\n');
});
