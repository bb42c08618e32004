import type { Evidence } from '../evidence/events.ts';
import type { Baseline } from './baseline.ts';
import type { ScenarioOutcome } from './outcome.ts';
import type { Basis } from './requirement.ts';

// What a run found, as plain data: the one thing that the console and every report are made from.

/** Verdicts from worst to best; a requirement gets the worst of its scenarios. The order is argued for in verdict.ts. */
export const VERDICTS = [
  'departs',
  'harness-error',
  'warning',
  'known-departure',
  'not-testable',
  'inconclusive',
  'conforms',
  'not-applicable',
  'untested',
] as const;
export type Verdict = (typeof VERDICTS)[number];

/** Cucumber's word for how a step or a scenario ended. */
export const STATUSES = ['PASSED', 'SKIPPED', 'PENDING', 'UNDEFINED', 'AMBIGUOUS', 'FAILED', 'UNKNOWN'] as const;
export type Status = (typeof STATUSES)[number];

export interface StepResult {
  /** `Given`, `When`, …, or `Before` / `After` for a hook. */
  readonly keyword: string;
  readonly text: string;
  readonly status: Status;
  readonly durationMs: number;
  /** Why it did not pass, without stack. */
  readonly message: string | null;
}

/** A scenario as it ran, before it is judged. */
export interface ScenarioRun {
  /** `features/retry/final.feature:12`: stable between runs. */
  readonly id: string;
  readonly name: string;
  readonly uri: string;
  readonly line: number;
  readonly feature: string;
  readonly rule: string | null;
  /** With the `@`. */
  readonly tags: readonly string[];
  /** Ids of the requirements that it is tagged with. */
  readonly requirements: readonly string[];
  readonly status: Status;
  /** What its steps and the invariants after them found; empty when it never came to that. */
  readonly outcomes: readonly ScenarioOutcome[];
  readonly evidence: readonly Evidence[];
  readonly steps: readonly StepResult[];
  readonly durationMs: number;
}

/** What one scenario says about one requirement. */
export interface Judgement {
  readonly scenario: string;
  readonly requirement: string;
  readonly verdict: Verdict;
  /** Why, in one line; empty for conforms. */
  readonly reason: string;
  /** The scenario ended early because of a departure from another requirement. */
  readonly collateral: boolean;
  /** Inconclusive only because a time was too close to call, or the machine too slow to tell: another run may decide. */
  readonly timing?: true;
}

export interface ScenarioResult extends ScenarioRun {
  /** The worst of its judgements. */
  readonly verdict: Verdict;
  readonly reason: string;
}

export interface RequirementResult {
  readonly id: string;
  readonly title: string;
  /** What it asks for, in the words of the catalogue. */
  readonly statement: string;
  readonly basis: Basis;
  /** Whether a departure fails the run. */
  readonly weight: 'MUST' | 'SHOULD';
  readonly verdict: Verdict;
  readonly reason: string;
  /** Scenarios that conform, of those that ran. */
  readonly passed: number;
  readonly total: number;
  readonly durationMs: number;
  readonly judgements: readonly Judgement[];
}

export interface RunMeta {
  readonly tool: { readonly name: string; readonly version: string };
  readonly catalogue: string;
  readonly node: string;
  readonly cucumber: string;
  /** The system under test, as people call it. */
  readonly system: string;
  readonly clock: 'virtual' | 'wall';
  readonly strict: boolean;
  /** The vendor's guides bound it, as they do a Secure Email Gateway. */
  readonly seg: boolean;
  /** Times missed by less than this were not judged, ms. */
  readonly toleranceMs: number;
  /** ISO 8601. */
  readonly started: string;
  /** On the wall clock. */
  readonly durationMs: number;
  /** What was asked for, in words; empty for everything. */
  readonly selection: string;
  readonly leftOut: { readonly scenarios: number; readonly why: string } | null;
  /** Which part of the selection it is, where the selection was dealt out to several runs; null: all of it. */
  readonly shard: Shard | null;
}

/** One of `of` parts, counted from 1, of a selection of `planned` scenarios. */
export interface Shard {
  readonly index: number;
  readonly of: number;
  readonly planned: number;
}

export type ExitStatus = 0 | 1 | 2 | 3 | 4;

export interface RunResult {
  readonly meta: RunMeta;
  readonly exitStatus: ExitStatus;
  /** Requirements by verdict. */
  readonly totals: Readonly<Record<Verdict, number>>;
  readonly requirements: readonly RequirementResult[];
  readonly scenarios: readonly ScenarioResult[];
  /** What is wrong with the features or the stand, apart from any scenario. */
  readonly setupErrors: readonly string[];
  /** Baseline entries that no longer hold or match nothing. */
  readonly staleEntries: readonly string[];
  /** The known departures and expected skips that it was judged by. */
  readonly baseline: Baseline | null;
}
