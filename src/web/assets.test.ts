import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { Assets } from './assets.ts';

it('the version changes with a file, with one more, and with one less', () => {
  const folder = mkdtempSync(join(tmpdir(), 'setd-assets-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'part'));
  const file = join(folder, 'part', 'a.ts');
  writeFileSync(file, 'one');
  const assets = new Assets(folder);
  const versions = [assets.version()];
  expect(assets.version()).toBe(versions[0]);
  // The same length, at another time.
  writeFileSync(file, 'two');
  utimesSync(file, 1, 1);
  versions.push(assets.version());
  writeFileSync(join(folder, 'b.css'), '');
  versions.push(assets.version());
  rmSync(file);
  versions.push(assets.version());
  expect(new Set(versions).size).toBe(4);
});
