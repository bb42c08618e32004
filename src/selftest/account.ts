import type { Equivalent, Mutant } from '../mutants/variant.ts';
import type { Finding } from './jobs.ts';

// What was found about each variant, held against what it declares. Pure functions.

/** Verdicts by which a requirement catches a forwarder; an inferred one only warns. */
const CATCHES: ReadonlySet<string> = new Set(['departs', 'warning']);

/** What the runs of one variant found. */
export interface VariantRun {
  readonly id: string;
  /** Scenarios that were run, of all that were to be met; in the others it cannot behave otherwise. */
  readonly ran: number;
  readonly findings: readonly Finding[];
  /** Processor time, ms. */
  readonly cpuMs: number;
}

export interface MutantAccount {
  readonly mutant: Mutant;
  readonly ran: number;
  /** Processor time, ms. */
  readonly cpuMs: number;
  /** Requirements that caught it, each with the scenarios that did. */
  readonly caughtAt: ReadonlyMap<string, readonly string[]>;
  /** Declared, and not caught there. */
  readonly survivedAt: readonly string[];
  /** Caught there, and not declared. */
  readonly undeclared: readonly string[];
  /** Declared as consequences, and not caught there. */
  readonly idle: readonly string[];
  /** It declares that it remembers, and was caught in no scenario that its calls by themselves would not have led to. */
  readonly forgets: boolean;
}

/** What of a declaration can be judged by a run. */
export interface Asked {
  /** The requirements whose scenarios were run; a mutant is held to its declaration there. */
  readonly requirements: ReadonlySet<string>;
  /** It has met the whole suite, so that a consequence that was not seen does not follow. */
  readonly whole: boolean;
  /** Scenarios that it was run in only because it remembers; undefined: not looked at. */
  readonly byMemory?: ReadonlySet<string> | undefined;
}

export interface EquivalentAccount {
  readonly equivalent: Equivalent;
  readonly ran: number;
  /** Whatever was found: nothing may be. */
  readonly accusations: readonly Finding[];
}

export const accountOfMutant = (mutant: Mutant, { ran, findings, cpuMs }: VariantRun, asked: Asked): MutantAccount => {
  const caught = findings.filter(({ verdict }) => CATCHES.has(verdict));
  const caughtAt = new Map(
    [...Map.groupBy(caught, ({ requirement }) => requirement)].map(([id, some]) => [
      id,
      [...new Set(some.map(({ scenario }) => scenario))],
    ]),
  );
  const consequences = Object.keys(mutant.mayAlsoFail ?? {});
  const declared = new Set([...mutant.breaks, ...consequences]);
  const follows = (id: string): boolean => (id === '*' ? [...caughtAt.keys()].some((at) => !mutant.breaks.includes(at)) : caughtAt.has(id));
  const { byMemory } = asked;
  return {
    mutant,
    ran,
    cpuMs,
    caughtAt,
    survivedAt: mutant.breaks.filter((id) => asked.requirements.has(id) && !caughtAt.has(id)),
    undeclared: declared.has('*') ? [] : [...caughtAt.keys()].filter((id) => !declared.has(id)),
    idle: asked.whole ? consequences.filter((id) => !follows(id)) : [],
    forgets: mutant.remembers === true && byMemory !== undefined && !caught.some(({ scenario }) => byMemory.has(scenario)),
  };
};

export const accountOfEquivalent = (equivalent: Equivalent, { ran, findings }: VariantRun): EquivalentAccount => ({
  equivalent,
  ran,
  accusations: findings,
});

/** Requirements of those given that no mutant was made for, or none was caught at. */
export const unproved = (requirements: readonly string[], accounts: readonly MutantAccount[]): string[] =>
  requirements.filter((id) => !accounts.some(({ mutant, caughtAt }) => mutant.breaks.includes(id) && caughtAt.has(id)));

/** Nothing was found, in a scenario at least in which it could have been told from the reference: else it proves nothing. */
export const isSpared = ({ ran, accusations }: EquivalentAccount): boolean => ran > 0 && accusations.length === 0;

export const isAsDeclared = ({ survivedAt, undeclared, idle, forgets }: MutantAccount): boolean =>
  survivedAt.length === 0 && undeclared.length === 0 && idle.length === 0 && !forgets;
