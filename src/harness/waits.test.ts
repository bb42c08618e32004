import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Evidence } from '../evidence/events.ts';
import { PACKAGE_ROOT } from './package-root.ts';
import type { ScenarioRun } from './run-result.ts';
import { loadWaits, waitedMs, waitOf, waitsOf } from './waits.ts';

const changed = (seq: number, atMs: number): Evidence => ({ seq, atMs, type: 'standChanged', what: 'x' });
const watched = (seq: number, fromMs: number, untilMs: number): Evidence => ({ seq, atMs: untilMs, type: 'timeWatched', fromMs, untilMs });

const scenario = (name: string, evidence: readonly Evidence[]): ScenarioRun => ({
  ...{ id: 'features/a.feature:1', name, uri: 'features/a.feature', line: 1, feature: 'F', rule: null, tags: [], requirements: [] },
  ...{ status: 'PASSED', outcomes: [], evidence, steps: [], durationMs: 1 },
});

it('a wait lasts from the first thing seen to the end of the last step, and not of what is watched after it', () => {
  const steps = [changed(1, 1000), changed(2, 31_000), watched(3, 31_000, 61_000)];
  expect(waitedMs(scenario('a', steps))).toBe(60_000);
  expect(waitedMs(scenario('a', [...steps, changed(4, 61_000), watched(5, 61_000, 191_000), changed(6, 191_000)]))).toBe(60_000);
  expect(waitedMs(scenario('a', []))).toBe(0);
});

it('of scenarios with the same name the longest counts, and what takes no time is not written down', () => {
  const some = [
    scenario('row', [changed(1, 0), changed(2, 90_000)]),
    scenario('row', [changed(1, 0), changed(2, 120_400)]),
    scenario('quick', [changed(1, 0), changed(2, 4000)]),
  ];
  expect(waitsOf(some)).toEqual({ 'features/a.feature': { row: 120 } });
});

it('what nobody has measured is guessed only where its tag says that it waits for minutes', () => {
  const waits = { 'features/a.feature': { known: 120 } };
  const of = (name: string, forMinutes: boolean) => waitOf(waits, { uri: 'features/a.feature', name }, forMinutes);
  expect(of('known', true)).toEqual({ ms: 120_000, isGuess: false });
  expect(of('new', true)).toEqual({ ms: 180_000, isGuess: true });
  expect(of('new', false)).toEqual({ ms: 0, isGuess: false });
});

it('the table speaks of features that are there', () => {
  const files = Object.keys(loadWaits());
  expect(files.length).toBeGreaterThan(10);
  expect(files.filter((file) => !existsSync(join(PACKAGE_ROOT, file)))).toEqual([]);
});
