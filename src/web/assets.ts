import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, extname, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Router } from 'express';
import { browserModule } from './browser-module.ts';
import { methodNotAllowed, notFound } from './problem.ts';

// The pages are modules, style sheets and pictures as they lie in the source tree; nothing is bundled. Their addresses mirror the
// tree below `/assets/`, so that an import in the source is the same import in the browser.

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

/** Where bare imports of the pages lead. */
export const IMPORT_MAP = JSON.stringify({
  imports: { 'lit-html': '/assets/vendor/lit-html/lit-html.js', 'lit-html/': '/assets/vendor/lit-html/' },
});

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

/** Address of a file of the pages; after compilation a module has another ending. */
export const assetAddress = (path: string): string => {
  const compiled = path.replace(/\.ts$/, '.js');
  return `/assets/${existsSync(join(ROOT, path)) ? path : compiled}`;
};

/**
 * Serves the files below the named folders (`src/forwarder/console/ui`), the base kit and lit-html, and nothing else.
 */
export const assetsRouter = (uiFolder: string): Router => {
  const folders = new Map([
    [uiFolder, join(ROOT, uiFolder)],
    [KIT, join(ROOT, KIT)],
    ['vendor/lit-html', litFolder()],
  ]);
  const router = Router();
  router
    .route('/assets/*path')
    .get((request, response, next) => {
      const file = fileFor(folders, request.path.slice('/assets/'.length));
      if (file === undefined) {
        notFound(request, response, next);
        return;
      }
      const type = TYPES.get(extname(file)) ?? 'application/octet-stream';
      response.set('Content-Type', type).send(extname(file) === '.ts' ? browserModule(file) : readFileSync(file));
    })
    .all(methodNotAllowed('GET'));
  return router;
};
