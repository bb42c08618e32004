import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../harness/package-root.ts';

/** Everything that a verdict can depend on; `dist` in a compiled package. */
const FOLDERS = ['features', 'mocks', 'src', 'steps', 'dist'];

const isTest = (path: string): boolean => /\.(?:test|testing)\.[jt]s$/.test(path);

/** One name for the state of the sources: parts of a selftest that were made in different states are no selftest. */
export const digestOfSources = (root: string = PACKAGE_ROOT): string => {
  const hash = createHash('sha256');
  for (const folder of FOLDERS) {
    if (!existsSync(join(root, folder))) continue;
    const entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
    const paths = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
    for (const path of paths.toSorted()) if (!isTest(path)) hash.update(`${path.slice(root.length)}\0`).update(readFileSync(path));
  }
  return hash.digest('hex');
};
