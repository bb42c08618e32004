import { describe, expect, it } from 'vitest';
import { LogRing } from './log-ring.ts';

const filled = (limit: number, count: number): LogRing => {
  const ring = new LogRing(limit);
  for (let line = 1; line <= count; line += 1) ring.write(`line ${line}`);
  return ring;
};
const seqs = (lines: readonly { readonly seq: number }[]): number[] => lines.map(({ seq }) => seq);

describe('the last lines of the log', () => {
  it('are numbered from 1, and the oldest go first', () => {
    expect(filled(3, 2)).toMatchObject({ last: 2, dropped: 0 });
    const ring = filled(3, 7);
    expect(ring).toMatchObject({ last: 7, dropped: 4 });
    expect(ring.after(0, 10)).toEqual([
      { seq: 5, line: 'line 5' },
      { seq: 6, line: 'line 6' },
      { seq: 7, line: 'line 7' },
    ]);
    expect(seqs(ring.after(5, 1))).toEqual([6]);
    expect(ring.after(7, 10)).toEqual([]);
    expect(ring.after(99, 10)).toEqual([]);
  });

  it('are found by what they hold, in any case', () => {
    const ring = filled(100, 30);
    expect(seqs(ring.after(0, 10, 'LINE 2'))).toEqual([2, 20, 21, 22, 23, 24, 25, 26, 27, 28]);
    expect(seqs(ring.latest(2, 'line 2'))).toEqual([28, 29]);
    expect(seqs(ring.latest(2))).toEqual([29, 30]);
    expect(new LogRing(3).latest(5)).toEqual([]);
  });

  it('are told to whoever listens', () => {
    const ring = new LogRing(3);
    let heard = 0;
    const leave = ring.subscribe(() => {
      heard += 1;
    });
    ring.write('a');
    leave();
    ring.write('b');
    expect(heard).toBe(1);
  });
});
