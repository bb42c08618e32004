import { describe, expect, test } from 'vitest';
import { reachableRows, rowsToDraw, scrollToSee } from '../ui/messages/list-window.ts';

const view = (above: number) => ({ above, height: 400, rowHeight: 40 });

describe('rows to draw', () => {
  test.each([
    [0, 100, 0, 34],
    [-200, 100, 0, 34],
    [4000, 1000, 88, 122],
    [39_600, 1000, 966, 1000],
    [999_999, 1000, 966, 1000],
    [0, 3, 0, 3],
    [0, 0, 0, 0],
  ])('%d px down a list of %d rows: %d to %d', (above, total, from, until) => {
    expect(rowsToDraw(view(above), total)).toEqual({ from, until });
  });
});

test('a list does not get longer than browsers can show', () => {
  expect(reachableRows(100_000, 40)).toBe(100_000);
  expect(reachableRows(10_000_000, 40)).toBe(375_000);
});

test.each([
  [0, 0, 100, -100],
  [5, 0, 100, 0],
  [20, 0, 100, 440],
  [3, 400, 100, -380],
])('row %d, %d px down: scroll by %d', (index, above, head, by) => {
  expect(scrollToSee(index, view(above), head)).toBe(by);
});
