import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { PACKAGE_ROOT } from '../harness/package-root.ts';
import { loadRegistry, nearest } from '../harness/registry.ts';
import type { Shard } from '../harness/run-result.ts';
import { parseSelection, UsageError } from '../harness/selection.ts';
import { parseShard, shardOf } from '../harness/shard.ts';
import { joinSelftests } from '../selftest/join.ts';
import { complaints, figures, matrixLines } from '../selftest/report.ts';
import { readSelftest, selftestJson } from '../selftest/result-file.ts';
import { forwarderRequirements, type SelftestOptions, selftest } from '../selftest/selftest.ts';
import { digestOfSources } from '../selftest/sources.ts';
import { trustPage } from '../selftest/trust-page.ts';
import { EQUIVALENTS, MUTANTS } from '../selftest/variants.ts';
import { readBytes } from './read-run.ts';
import { complain, print } from './terminal.ts';

interface SelftestFlags {
  readonly mutant: readonly string[];
  readonly requirement: readonly string[];
  readonly quick: boolean;
  readonly skip: boolean;
  readonly workers: number;
  readonly shard?: Omit<Shard, 'planned'>;
  readonly join?: readonly string[];
  readonly json?: string;
  readonly write: boolean;
  readonly quiet: boolean;
}

const TRUST_PAGE = join(PACKAGE_ROOT, 'docs', 'trust.md');
const MOST_WORKERS = 16;

const workersMeant = (text: string): number => {
  const workers = Number(text);
  if (Number.isInteger(workers) && workers >= 1 && workers <= MOST_WORKERS) return workers;
  throw new UsageError(`--workers: expected a number from 1 to ${MOST_WORKERS}, got "${text}"`);
};

const refuseUnknown = (ids: readonly string[]): void => {
  const known = [...MUTANTS, ...EQUIVALENTS].map(({ id }) => id);
  const unknown = ids.find((id) => !known.includes(id));
  if (unknown === undefined) return;
  const meant = nearest(unknown, known);
  throw new UsageError(
    `--mutant ${unknown}: there is no such mutant or equivalent; ${meant === undefined ? 'src/mutants holds them' : `did you mean ${meant}?`}`,
  );
};

/** What is to be run: what was named, everything, or with `--quick` one mutant for each requirement. */
const optionsFor = ({ mutant: named, requirement, quick, skip, workers }: SelftestFlags): Omit<SelftestOptions, 'progress'> => {
  refuseUnknown(named);
  const all = forwarderRequirements();
  const wanted =
    requirement.length === 0 ? all : parseSelection(requirement, '', loadRegistry(), PACKAGE_ROOT).ids.filter((id) => all.includes(id));
  const breaking = MUTANTS.filter(({ breaks }) => breaks.some((id) => wanted.includes(id)));
  const base = { quick, noSkip: !skip, workers };
  if (named.length > 0) {
    const mutants = MUTANTS.filter(({ id }) => named.includes(id));
    return { ...base, mutants, equivalents: EQUIVALENTS.filter(({ id }) => named.includes(id)), requirements: all, proves: [] };
  }
  const equivalents = requirement.length === 0 ? EQUIVALENTS : [];
  if (!quick) return { ...base, mutants: breaking, equivalents, requirements: all, proves: wanted };
  // The first one made for a requirement is seen by its own scenarios; others may be seen by what holds in every scenario.
  const chosen = new Set(
    wanted.flatMap((id) => breaking.find(({ breaks }) => breaks[0] === id) ?? breaking.find(({ breaks }) => breaks.includes(id)) ?? []),
  );
  return { ...base, mutants: MUTANTS.filter((mutant) => chosen.has(mutant)), equivalents, requirements: all, proves: wanted };
};

/** One part of the variants; what every requirement must catch can be told of the whole alone. */
const partOf = <Options extends ReturnType<typeof optionsFor>>(options: Options, shard: SelftestFlags['shard']): Options => {
  if (shard === undefined) return options;
  return { ...options, mutants: shardOf(options.mutants, shard), equivalents: shardOf(options.equivalents, shard), proves: [] };
};

const isWhole = ({ quick, mutant, requirement }: SelftestFlags): boolean => !quick && mutant.length === 0 && requirement.length === 0;

const refuseMixed = (flags: SelftestFlags): void => {
  if (!isWhole(flags)) {
    const option = flags.write ? '--write' : flags.join !== undefined ? '--join' : flags.shard !== undefined ? '--shard' : undefined;
    if (option !== undefined) throw new UsageError(`${option} is for a whole selftest; leave out --quick, --mutant and --requirement`);
  }
  if (flags.shard === undefined) return;
  if (flags.write) throw new UsageError('--write: the page is written from all parts; --join takes them together');
  if (flags.join !== undefined) throw new UsageError('--join takes parts together; --shard makes one');
};

async function run(flags: SelftestFlags): Promise<void> {
  refuseMixed(flags);
  const { join: parts, shard, quiet } = flags;
  const sources = digestOfSources();
  const result =
    parts === undefined
      ? await selftest({ ...partOf(optionsFor(flags), shard), progress: (line) => (quiet ? undefined : complain(line)) })
      : joinSelftests(
          parts.map((name) => readSelftest(readBytes(name).toString('utf8'), name)),
          sources,
          forwarderRequirements(),
        );
  if (flags.json !== undefined) writeFileSync(flags.json, selftestJson(result, sources, shard ?? null));
  if (flags.write) writeFileSync(TRUST_PAGE, trustPage(result));
  print([...(quiet ? [] : [...matrixLines(result), '']), ...complaints(result), ...figures(result)]);
  const status = result.errors.length > 0 ? 3 : result.asDeclared ? 0 : 1;
  print([`${result.asDeclared ? 'as declared' : 'not as declared'} (exit status ${status})`]);
  process.exitCode = status;
}

const more = (value: string, before: readonly string[]): readonly string[] => [...before, ...value.split(',')];

/** `setd selftest`: judges the harness by forwarders that are wrong on purpose. */
export function registerSelftestCommand(program: Command): void {
  program
    .command('selftest')
    .description('judge the harness: forwarders that are wrong on purpose must be caught, others that are right must be spared')
    .option('--mutant <ids>', 'only these mutants or equivalents', more, [])
    .option('--requirement <ids>', 'only mutants made to break these requirements or sections', more, [])
    .option('--quick', 'one mutant a requirement, against the scenarios of that requirement; equivalents against a sample', false)
    .option('--no-skip', 'also run scenarios in which a variant cannot behave otherwise')
    .option('--shard <part>', 'only one part of the variants, such as 1/4; --join takes the parts together', parseShard)
    .option('--join <files...>', 'join the parts that were made with --shard and --json')
    .option('--workers <n>', 'processes side by side', workersMeant, 2)
    .option('--json <file>', 'write the result as JSON')
    .option('--write', 'write docs/trust.md', false)
    .option('--quiet', 'only complaints and figures', false)
    .action(run);
}
