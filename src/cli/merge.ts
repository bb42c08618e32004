import { resolve } from 'node:path';
import type { Command } from 'commander';
import { mergeRuns } from '../harness/merge.ts';
import { loadRegistry } from '../harness/registry.ts';
import { listenersAsOne, reportListeners } from '../harness/reports/report.ts';
import { readRun } from './read-run.ts';
import { printResult, type ReportFlags, withReportOptions } from './report-options.ts';

async function merge(files: readonly string[], flags: ReportFlags): Promise<void> {
  const registry = loadRegistry();
  const parts = files.map((name) => ({ name, run: readRun(name) }));
  const result = mergeRuns(parts, registry);
  const folder = resolve(flags.reports);
  await listenersAsOne(reportListeners(folder, flags.report)).finished?.({ result, registry });
  printResult(result, flags, folder);
  process.exitCode = result.exitStatus;
}

/** `setd merge`: joins the parts of one run. */
export function registerMergeCommand(program: Command): void {
  const command = program
    .command('merge')
    .description('join the parts of one run that were made with --shard, and judge the whole')
    .argument('<files...>', 'bundle or run.json of each part');
  withReportOptions(command).action(merge);
}
