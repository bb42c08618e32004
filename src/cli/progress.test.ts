import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { RunPlan } from '../harness/run-plan.ts';
import type { ScenarioRun } from '../harness/run-result.ts';
import { type ProgressView, progressView, type Screen } from './progress.ts';
import { planLines, roughly } from './run-plan-text.ts';

const takes = (path: string, seconds: number, isGuess = false): RunPlan['scenarios'][number] => ({
  path,
  takesMs: seconds * 1000,
  waitsForMinutes: seconds > 60,
  isGuess,
});
const PLAN: RunPlan = { lanes: 2, scenarios: [takes('f:1', 300), takes('f:2', 180, true), takes('f:3', 120), takes('f:4', 1)], leftOut: 0 };

it.each([
  [0, '0 s'],
  [59_400, '59 s'],
  [59_600, '1 min'],
  [61_000, '2 min'],
  [3_540_000, '59 min'],
  [3_541_000, '1 h 0 min'],
  [4_000_000, '1 h 7 min'],
])('%d ms are told as %s', (ms, text) => {
  expect(roughly(ms)).toBe(text);
});

it('the plan tells waits, lanes and the estimate, and which of it is a guess', () => {
  expect(planLines(PLAN, true)).toEqual([
    '4 scenarios on the wall clock in 2 lanes: 3 wait for minutes, up to 5 min, 10 min in all.',
    'The wait of 1 has never been measured, and is a guess.',
    'Estimate: about 6 min.',
  ]);
});

it('it says how many lanes would make it shorter, where there may be more, and what is left out', () => {
  const slow = { ...PLAN, lanes: 1, leftOut: 1 };
  expect(planLines(slow, true).slice(2)).toEqual([
    'Estimate: about 11 min.',
    'With --lanes 2: about 6 min; more lanes than that would not make it shorter.',
    '1 scenario that waits for minutes is left out; --waiting runs them.',
  ]);
  expect(planLines(slow, false).join()).not.toContain('--lanes');
});

const ended = (id: string): ScenarioRun => ({
  ...{ id, name: id, uri: 'f', line: 1, feature: 'F', rule: null, tags: [], requirements: [], status: 'PASSED' },
  ...{ outcomes: [], evidence: [], steps: [], durationMs: 1 },
});

let said: string[];
const screen = (isTTY: boolean): Screen => ({ isTTY, columns: 200, write: (text) => said.push(text) });
const end = (view: ProgressView, id: string, done: number): void => view.ended?.({ done, planned: 4, scenario: ended(id) });

beforeEach(() => {
  said = [];
  vi.stubEnv('TERM', 'xterm');
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

it('a terminal shows one line, redrawn as time passes', () => {
  const view = progressView({ quiet: false, mayHaveMoreLanes: true }, screen(true));
  view.planned?.(PLAN);
  view.begun?.({ id: 'f:1', name: 'the first' });
  view.begun?.({ id: 'f:2', name: 'the second' });
  expect(said.at(-1)).toBe('\r\x1b[K[0/4, about 6 min left]  the second');
  vi.advanceTimersByTime(60_000);
  expect(said.at(-1)).toBe('\r\x1b[K[0/4, about 5 min left]  the second');
  end(view, 'f:1', 1);
  vi.advanceTimersByTime(1000);
  expect(said.at(-1)).toBe('\r\x1b[K[1/4, about 2 min left]  the second');
  view.end();
  said = [];
  vi.advanceTimersByTime(60_000);
  expect(said).toEqual([]);
});

it('a file gets a line now and then, and the name of what takes too long', () => {
  const view = progressView({ quiet: false, mayHaveMoreLanes: true }, screen(false));
  view.planned?.(PLAN);
  view.begun?.({ id: 'f:1', name: 'the first' });
  view.begun?.({ id: 'f:4', name: 'the fourth' });
  said = [];
  vi.advanceTimersByTime(31_000);
  expect(said).toEqual(['still at f:4: the fourth\n']);
  vi.advanceTimersByTime(30_000);
  expect(said.at(-1)).toBe('0 of 4 scenarios, 0 departed, about 5 min left\n');
  end(view, 'f:4', 1);
  vi.advanceTimersByTime(240_000);
  expect(said.join('')).not.toContain('still at f:1');
  view.end();
});
