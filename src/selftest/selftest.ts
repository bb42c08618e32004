import { scenariosByRequirement } from '../harness/feature-index.ts';
import { StandError } from '../harness/outcome.ts';
import { loadRegistry } from '../harness/registry.ts';
import type { Equivalent, Mutant } from '../mutants/variant.ts';
import {
  accountOfEquivalent,
  accountOfMutant,
  type EquivalentAccount,
  isAsDeclared,
  isSpared,
  type MutantAccount,
  unproved,
  type VariantRun,
} from './account.ts';
import type { JobResult } from './jobs.ts';
import { Workers } from './workers.ts';

/** SETUP and DASH speak of the mock, not of a forwarder: no forwarder can miss them. */
const OF_THE_MOCK: ReadonlySet<string> = new Set(['SETUP', 'DASH']);

export interface SelftestOptions {
  readonly mutants: readonly Mutant[];
  readonly equivalents: readonly Equivalent[];
  /** All requirements that a forwarder can miss. */
  readonly requirements: readonly string[];
  /** Those of which each must catch a mutant made for it. */
  readonly proves: readonly string[];
  /** Mutants meet the scenarios of the requirements that they break, and no others; equivalents a sample. */
  readonly quick: boolean;
  /** Every variant is run in every scenario, also where it cannot behave otherwise. */
  readonly noSkip: boolean;
  readonly workers: number;
  /** Hears of each variant when all its scenarios have run. */
  readonly progress?: (line: string, account: MutantAccount | EquivalentAccount) => void;
}

export interface Selftest {
  readonly mutants: readonly MutantAccount[];
  readonly equivalents: readonly EquivalentAccount[];
  /** What is wrong with the stand: it says nothing about a forwarder, right or wrong. */
  readonly errors: readonly string[];
  /** Requirements that caught no mutant made for them. */
  readonly unproved: readonly string[];
  readonly scenarios: number;
  /** Scenarios run in all, those of the watched reference forwarder included. */
  readonly ran: number;
  readonly cpuMs: number;
  readonly durationMs: number;
  readonly asDeclared: boolean;
}

/** Ids of the requirements that a forwarder can miss, in the order of the catalogue. */
export const forwarderRequirements = (): string[] =>
  loadRegistry()
    .sections.filter(({ section }) => !OF_THE_MOCK.has(section))
    .flatMap(({ requirements }) => requirements.map(({ id }) => id));

interface Features {
  /** `features/retry/budget.feature:12`, each. */
  readonly all: readonly string[];
  readonly of: ReadonlyMap<string, readonly string[]>;
}

const readFeatures = async (): Promise<Features> => {
  const references = await scenariosByRequirement();
  const of = new Map([...references].map(([id, some]) => [id, some.map(({ uri, line }) => `${uri}:${line}`)]));
  // Scenarios that judge the mock alone have nothing to say of a forwarder.
  return { all: [...new Set(forwarderRequirements().flatMap((id) => of.get(id) ?? []))], of };
};

/** Splits scenarios into as many shares as there are workers, file by file in turn. */
const shares = (scenarios: readonly string[], count: number): string[][] => {
  const parts: string[][] = Array.from({ length: count }, () => []);
  for (const [index, scenario] of scenarios.entries()) parts[index % count]?.push(scenario);
  return parts.filter((part) => part.length > 0);
};

/** Every n-th scenario: enough of all kinds to see an equivalent accused. */
const SAMPLE = 24;
const sampleOf = (scenarios: readonly string[]): string[] => scenarios.filter((_, index) => index % SAMPLE === 0);

/** Runs variants, and keeps the books. */
class Session {
  ran = 0;
  readonly errors: string[] = [];
  cpuMs = 0;
  private readonly workers: Workers;
  private readonly options: SelftestOptions;
  private readonly features: Features;

  constructor(workers: Workers, options: SelftestOptions, features: Features) {
    this.workers = workers;
    this.options = options;
    this.features = features;
  }

  /** For each variant the scenarios in which it would answer differently; undefined: not looked at. */
  async watch(): Promise<ReadonlyMap<string, ReadonlySet<string>> | undefined> {
    if (this.options.noSkip || this.options.quick) return undefined;
    const infected = new Map<string, Set<string>>();
    const parts = shares(this.features.all, this.options.workers);
    await Promise.all(
      parts.map(async (scenarios) => {
        const result = this.note(await this.workers.perform({ kind: 'watch', scenarios }), 'the reference forwarder, watched');
        const [first] = result.findings;
        if (first !== undefined) throw new StandError(`the reference forwarder itself misses ${first.requirement}: ${first.reason}`);
        for (const [scenario, ids] of Object.entries(result.infected)) {
          for (const id of ids) infected.set(id, (infected.get(id) ?? new Set()).add(scenario));
        }
      }),
    );
    return infected;
  }

  async run(variant: string, scenarios: readonly string[]): Promise<VariantRun> {
    if (scenarios.length === 0) return { id: variant, ran: 0, findings: [], durationMs: 0 };
    const startedMs = Date.now();
    const result = this.note(await this.workers.perform({ kind: 'run', variant, scenarios: [...scenarios] }), variant);
    return { id: variant, ran: result.ran.length, findings: result.findings, durationMs: Date.now() - startedMs };
  }

  private note(result: JobResult, what: string): JobResult {
    this.ran += result.ran.length;
    this.cpuMs += result.cpuMs;
    this.errors.push(...result.errors.map((error) => `${what}: ${error}`));
    return result;
  }
}

/** Whoever waits sees results early, and in the end no worker is left alone for longer than one job takes. */
const smallestFirst = <Item>(items: readonly Item[], sizeOf: (item: Item) => number): Item[] =>
  items.toSorted((a, b) => sizeOf(a) - sizeOf(b));

/**
 * Runs the features against forwarders that are wrong on purpose, and against others that are right in another way.
 * Throws StandError when the stand fails, or the reference forwarder itself is accused.
 */
export const selftest = async (options: SelftestOptions): Promise<Selftest> => {
  const startedMs = Date.now();
  const features = await readFeatures();
  const { progress = () => {} } = options;
  const workers = new Workers(options.workers);
  try {
    const session = new Session(workers, options, features);
    const infected = await session.watch();
    const asked = new Set(options.requirements);
    const meets = (id: string, own: readonly string[]): readonly string[] => {
      if (options.quick) return own;
      return infected === undefined ? features.all : features.all.filter((scenario) => infected.get(id)?.has(scenario) === true);
    };
    const scenariosOf = ({ id, breaks }: Mutant): readonly string[] =>
      meets(id, [
        ...new Set(breaks.filter((requirement) => asked.has(requirement)).flatMap((requirement) => features.of.get(requirement) ?? [])),
      ]);
    const sample = sampleOf(features.all);
    const mutants = await Promise.all(
      smallestFirst(options.mutants, (mutant) => scenariosOf(mutant).length).map(async (mutant) => {
        const account = accountOfMutant(mutant, await session.run(mutant.id, scenariosOf(mutant)), asked);
        progress(
          `${isAsDeclared(account) ? 'as declared' : 'NOT AS DECLARED'}  ${mutant.id}  (${account.ran} scenarios, ${Math.round(account.durationMs / 100) / 10} s)`,
          account,
        );
        return account;
      }),
    );
    const equivalents = await Promise.all(
      options.equivalents.map(async (equivalent) => {
        const account = accountOfEquivalent(equivalent, await session.run(equivalent.id, meets(equivalent.id, sample)));
        progress(
          `${isSpared(account) ? 'spared' : account.ran === 0 ? 'NEVER MET' : 'ACCUSED'}  ${equivalent.id}  (${account.ran} scenarios)`,
          account,
        );
        return account;
      }),
    );
    const inOrder = options.mutants.flatMap((mutant) => mutants.filter((account) => account.mutant === mutant));
    const missing = unproved(options.proves, inOrder);
    return {
      mutants: inOrder,
      equivalents,
      errors: session.errors,
      unproved: missing,
      scenarios: features.all.length,
      ran: session.ran,
      cpuMs: session.cpuMs,
      durationMs: Date.now() - startedMs,
      asDeclared: session.errors.length === 0 && missing.length === 0 && inOrder.every(isAsDeclared) && equivalents.every(isSpared),
    };
  } finally {
    workers.close();
  }
};
