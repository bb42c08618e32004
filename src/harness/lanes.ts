import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ScenarioPath } from './cucumber-run.ts';
import { FEATURES_GLOB, PACKAGE_ROOT } from './package-root.ts';

/** What one lane has to run, part by part. Lanes may share one: each takes the next part that is left. */
export type Lane = Iterator<readonly string[]>;

/** The tag of features whose scenarios look at web pages. */
export const BROWSER_TAG = '@browser';

const isForBrowser = (feature: string): boolean =>
  readFileSync(join(PACKAGE_ROOT, feature), 'utf8')
    .split(/^\s*Feature:/m, 1)[0]
    ?.includes(BROWSER_TAG) === true;

/**
 * Two lanes for everything there is, on the virtual clock: what uses a browser waits for it most of the time,
 * and the other scenarios fill that time.
 */
export function lanesByBrowser(): readonly Lane[] {
  const features = globSync(FEATURES_GLOB, { cwd: PACKAGE_ROOT }).toSorted();
  const { true: pages = [], false: others = [] } = Object.groupBy(features, (feature) => `${isForBrowser(feature)}` as const);
  return [others, pages].filter((paths) => paths.length > 0).map((paths) => [paths].values());
}

/** So many lanes, where scenarios wait: each takes the next scenario that is left. */
export function lanesOfScenarios(lanes: number, scenarios: readonly ScenarioPath[]): readonly Lane[] {
  const shared = scenarios.map((scenario) => [scenario]).values();
  return Array.from({ length: Math.min(lanes, scenarios.length) }, () => shared);
}

/** Runs all lanes side by side, in this thread. */
export async function runLanes(lanes: readonly Lane[], run: (paths: readonly string[]) => Promise<void>): Promise<void> {
  const runLane = async (lane: Lane): Promise<void> => {
    for (let part = lane.next(); part.done !== true; part = lane.next()) await run(part.value);
  };
  await Promise.all(lanes.map(runLane));
}
