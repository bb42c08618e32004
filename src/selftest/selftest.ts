import { scenariosByRequirement } from '../harness/feature-index.ts';
import { StandError } from '../harness/outcome.ts';
import { loadRegistry } from '../harness/registry.ts';
import type { Equivalent, Mutant } from '../mutants/variant.ts';
import {
  type Asked,
  accountOfEquivalent,
  accountOfMutant,
  type EquivalentAccount,
  isAsDeclared,
  isSpared,
  type MutantAccount,
  unproved,
  type VariantRun,
} from './account.ts';
import type { Watched } from './infection/recorder.ts';
import type { Job, JobResult } from './jobs.ts';
import { complaintsAbout, complaintsAboutEquivalent } from './report.ts';
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
  /** Hears how much there is to do, and of each variant when all its scenarios have run. */
  readonly progress?: (line: string) => void;
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

/** Scenarios in which variants have to be run. */
class Whereabouts {
  private readonly infected = new Map<string, Set<string>>();
  private readonly reached = new Map<string, Set<string>>();

  add(scenario: string, { infected, reached }: Watched): void {
    for (const id of infected) this.infected.set(id, (this.infected.get(id) ?? new Set()).add(scenario));
    for (const id of reached) this.reached.set(id, (this.reached.get(id) ?? new Set()).add(scenario));
  }

  has(variant: string, scenario: string): boolean {
    return this.infected.get(variant)?.has(scenario) === true || this.byMemory(variant).has(scenario);
  }

  /** Scenarios in which the calls of a variant that remembers, one by one, show nothing. */
  byMemory(variant: string): ReadonlySet<string> {
    return this.reached.get(variant) ?? new Set();
  }
}

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

  /** Where each variant has to be run; undefined: not looked at. */
  async watch(variants: readonly string[]): Promise<Whereabouts | undefined> {
    if (this.options.noSkip || this.options.quick) return undefined;
    const found = new Whereabouts();
    const parts = shares(this.features.all, this.options.workers);
    await Promise.all(
      parts.map(async (scenarios) => {
        const job: Job = { kind: 'watch', variants: [...variants], scenarios };
        const result = this.note(await this.workers.perform(job), 'the reference forwarder, watched');
        const [first] = result.findings;
        if (first !== undefined) throw new StandError(`the reference forwarder itself misses ${first.requirement}: ${first.reason}`);
        for (const [scenario, watched] of Object.entries(result.watched)) found.add(scenario, watched);
      }),
    );
    return found;
  }

  async run(variant: string, scenarios: readonly string[]): Promise<VariantRun> {
    if (scenarios.length === 0) return { id: variant, ran: 0, findings: [], cpuMs: 0 };
    const result = this.note(await this.workers.perform({ kind: 'run', variant, scenarios: [...scenarios] }), variant);
    return { id: variant, ran: result.ran.length, findings: result.findings, cpuMs: result.cpuMs };
  }

  private note(result: JobResult, what: string): JobResult {
    this.ran += result.ran.length;
    this.cpuMs += result.cpuMs;
    this.errors.push(...result.errors.map((error) => `${what}: ${error}`));
    return result;
  }
}

const seconds = (ms: number): string => `${Math.round(ms / 100) / 10} s`;

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
    const whereabouts = await session.watch([...options.mutants, ...options.equivalents].map(({ id }) => id));
    const requirements = new Set(options.requirements);
    const askedOf = ({ id }: Mutant): Asked => ({ requirements, whole: !options.quick, byMemory: whereabouts?.byMemory(id) });
    const meets = (id: string, own: readonly string[]): readonly string[] => {
      if (options.quick) return own;
      return whereabouts === undefined ? features.all : features.all.filter((scenario) => whereabouts.has(id, scenario));
    };
    const scenariosOf = ({ id, breaks }: Mutant): readonly string[] =>
      meets(id, [
        ...new Set(
          breaks.filter((requirement) => requirements.has(requirement)).flatMap((requirement) => features.of.get(requirement) ?? []),
        ),
      ]);
    const sample = sampleOf(features.all);
    const toRun = [...options.mutants.map(scenariosOf), ...options.equivalents.map(({ id }) => meets(id, sample))];
    progress(`${toRun.reduce((sum, { length }) => sum + length, 0)} scenarios to run, of ${toRun.length} variants`);
    const mutants = await Promise.all(
      smallestFirst(options.mutants, (mutant) => scenariosOf(mutant).length).map(async (mutant) => {
        const account = accountOfMutant(mutant, await session.run(mutant.id, scenariosOf(mutant)), askedOf(mutant));
        progress(
          `${isAsDeclared(account) ? 'as declared' : 'NOT AS DECLARED'}  ${mutant.id}  (${account.ran} scenarios, ${seconds(account.cpuMs)})`,
        );
        for (const complaint of complaintsAbout(account)) progress(`  ${complaint}`);
        return account;
      }),
    );
    const equivalents = await Promise.all(
      options.equivalents.map(async (equivalent) => {
        const account = accountOfEquivalent(equivalent, await session.run(equivalent.id, meets(equivalent.id, sample)));
        progress(
          `${isSpared(account) ? 'spared' : account.ran === 0 ? 'NEVER MET' : 'ACCUSED'}  ${equivalent.id}  (${account.ran} scenarios)`,
        );
        for (const complaint of complaintsAboutEquivalent(account)) progress(`  ${complaint}`);
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
