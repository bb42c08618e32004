import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { Bundle } from '../harness/bundle/read-bundle.ts';
import { isZip, readBundle } from '../harness/bundle/read-bundle.ts';
import { mergeRuns } from '../harness/merge.ts';
import { loadRegistry, type Registry } from '../harness/registry.ts';
import { listenersAsOne, reportListeners } from '../harness/reports/report.ts';
import type { RunResult } from '../harness/run-result.ts';
import { UsageError } from '../harness/selection.ts';
import { bundleLines, saveBundle } from './evidence.ts';
import { readBytes, readRun } from './read-run.ts';
import { printResult, type ReportFlags, withReportOptions } from './report-options.ts';
import { print } from './terminal.ts';

interface MergeFlags extends ReportFlags {
  readonly evidence?: string;
}

/** The bundles of the parts; a run.json has no evidence of its own to give. */
const bundlesOf = (files: readonly string[]): Bundle[] =>
  files.map((name) => {
    const bytes = readBytes(name);
    if (!isZip(bytes)) throw new UsageError(`--evidence: ${name} is no bundle; the parts must be bundles for the whole to be one`);
    return readBundle(bytes, name);
  });

/** One bundle of the whole, without what any of the parts was made without. */
async function mergeEvidence(path: string, bundles: readonly Bundle[], result: RunResult, registry: Registry): Promise<string[]> {
  const recording = {
    result,
    cases: new Map(bundles.flatMap(({ cases }) => [...cases])),
    bodies: new Map(bundles.flatMap(({ bodies }) => [...bodies])),
    profile: bundles[0]?.profile ?? null,
  };
  const redactions = new Set(bundles.flatMap(({ manifest }) => manifest.redacted));
  return bundleLines(path, await saveBundle(path, recording, [...redactions], registry), result.scenarios.length);
}

async function merge(files: readonly string[], flags: MergeFlags): Promise<void> {
  const registry = loadRegistry();
  const bundles = flags.evidence === undefined ? [] : bundlesOf(files);
  const parts =
    flags.evidence === undefined
      ? files.map((name) => ({ name, run: readRun(name) }))
      : bundles.map(({ shownAs, result }) => ({ name: shownAs, run: result }));
  const result = mergeRuns(parts, registry);
  const folder = resolve(flags.reports);
  const rendered = flags.report.filter((name) => name !== 'messages');
  await listenersAsOne(reportListeners(folder, rendered)).finished?.({ result, registry });
  printResult(result, flags, folder);
  if (flags.evidence !== undefined) print(await mergeEvidence(flags.evidence, bundles, result, registry));
  process.exitCode = result.exitStatus;
}

/** `setd merge`: joins the parts of one run. */
export function registerMergeCommand(program: Command): void {
  const command = program
    .command('merge')
    .description('join the parts of one run that were made with --shard, and judge the whole')
    .argument('<files...>', 'bundle or run.json of each part')
    .option('--evidence <file>', 'join the bundles of the parts to one');
  withReportOptions(command).action(merge);
}
