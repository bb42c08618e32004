import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';

// Where the project runs from source, Node strips types by a WebAssembly program, and a thread would start one of its own. That costs
// most of the thread's start, and V8 loses track of machine code when threads with such programs come and go (nodejs/node#64500:
// "Check failed: jit_page.has_value()", or SIGSEGV). So the types are stripped here, once, and the thread gets plain JavaScript.

export type ModuleSources = Readonly<Record<string, string>>;

const RELATIVE_IMPORT = /\b(?:from|import)\s*['"](\.{1,2}\/[^'"]+\.ts)['"]/g;

/** Node warns once that its function is experimental; the program that it runs by it needs no telling. */
const strip = (source: string): string => {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return stripTypeScriptTypes(source);
  } finally {
    process.emitWarning = emitWarning;
  }
};

const gather = (entry: URL): ModuleSources => {
  const sources: Record<string, string> = {};
  const todo = [entry];
  for (let url = todo.pop(); url !== undefined; url = todo.pop()) {
    if (sources[url.href] !== undefined) continue;
    const source = strip(readFileSync(url, 'utf8'));
    sources[url.href] = source;
    for (const [, path = ''] of source.matchAll(RELATIVE_IMPORT)) todo.push(new URL(path, url));
  }
  return sources;
};

let known: ModuleSources | undefined;

/** The thread's module and all of ours that it imports, as JavaScript by address. */
export const threadModules = (entry: URL): ModuleSources => {
  known ??= gather(entry);
  return known;
};

/** What the thread begins with: it answers for the modules given, and starts the first of them. */
export const THREAD_START = `
const { registerHooks } = require('node:module');
const { workerData } = require('node:worker_threads');
const { sources, entry } = workerData;
registerHooks({
  load: (url, context, next) =>
    Object.hasOwn(sources, url) ? { format: 'module', source: sources[url], shortCircuit: true } : next(url, context),
});
import(entry);
`;
