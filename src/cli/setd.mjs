#!/usr/bin/env -S node --max-semi-space-size=8
// The program `setd`. Written in old syntax on purpose: a Node that is too old must get as far as saying so.
// The small semi-space keeps the memory of a whole run down: left alone, the collector lets the garbage of many scenarios pile up.
import { existsSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { fileURLToPath } from 'node:url';

var NEEDED = 24;

function mainModule() {
  var here = fileURLToPath(new URL('.', import.meta.url));
  // Node strips types from its own project's files only, never from installed packages: these are compiled.
  var installed = /[\\/]node_modules[\\/]/.test(here);
  if (!installed && existsSync(fileURLToPath(new URL('./main.ts', import.meta.url)))) return './main.ts';
  if (existsSync(fileURLToPath(new URL('./main.js', import.meta.url)))) return './main.js';
  return '../../dist/src/cli/main.js';
}

if (Number(process.versions.node.split('.')[0]) < NEEDED) {
  console.error(`setd needs Node ${NEEDED} or newer; this is Node ${process.versions.node}.`);
  console.error(`In a project, "npm install --save-dev node@${NEEDED}" brings one along, which npx and npm scripts then use.`);
  process.exitCode = 3;
} else {
  if (nodeModule.enableCompileCache) nodeModule.enableCompileCache();
  import(mainModule()).then(
    (main) => main.main(process.argv.slice(2)),
    (error) => {
      console.error(`setd: the installation is incomplete: ${String(error?.message).split('\n')[0]}`);
      if (process.env.SETD_DEBUG === '1') console.error(error);
      process.exitCode = 3;
    },
  );
}
