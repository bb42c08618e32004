import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { PACKAGE_ROOT } from '../harness/package-root.ts';
import { loadRegistry, nearest } from '../harness/registry.ts';
import { parseSelection, UsageError } from '../harness/selection.ts';
import { complaints, figures, matrixLines } from '../selftest/report.ts';
import { forwarderRequirements, type Selftest, type SelftestOptions, selftest } from '../selftest/selftest.ts';
import { trustPage } from '../selftest/trust-page.ts';
import { EQUIVALENTS, MUTANTS } from '../selftest/variants.ts';
import { complain, print } from './terminal.ts';

interface SelftestFlags {
  readonly mutant: readonly string[];
  readonly requirement: readonly string[];
  readonly quick: boolean;
  readonly skip: boolean;
  readonly workers: number;
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

const asJson = ({ mutants, equivalents, ...rest }: Selftest): string =>
  JSON.stringify(
    {
      ...rest,
      mutants: mutants.map(({ mutant: { id, title, breaks }, ran, caughtAt, survivedAt, undeclared }) => ({
        ...{ id, title, breaks, ran, survivedAt, undeclared },
        caughtAt: Object.fromEntries(caughtAt),
      })),
      equivalents: equivalents.map(({ equivalent: { id, title, because }, ran, accusations }) => ({
        id,
        title,
        because,
        ran,
        accusations,
      })),
    },
    null,
    2,
  );

async function run(flags: SelftestFlags): Promise<void> {
  const options = optionsFor(flags);
  if (flags.write && (options.quick || flags.mutant.length > 0 || flags.requirement.length > 0)) {
    throw new UsageError('--write: the page is written from a whole selftest; leave out --quick, --mutant and --requirement');
  }
  const result = await selftest({ ...options, progress: (line) => (flags.quiet ? undefined : complain(line)) });
  if (flags.json !== undefined) writeFileSync(flags.json, asJson(result));
  if (flags.write) writeFileSync(TRUST_PAGE, trustPage(result));
  print([...(flags.quiet ? [] : [...matrixLines(result), '']), ...complaints(result), ...figures(result)]);
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
    .option('--workers <n>', 'processes side by side', workersMeant, 2)
    .option('--json <file>', 'write the result as JSON')
    .option('--write', 'write docs/trust.md', false)
    .option('--quiet', 'only complaints and figures', false)
    .action(run);
}
