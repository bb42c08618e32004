// Compiles the package into dist/ (or the folder named) and puts what is not code beside the code that reads it. Run by `npm pack`:
// Node strips types from a project's own files only, never from installed packages.
import { execFileSync } from 'node:child_process';
import { cpSync, globSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const DIST = resolve(process.argv[2] ?? join(ROOT, 'dist'));
/** Style sheets and scripts of the pages; they are read at run time, from beside the compiled module. */
const ASSETS = ['src/**/*.css', 'mocks/**/*.css', 'src/**/*.js', 'mocks/**/*.js', 'src/**/*.html', 'mocks/**/*.html'];

// A file that has since been renamed must not stay behind.
rmSync(DIST, { recursive: true, force: true });

const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');
try {
  // The pages have types of their own, those of a browser.
  for (const project of ['tsconfig.build.json', 'tsconfig.ui.build.json'])
    execFileSync(process.execPath, [compiler, '-p', join(ROOT, project), '--outDir', DIST], { stdio: 'inherit' });
  for (const path of globSync(ASSETS, { cwd: ROOT })) cpSync(join(ROOT, path), join(DIST, path));
} catch (error) {
  // The compiler has said what is wrong.
  process.exitCode = typeof error.status === 'number' ? error.status : 1;
  if (typeof error.status !== 'number') console.error(error);
}
