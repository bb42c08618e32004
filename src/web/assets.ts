import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type RequestHandler, Router } from 'express';
import { browserModule } from './browser-module.ts';
import { methodNotAllowed, notFound } from './problem.ts';

// The pages are modules, style sheets and pictures as they lie in the source tree; nothing is bundled. Their addresses mirror the
// tree below `/assets/VERSION/`, so that an import in the source is the same import in the browser. The version changes with any of
// the files, so that a browser asks for each of them once and never again.

/** The project, or `dist` of the installed package. */
const ROOT = resolve(import.meta.dirname, '..', '..');

/** Base kit of all pages: tokens, components, helpers. */
const KIT = 'src/web/ui';

const TYPES: ReadonlyMap<string, string> = new Map([
  ['.ts', 'text/javascript; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
  ['.png', 'image/png'],
]);

/** Folder of the installed package lit-html. */
const litFolder = (): string => {
  let folder = dirname(fileURLToPath(import.meta.resolve('lit-html')));
  while (basename(folder) !== 'lit-html') folder = dirname(folder);
  return folder;
};

/** Tests and fixtures lie beside the pages and are no part of them. */
const isServed = (path: string): boolean => TYPES.has(extname(path)) && !/\.(?:test|testing)\.[jt]s$|\.d\.ts$/.test(path);

const fileFor = (folders: ReadonlyMap<string, string>, path: string): string | undefined => {
  for (const [prefix, folder] of folders) {
    if (!path.startsWith(`${prefix}/`)) continue;
    const file = resolve(folder, path.slice(prefix.length + 1));
    if (file.startsWith(folder + sep) && isServed(file) && existsSync(file)) return file;
  }
  return undefined;
};

/** For a file that stays as it is for as long as its address names it. */
const KEPT = 'private, max-age=31536000, immutable';

/** The files below one folder of pages (`src/forwarder/console/ui`), the base kit and lit-html, and nothing else. */
export class Assets {
  private readonly folders: ReadonlyMap<string, string>;
  private current = '';

  constructor(uiFolder: string) {
    this.folders = new Map([
      [uiFolder, resolve(ROOT, uiFolder)],
      [KIT, resolve(ROOT, KIT)],
      ['vendor/lit-html', litFolder()],
    ]);
  }

  /** Which version the files are of now: asked for each page, so that a change in the source tree needs no restart. */
  version(): string {
    const hash = createHash('sha256');
    for (const folder of this.folders.values()) {
      for (const name of globSync('**/*.{ts,js,css,svg,png}', { cwd: folder }).toSorted()) {
        const { mtimeMs, size } = statSync(join(folder, name));
        hash.update(`${folder}/${name} ${mtimeMs} ${size}\n`);
      }
    }
    this.current = hash.digest('hex').slice(0, 12);
    return this.current;
  }

  /** Answers with a file. One that is asked for by another version than the page has now is not kept. */
  readonly serve: RequestHandler = (request, response, next) => {
    const [, version, path = ''] = /^\/assets\/([0-9a-f]{12})\/(.*)$/.exec(request.path) ?? [];
    const file = fileFor(this.folders, path);
    if (version === undefined || file === undefined) {
      notFound(request, response, next);
      return;
    }
    if (version === this.current) response.set('Cache-Control', KEPT);
    const type = TYPES.get(extname(file)) ?? 'application/octet-stream';
    response.set('Content-Type', type).send(extname(file) === '.ts' ? browserModule(file) : readFileSync(file));
  };
}

/** Address of a file of the pages, from the root of the project; after compilation a module has another ending. */
export const assetAddress = (version: string, path: string): string => {
  const compiled = path.replace(/\.ts$/, '.js');
  return `/assets/${version}/${existsSync(join(ROOT, path)) ? path : compiled}`;
};

/** Where bare imports of the pages lead. */
export const importMap = (version: string): string =>
  JSON.stringify({
    imports: { 'lit-html': `/assets/${version}/vendor/lit-html/lit-html.js`, 'lit-html/': `/assets/${version}/vendor/lit-html/` },
  });

export const assetsRouter = (assets: Assets): Router => {
  const router = Router();
  router.route('/assets/*path').get(assets.serve).all(methodNotAllowed('GET'));
  return router;
};
