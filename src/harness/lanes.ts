import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ScenarioPath } from './cucumber-run.ts';
import { FEATURES_GLOB, PACKAGE_ROOT } from './package-root.ts';

/** Parts that are still to be run. Lanes may share them: each takes the next one that is left. */
export type Parts = Iterator<readonly string[]>;

/** What runs one after another, here or in a thread of its own. */
export interface Lane {
  readonly parts: Parts;
  readonly where: 'here' | 'thread';
  /** Resolves when the next part may begin. */
  readonly turn?: () => Promise<void>;
}

/** The tag of features whose scenarios look at web pages. */
export const BROWSER_TAG = '@browser';

const isForBrowser = (feature: string): boolean =>
  readFileSync(join(PACKAGE_ROOT, feature), 'utf8')
    .split(/^\s*Feature:/m, 1)[0]
    ?.includes(BROWSER_TAG) === true;

const sizeOf = (feature: string): number => statSync(join(PACKAGE_ROOT, feature)).size;

/**
 * Cuts features, which come in order of their size, into parts for so many lanes. To begin a part costs some milliseconds, and a lane that
 * is late with a large part keeps the others waiting: so each part is a share of what is left, and the last ones are single features.
 */
function partsOf(features: readonly string[], lanes: number): readonly (readonly string[])[] {
  const parts: string[][] = [];
  let left = features.reduce((sum, feature) => sum + sizeOf(feature), 0);
  let room = 0;
  for (const feature of features) {
    if (room <= 0) {
      parts.push([]);
      room = left / (2 * lanes);
    }
    parts.at(-1)?.push(feature);
    room -= sizeOf(feature);
    left -= sizeOf(feature);
  }
  return parts;
}

/** More threads than this only make each other wait for memory. */
const MOST_THREADS = 3;

/**
 * Lanes for everything there is, on the virtual clock. What uses a browser waits for it most of the time, and has a lane of its own; the
 * other features are dealt out, the large ones first, to a lane beside it and to a thread for each further processor.
 */
export function lanesForEverything(processors: number): readonly Lane[] {
  const features = globSync(FEATURES_GLOB, { cwd: PACKAGE_ROOT }).toSorted((one, other) => sizeOf(other) - sizeOf(one));
  const { true: pages = [], false: others = [] } = Object.groupBy(features, (feature) => `${isForBrowser(feature)}` as const);
  const threads = Array.from({ length: Math.min(processors - 1, MOST_THREADS) }, () => 'thread' as const);
  const shared = partsOf(others, threads.length + 1).values();
  return [{ parts: [pages].values(), where: 'here' }, ...(['here', ...threads] as const).map((where) => ({ parts: shared, where }))];
}

/** So many lanes, where scenarios wait: each takes the next scenario that is left, and begins it when its turn comes. */
export function lanesOfScenarios(lanes: number, scenarios: readonly ScenarioPath[], turn: Lane['turn'] = undefined): readonly Lane[] {
  const parts = scenarios.map((scenario) => [scenario]).values();
  return Array.from({ length: Math.min(lanes, scenarios.length) }, () => ({
    parts,
    where: 'here',
    ...(turn === undefined ? {} : { turn }),
  }));
}

/**
 * Turns that come one after another, so far apart at least; real time. Many scenarios that begin at once, or whose waits end at the same
 * time, would keep each other so busy that what they see comes late; where this thread is late, the next turn is too.
 */
export function turnsApart(apartMs: number): () => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  return () => {
    const turn = last;
    last = turn.then(() => new Promise((resolve) => void setTimeout(resolve, apartMs)));
    return turn;
  };
}

/** Runs all lanes side by side. */
export async function runLanes(lanes: readonly Lane[], run: (paths: readonly string[], lane: Lane) => Promise<void>): Promise<void> {
  const runLane = async (lane: Lane): Promise<void> => {
    for (let part = lane.parts.next(); part.done !== true; part = lane.parts.next()) {
      await lane.turn?.();
      await run(part.value, lane);
    }
  };
  await Promise.all(lanes.map(runLane));
}
