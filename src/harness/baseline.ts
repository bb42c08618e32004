import { z } from 'zod';
import type { Registry } from './registry.ts';
import { REQUIREMENT_ID } from './requirement.ts';
import type { Judgement, ScenarioRun, Verdict } from './run-result.ts';
import { readYaml } from './yaml-file.ts';

// Known departures and expected skips of one system, each with a reason. An entry that no longer holds, or matches nothing,
// fails the run: a baseline may only shrink knowingly.

const entry = z.strictObject({
  requirement: z.string().regex(REQUIREMENT_ID, 'expected an id such as RETRY-3'),
  scenario: z.string().min(1).optional().describe('name of the one scenario that is meant; all of the requirement without it'),
  reason: z.string().trim().min(1),
});

const baselineSchema = z.strictObject({
  system: z.string().trim().min(1).describe('the system under test that this file speaks of'),
  'known-departures': z.array(entry).default([]),
  'expected-skips': z.array(entry).default([]).describe('what does not apply to the system'),
});

export type BaselineKind = 'known-departures' | 'expected-skips';

export interface BaselineEntry {
  readonly kind: BaselineKind;
  /** `known-departures[2]`, for messages. */
  readonly at: string;
  readonly requirement: string;
  readonly scenario: string | null;
  readonly reason: string;
}

export interface Baseline {
  readonly system: string;
  readonly entries: readonly BaselineEntry[];
}

/** Reads a baseline file. Throws ConfigError, naming file and key. */
export function loadBaseline(path: string): Baseline {
  const file = readYaml(path, baselineSchema);
  const entries = (['known-departures', 'expected-skips'] as const).flatMap((kind) =>
    file[kind].map(
      (item, index): BaselineEntry => ({
        kind,
        at: `${path}: ${kind}[${index}]`,
        requirement: item.requirement,
        scenario: item.scenario ?? null,
        reason: item.reason,
      }),
    ),
  );
  return { system: file.system, entries };
}

/** Which verdicts an entry expects, and what it turns them into. */
const TURNS: Readonly<Record<BaselineKind, { readonly from: ReadonlySet<Verdict>; readonly to: Verdict }>> = {
  'known-departures': { from: new Set(['departs', 'warning']), to: 'known-departure' },
  'expected-skips': { from: new Set(['not-testable']), to: 'not-applicable' },
};

/** Verdicts after which nobody can say whether an entry still holds. */
const UNDECIDED: ReadonlySet<Verdict> = new Set(['harness-error', 'inconclusive', 'not-testable', 'untested']);

export interface BaselineResult {
  readonly judgements: readonly Judgement[];
  readonly staleEntries: readonly string[];
}

interface ApplyFacts {
  readonly judgements: readonly Judgement[];
  readonly scenarios: readonly ScenarioRun[];
  readonly registry: Pick<Registry, 'requirements'>;
  /** Whether everything was run; on a part of the scenarios an entry that matched none of them is not blamed. */
  readonly complete: boolean;
}

/** Turns expected findings into known departures and not-applicables, and tells which entries are stale, each in one line. */
export function applyBaseline(baseline: Baseline, { judgements, scenarios, registry, complete }: ApplyFacts): BaselineResult {
  const names = new Map(scenarios.map((scenario) => [scenario.id, scenario.name]));
  const current = [...judgements];
  const staleEntries: string[] = [];
  for (const entry of baseline.entries) {
    const { from, to } = TURNS[entry.kind];
    const matches = current.flatMap((judgement, index) =>
      judgement.requirement === entry.requirement && (entry.scenario === null || names.get(judgement.scenario) === entry.scenario)
        ? [{ judgement, index }]
        : [],
    );
    const held = matches.filter(({ judgement }) => from.has(judgement.verdict));
    for (const { judgement, index } of held)
      current[index] = { ...judgement, verdict: to, reason: `${entry.reason} (${judgement.reason})` };
    const fault = staleness(entry, matches, held.length, registry, complete);
    if (fault !== null) staleEntries.push(`${entry.at}: ${entry.requirement}: ${fault}`);
  }
  return { judgements: current, staleEntries };
}

function staleness(
  entry: BaselineEntry,
  matches: readonly { readonly judgement: Judgement }[],
  held: number,
  registry: Pick<Registry, 'requirements'>,
  complete: boolean,
): string | null {
  if (!registry.requirements.has(entry.requirement)) return 'there is no such requirement; remove the entry';
  if (held > 0) return null;
  if (matches.length === 0) {
    if (!complete) return null;
    return entry.scenario === null ? 'no scenario judges it; remove the entry' : `no scenario of it is called "${entry.scenario}"`;
  }
  if (matches.some(({ judgement }) => UNDECIDED.has(judgement.verdict))) return null;
  return entry.kind === 'known-departures' ? 'the departure is gone; remove the entry' : 'it could be tested after all; remove the entry';
}
