import { join, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { loadBaseline } from '../harness/baseline.ts';
import { loadRegistry } from '../harness/registry.ts';
import { findings } from '../harness/reports/findings.ts';
import { listenersAsOne, REPORT_NAMES, type ReportName, reportListeners } from '../harness/reports/report.ts';
import { requirementTable, summary, troubles } from '../harness/reports/text.ts';
import { runFeatures } from '../harness/run.ts';
import type { RunResult } from '../harness/run-result.ts';
import { parseSelection, UsageError } from '../harness/selection.ts';
import { progressView } from './progress.ts';
import { print, textOptions } from './terminal.ts';

interface RunFlags {
  readonly tag?: string;
  readonly clock: 'virtual' | 'wall';
  readonly waiting: boolean;
  readonly strict: boolean;
  readonly baseline?: string;
  readonly reports: string;
  readonly lanes?: number;
  readonly report: readonly ReportName[];
  readonly quiet: boolean;
  readonly color: boolean;
}

function printResult(result: RunResult, flags: RunFlags, reports: string): void {
  const options = textOptions(flags.color);
  const blocks = flags.quiet ? [] : [requirementTable(result, options), findings(result, options)];
  for (const block of [...blocks, troubles(result, options)].filter((lines) => lines.length > 0)) print([...block, '']);
  const page = flags.report.includes('html') ? join(reports, 'index.html') : reports;
  print([...summary(result, options), `report: ${page}`]);
}

const MOST_LANES = 512;

function parseLanes(text: string): number {
  const lanes = Number(text);
  if (Number.isInteger(lanes) && lanes >= 1 && lanes <= MOST_LANES) return lanes;
  throw new UsageError(`--lanes: expected a number from 1 to ${MOST_LANES}, got "${text}"`);
}

function parseReports(text: string): ReportName[] {
  const names = text.split(',').map((name) => name.trim());
  return names.map((name) => {
    const meant = REPORT_NAMES.find((known) => known === name);
    if (meant === undefined) throw new UsageError(`--report: there is no report "${name}"; there are ${REPORT_NAMES.join(', ')}`);
    return meant;
  });
}

async function run(words: readonly string[], flags: RunFlags): Promise<void> {
  const registry = loadRegistry();
  const selection = parseSelection(words, flags.tag ?? '', registry, process.cwd());
  const baseline = flags.baseline === undefined ? null : loadBaseline(flags.baseline);
  const reportsDir = resolve(flags.reports);
  const progress = progressView(flags.quiet);
  if (flags.lanes !== undefined && flags.clock !== 'wall')
    throw new UsageError('--lanes: scenarios wait side by side only with --clock wall');
  const { clock, waiting, strict, lanes, report } = flags;
  try {
    const result = await runFeatures({
      registry,
      selection,
      baseline,
      ...(report.includes('messages') ? { reportsDir } : {}),
      clock,
      waiting,
      strict,
      ...(lanes === undefined ? {} : { lanes }),
      listener: listenersAsOne([progress, ...reportListeners(reportsDir, report)]),
    });
    progress.end();
    printResult(result, flags, reportsDir);
    process.exitCode = result.exitStatus;
  } catch (error) {
    progress.end();
    throw error;
  }
}

/** `setd run`: judges the system under test. */
export function registerRunCommand(program: Command): void {
  program
    .command('run')
    .description('judge the system under test: all requirements, or those named')
    .argument('[ids or files...]', 'requirement ids (RETRY-3), sections (RETRY), feature files (x.feature:12) or folders')
    .option('--tag <expression>', 'only scenarios that meet this Cucumber tag expression')
    .addOption(new Option('--clock <kind>', 'let time jump, or let it pass').choices(['virtual', 'wall']).default('virtual'))
    .option('--waiting', 'on the wall clock: also the scenarios that wait for minutes', false)
    .option('--strict', 'inferred requirements bind too', false)
    .option('--baseline <file>', 'known departures and expected skips of the system (YAML)')
    .option('--reports <dir>', 'where reports are written', 'reports')
    .option('--lanes <n>', 'on the wall clock: scenarios that wait side by side (default: 16)', parseLanes)
    .addOption(
      new Option('--report <names>', `which reports are written: ${REPORT_NAMES.join(',')}`)
        .default(REPORT_NAMES, 'all')
        .argParser(parseReports),
    )
    .option('--quiet', 'only the summary', false)
    .option('--no-color', 'no colours')
    .action(run);
}
