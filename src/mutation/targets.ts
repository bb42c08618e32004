import { globSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../harness/package-root.ts';

// Which files are mutated: those that decide what goes over the wire, and what log, counters and tracking say of it.

const FOLDER = 'src/forwarder';

/** Left out, and why. */
const LEFT_OUT: readonly { readonly path: RegExp; readonly because: string }[] = [
  { path: /\.(?:test|testing)\.ts$/, because: 'tests' },
  { path: /\/console\//, because: 'web pages and their API, which have browser tests' },
  { path: /\/admin\//, because: 'settings as an operator edits them, not how mail is forwarded' },
  { path: /\/(?:config|config-file|config-error|gateway-main|gateway-start-error|file-problem|prompt-server)\.ts$/, because: 'start-up' },
  { path: /\/(?:syslog\/.*|log-file|open-log|log-ring|find-events)\.ts$/, because: 'where the log goes, not what it says' },
  { path: /\/status\/(?:host-status|delivery-status)\.ts$/, because: 'prints of the console and the command line; tophosts is judged' },
];

/** Paths relative to the package, in order. */
export const targetFiles = (): string[] =>
  globSync(`${FOLDER}/**/*.ts`, { cwd: PACKAGE_ROOT })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => !LEFT_OUT.some((left) => left.path.test(path)))
    .toSorted();

export const absolute = (file: string): string => join(PACKAGE_ROOT, file);
