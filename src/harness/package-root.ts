import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { ConfigError } from './yaml-file.ts';

const here = fileURLToPath(import.meta.url);
const compiled = here.endsWith('.js');
/** The folder that holds `src` and `steps`: the package itself, or `dist` in a compiled one. */
const codeRoot = resolve(dirname(here), '..', '..');

function findPackageRoot(): string {
  for (let folder = codeRoot; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (folder === dirname(folder)) throw new ConfigError(`no package.json above ${codeRoot}: the installation is incomplete`);
  }
}

/** The folder of package.json. Features and the registry are looked up here, never in the working directory. */
export const PACKAGE_ROOT = findPackageRoot();

/** Glob for the step definitions, relative to the package root; unit tests beside them are no steps. */
export const STEPS_GLOB = `${codeRoot === PACKAGE_ROOT ? '' : 'dist/'}steps/**/!(*.test|*.d).${compiled ? 'js' : 'ts'}`;

export const FEATURES_GLOB = 'features/**/*.feature';
export const REGISTRY_FOLDER = join(PACKAGE_ROOT, 'features', 'requirements');

const manifest = z.object({ name: z.string(), version: z.string() });

/** Name and version of this package. */
export const packageInfo = (): z.output<typeof manifest> =>
  manifest.parse(JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8')));
