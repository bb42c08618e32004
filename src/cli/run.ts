import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { loadBaseline } from '../harness/baseline.ts';
import type { Redaction } from '../harness/bundle/manifest.ts';
import { loadRegistry } from '../harness/registry.ts';
import { listenersAsOne, reportListeners } from '../harness/reports/report.ts';
import { runFeatures } from '../harness/run.ts';
import type { Shard } from '../harness/run-result.ts';
import { parseSelection, UsageError } from '../harness/selection.ts';
import { parseShard } from '../harness/shard.ts';
import { EvidenceFile, parseRedactions } from './evidence.ts';
import { progressView } from './progress.ts';
import { printResult, type ReportFlags, withReportOptions } from './report-options.ts';
import { type SystemFlags, systemOptions } from './system-options.ts';
import { print } from './terminal.ts';

interface RunFlags extends ReportFlags, SystemFlags {
  readonly tag?: string;
  readonly waiting: boolean;
  readonly quick: boolean;
  readonly strict: boolean;
  readonly baseline?: string;
  readonly lanes?: number;
  readonly shard?: Omit<Shard, 'planned'>;
  readonly evidence?: string;
  readonly redact?: readonly Redaction[];
}

const MOST_LANES = 512;

function parseLanes(text: string): number {
  const lanes = Number(text);
  if (Number.isInteger(lanes) && lanes >= 1 && lanes <= MOST_LANES) return lanes;
  throw new UsageError(`--lanes: expected a number from 1 to ${MOST_LANES}, got "${text}"`);
}

async function run(words: readonly string[], flags: RunFlags): Promise<void> {
  const registry = loadRegistry();
  const selection = { ...parseSelection(words, flags.tag ?? '', registry, process.cwd()), quick: flags.quick };
  const baseline = flags.baseline === undefined ? null : loadBaseline(flags.baseline);
  const reportsDir = resolve(flags.reports);
  const { waiting, strict, lanes, report, shard } = flags;
  const system = systemOptions(flags);
  const progress = progressView({ quiet: flags.quiet, mayHaveMoreLanes: system.lanes === undefined });
  if (lanes !== undefined && system.clock !== 'wall') throw new UsageError('--lanes: scenarios wait side by side only with --clock wall');
  if (lanes !== undefined && system.lanes !== undefined && lanes > system.lanes) {
    const has = system.lanes === 1 ? 'one lane' : `${system.lanes} lanes`;
    throw new UsageError(
      `--lanes: the profile has ${has}; a further one is a further system with a stand of its own (driver.lanes, docs/profiles.md)`,
    );
  }
  if (flags.redact !== undefined && flags.evidence === undefined)
    throw new UsageError('--redact: there is nothing to leave it out of without --evidence');
  const evidence = flags.evidence === undefined ? undefined : new EvidenceFile(flags.evidence, flags.redact ?? [], flags.sut);
  try {
    const result = await runFeatures({
      registry,
      selection,
      baseline,
      ...(report.includes('messages') ? { reportsDir } : {}),
      // Some requirements can be told by waiting only.
      waiting: waiting || flags.quick,
      strict,
      ...system,
      ...(lanes === undefined ? {} : { lanes }),
      ...(shard === undefined ? {} : { shard }),
      ...(evidence === undefined ? {} : { worldParameters: { ...system.worldParameters, recordInto: evidence.folder } }),
      listener: listenersAsOne([progress, ...reportListeners(reportsDir, report), ...(evidence === undefined ? [] : [evidence])]),
    });
    progress.end();
    printResult(result, flags, reportsDir);
    print(evidence?.lines() ?? []);
    process.exitCode = result.exitStatus;
  } catch (error) {
    progress.end();
    throw error;
  } finally {
    evidence?.close();
  }
}

/** `setd run`: judges the system under test. */
export function registerRunCommand(program: Command): void {
  const command = program
    .command('run')
    .description('judge the system under test: all requirements, or those named')
    .argument('[ids or files...]', 'requirement ids (RETRY-3), sections (RETRY), feature files (x.feature:12) or folders')
    .option('--tag <expression>', 'only scenarios that meet this Cucumber tag expression')
    .option('--sut <file>', 'profile of the system under test (x.sut.yaml); without it, the bundled reference forwarder')
    .addOption(
      new Option('--clock <kind>', 'let time jump, or let it pass (default: virtual where the system can)').choices(['virtual', 'wall']),
    )
    .option('--waiting', 'on the wall clock: also the scenarios that wait for minutes', false)
    .option('--quick', 'one telling scenario for each requirement, on the wall clock those that wait included', false)
    .option('--strict', 'inferred requirements bind too', false)
    .option('--baseline <file>', 'known departures and expected skips of the system (YAML)')
    .option('--lanes <n>', 'on the wall clock: scenarios that wait side by side (default: 16)', parseLanes)
    .option('--shard <part>', 'only one part of the scenarios, such as 1/4; `setd merge` joins the parts', parseShard)
    .option('--evidence <file>', 'write everything that the verdicts rest on into one file, for `setd judge`')
    .option('--redact <what>', 'leave that out of the evidence: secrets,bodies', parseRedactions);
  withReportOptions(command).action(run);
}
