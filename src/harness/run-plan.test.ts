import { expect, it } from 'vitest';
import { estimateMs, lanesWanted, type PlannedScenario, TimeLeft } from './run-plan.ts';

const scenario = (path: string, seconds: number): PlannedScenario => ({
  path,
  takesMs: seconds * 1000,
  waitsForMinutes: seconds >= 60,
  isGuess: false,
});
const some = (seconds: readonly number[]): PlannedScenario[] => seconds.map((each, index) => scenario(`f:${index}`, each));

it('lanes take the next scenario that is left', () => {
  const scenarios = some([300, 200, 100, 50]);
  expect(estimateMs({ lanes: 1, scenarios })).toBe(650_000);
  expect(estimateMs({ lanes: 2, scenarios })).toBe(350_000);
  expect(estimateMs({ lanes: 4, scenarios })).toBe(300_000);
});

it('many short scenarios begin one after another', () => {
  expect(estimateMs({ lanes: 500, scenarios: some(Array.from({ length: 500 }, () => 0)) })).toBe(75_000);
});

it('no more lanes are wanted than make it shorter', () => {
  expect(lanesWanted({ scenarios: some([400, 200, 200, 100, 100, 100, 100]) })).toBe(3);
  expect(lanesWanted({ scenarios: some([7]) })).toBe(1);
  expect(lanesWanted({ scenarios: [] })).toBe(1);
});

it('tells what is left of a run, also of one that is late', () => {
  let nowMs = 5_000_000;
  const left = new TimeLeft({ lanes: 2, scenarios: some([300, 200, 100]), leftOut: 0 }, () => nowMs);
  expect(left.leftMs).toBe(300_000);
  left.begun('f:0');
  left.begun('f:1');
  nowMs += 150_000;
  expect(left.leftMs).toBe(150_000);
  left.ended('f:1');
  left.begun('f:2');
  expect(left.leftMs).toBe(150_000);
  nowMs += 400_000;
  left.ended('f:0');
  expect(left.leftMs).toBe(0);
  left.ended('f:2');
  left.begun('not planned:1');
  expect(left.leftMs).toBe(0);
});
