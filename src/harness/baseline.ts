import { z } from 'zod';
import type { Registry } from './registry.ts';
import { REQUIREMENT_ID } from './requirement.ts';
import type { Judgement, ScenarioRun, Verdict } from './run-result.ts';
import { ConfigError, readYaml } from './yaml-file.ts';

// Known departures and expected skips of one system, each with a reason. An entry that no longer holds, or matches nothing,
// fails the run: a baseline may only shrink knowingly.

const entry = z.strictObject({
  requirement: z.string().regex(REQUIREMENT_ID, 'expected an id such as RETRY-3'),
  scenario: z.string().min(1).optional().describe('name of the one scenario that is meant; all of the requirement without it'),
  reason: z.string().trim().min(1),
  setting: z.string().trim().min(1).optional().describe('the setting of the system that is behind it'),
  link: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('where more is said: a ticket, a manual'),
});

const baselineSchema = z.strictObject({
  system: z.string().trim().min(1).describe('the system under test that this file speaks of'),
  'known-departures': z.array(entry).default([]),
  'expected-skips': z.array(entry).default([]).describe('what cannot be judged on this system, and need not'),
});

export type BaselineKind = 'known-departures' | 'expected-skips';

export interface BaselineEntry {
  readonly kind: BaselineKind;
  /** `known-departures[2]`, for messages. */
  readonly at: string;
  readonly requirement: string;
  readonly scenario: string | null;
  readonly reason: string;
  readonly setting: string | null;
  readonly link: string | null;
}

export interface Baseline {
  readonly system: string;
  readonly entries: readonly BaselineEntry[];
}

/** Reads a baseline file. Throws ConfigError, naming file and key; also where two entries of a kind speak of the same check. */
export function loadBaseline(path: string): Baseline {
  const file = readYaml(path, baselineSchema);
  const seen = new Map<string, string>();
  const entries = (['known-departures', 'expected-skips'] as const).flatMap((kind) =>
    file[kind].map((item, index): BaselineEntry => {
      const at = `${path}: ${kind}[${index}]`;
      const check = JSON.stringify([kind, item.requirement, item.scenario]);
      const before = seen.get(check);
      if (before !== undefined) throw new ConfigError(`${at}: speaks of the same check as ${before}; remove one of them`);
      seen.set(check, at);
      const { requirement, scenario = null, reason, setting = null, link = null } = item;
      return { kind, at, requirement, scenario, reason, setting, link };
    }),
  );
  return { system: file.system, entries };
}

/** Which findings an entry expects, and what it turns them into. */
const TURNS: Readonly<Record<BaselineKind, { readonly from: ReadonlySet<Verdict>; readonly to: Verdict }>> = {
  'known-departures': { from: new Set(['departs', 'warning']), to: 'known-departure' },
  'expected-skips': { from: new Set(['not-testable', 'inconclusive']), to: 'not-applicable' },
};

/** A doubt about time, or one that a departure from something else left, says nothing of what the system lacks. */
const expects = ({ kind }: BaselineEntry, judgement: Judgement): boolean =>
  TURNS[kind].from.has(judgement.verdict) && !judgement.collateral && judgement.timing !== true;

/** Why, in the words of the entry, with what was found behind it. */
const reasonBy = ({ reason, setting, link }: BaselineEntry, found: string): string =>
  `${[reason, ...(setting === null ? [] : [`setting: ${setting}`]), ...(link === null ? [] : [link])].join('; ')} (${found})`;

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

/** An entry that names a scenario is looked at before one for the whole requirement: its reason is the nearer one. */
const nearestFirst = (entries: readonly BaselineEntry[]): BaselineEntry[] =>
  [...entries].sort((left, right) => Number(left.scenario === null) - Number(right.scenario === null));

/** Turns expected findings into known departures and not-applicables, and tells which entries are stale, each in one line. */
export function applyBaseline(baseline: Baseline, { judgements, scenarios, registry, complete }: ApplyFacts): BaselineResult {
  const names = new Map(scenarios.map((scenario) => [scenario.id, scenario.name]));
  const current = [...judgements];
  const faults = new Map<BaselineEntry, string>();
  for (const entry of nearestFirst(baseline.entries)) {
    const matches = judgements.flatMap((judgement, index) =>
      judgement.requirement === entry.requirement && (entry.scenario === null || names.get(judgement.scenario) === entry.scenario)
        ? [{ judgement, index }]
        : [],
    );
    const held = matches.filter(({ judgement }) => expects(entry, judgement));
    const left = held.filter(({ judgement, index }) => current[index] === judgement);
    for (const { judgement, index } of left)
      current[index] = { ...judgement, verdict: TURNS[entry.kind].to, reason: reasonBy(entry, judgement.reason) };
    const fault = staleness(entry, matches, { held: held.length, left: left.length }, registry, complete);
    if (fault !== null) faults.set(entry, `${entry.at}: ${entry.requirement}: ${fault}`);
  }
  return { judgements: current, staleEntries: baseline.entries.flatMap((entry) => faults.get(entry) ?? []) };
}

function staleness(
  entry: BaselineEntry,
  matches: readonly { readonly judgement: Judgement }[],
  { held, left }: { readonly held: number; readonly left: number },
  registry: Pick<Registry, 'requirements'>,
  complete: boolean,
): string | null {
  if (!registry.requirements.has(entry.requirement)) return 'there is no such requirement; remove the entry';
  if (left > 0) return null;
  if (held > 0) return 'entries for its scenarios say it all; remove this one';
  if (matches.length === 0) {
    if (!complete) return null;
    return entry.scenario === null ? 'no scenario judges it; remove the entry' : `no scenario of it is called "${entry.scenario}"`;
  }
  if (matches.some(({ judgement }) => UNDECIDED.has(judgement.verdict))) return null;
  return entry.kind === 'known-departures' ? 'the departure is gone; remove the entry' : 'it could be tested after all; remove the entry';
}
