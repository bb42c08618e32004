import { join } from 'node:path';
import { z } from 'zod';
import type { Evidence } from '../evidence/events.ts';
import { PACKAGE_ROOT } from './package-root.ts';
import { REST_OF_LIFE_MS } from './rest-of-life.ts';
import type { ScenarioRun } from './run-result.ts';
import { readYaml } from './yaml-file.ts';

// How long each scenario waits, so that a run on the wall clock can be planned. Measured on the virtual clock, where a wait costs nothing.

/** Relative to the package; `npm run waits` writes it. */
export const WAITS_FILE = 'features/waits.yaml';

/** What is shorter is not written down. */
const SHORTEST_S = 5;
/** A scenario that is new: about what half of those that wait for minutes take. */
const GUESS_MS = 180_000;

const waitsSchema = z.record(z.string(), z.record(z.string(), z.int().min(SHORTEST_S)));
/** Seconds by feature file and name of the scenario. */
export type Waits = z.output<typeof waitsSchema>;

export const loadWaits = (): Waits => readYaml(join(PACKAGE_ROOT, WAITS_FILE), waitsSchema, WAITS_FILE);

export interface Wait {
  readonly ms: number;
  /** It says that it waits for minutes, and nobody has measured it yet. */
  readonly isGuess: boolean;
}

/** How long a scenario waits; `forMinutes`: whether its tag says so. */
export const waitOf = (waits: Waits, { uri, name }: Pick<ScenarioRun, 'uri' | 'name'>, forMinutes: boolean): Wait => {
  const seconds = waits[uri]?.[name];
  if (seconds !== undefined) return { ms: seconds * 1000, isGuess: false };
  return { ms: forMinutes ? GUESS_MS : 0, isGuess: forMinutes };
};

/** The evidence up to the end of the last step: what is watched after it, on the virtual clock only, is no wait of the scenario. */
const upToTheEnd = (evidence: readonly Evidence[]): readonly Evidence[] => {
  const rest = evidence.findLastIndex((fact) => fact.type === 'timeWatched' && fact.untilMs - fact.fromMs === REST_OF_LIFE_MS);
  const watched = evidence[rest];
  return watched?.type === 'timeWatched' ? evidence.slice(0, rest).filter(({ atMs }) => atMs <= watched.fromMs) : evidence;
};

/** How much time of its clock a scenario took, ms. */
export const waitedMs = ({ evidence }: Pick<ScenarioRun, 'evidence'>): number => {
  const facts = upToTheEnd(evidence);
  const ends = facts.map((fact) => (fact.type === 'timeWatched' ? fact.untilMs : fact.atMs));
  return facts.length === 0 ? 0 : Math.max(...ends) - Math.min(...facts.map(({ atMs }) => atMs));
};

/** The waits of a run on the virtual clock; of scenarios with the same name the longest. */
export const waitsOf = (scenarios: readonly ScenarioRun[]): Waits => {
  const waits: Waits = {};
  for (const scenario of scenarios) {
    const seconds = Math.round(waitedMs(scenario) / 1000);
    if (seconds < SHORTEST_S) continue;
    waits[scenario.uri] ??= {};
    const inFile = waits[scenario.uri] ?? {};
    inFile[scenario.name] = Math.max(seconds, inFile[scenario.name] ?? 0);
  }
  return waits;
};
