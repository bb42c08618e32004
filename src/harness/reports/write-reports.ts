import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Registry } from '../registry.ts';
import type { RunResult } from '../run-result.ts';
import { writeReportPage } from './html/page.ts';
import { writeRunJson } from './json.ts';
import { writeJunit } from './junit.ts';

/** Writes every report of a run into a folder: index.html, run.json, junit.xml. `messages.ndjson` is written while it runs. */
export async function writeReports(folder: string, result: RunResult, registry: Registry): Promise<void> {
  await mkdir(folder, { recursive: true });
  await Promise.all([
    writeReportPage(join(folder, 'index.html'), result, registry),
    writeRunJson(join(folder, 'run.json'), result),
    writeJunit(join(folder, 'junit.xml'), result),
  ]);
}
