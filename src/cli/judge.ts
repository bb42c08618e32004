import { resolve } from 'node:path';
import type { Command } from 'commander';
import { judgeBundle, readBundle } from '../harness/bundle/read-bundle.ts';
import { loadRegistry } from '../harness/registry.ts';
import { listenersAsOne, type ReportName, reportListeners } from '../harness/reports/report.ts';
import type { RunResult } from '../harness/run-result.ts';
import { notRepeatableLines } from './evidence.ts';
import { readBytes } from './read-run.ts';
import { printResult, type ReportFlags, withReportOptions } from './report-options.ts';
import { print } from './terminal.ts';

/** Evidence that gives other verdicts than the bundle claims is an error, whatever the verdicts. */
const withContradictions = (result: RunResult, contradictions: readonly string[]): RunResult =>
  contradictions.length === 0
    ? result
    : {
        ...result,
        exitStatus: 3,
        setupErrors: [...result.setupErrors, ...contradictions.map((line) => `the bundle contradicts itself: ${line}`)],
      };

async function judge(path: string, flags: ReportFlags): Promise<void> {
  const registry = loadRegistry();
  const bundle = readBundle(readBytes(path), path);
  const { result: again, notRepeated, contradictions } = await judgeBundle(bundle, registry);
  const result = withContradictions(again, contradictions);
  const folder = resolve(flags.reports);
  const rendered = flags.report.filter((name: ReportName) => name !== 'messages');
  await listenersAsOne(reportListeners(folder, rendered)).finished?.({ result, registry });
  printResult(result, flags, folder);
  const { manifest, fingerprint } = bundle;
  const redacted = manifest.redacted.length === 0 ? '' : `, without ${manifest.redacted.join(' and ')}`;
  print([
    `judged again from ${path}, fingerprint ${fingerprint}, made with ${manifest.tool.name} ${manifest.tool.version}${redacted}`,
    ...notRepeatableLines(notRepeated, result.scenarios.length),
  ]);
  process.exitCode = result.exitStatus;
}

/** `setd judge`: the verdicts of a bundle, from its evidence. */
export function registerJudgeCommand(program: Command): void {
  const command = program
    .command('judge')
    .description('judge a bundle of "setd run --evidence" again, offline, from the evidence that it holds')
    .argument('<bundle>', 'file that --evidence wrote');
  withReportOptions(command).action(judge);
}
