import { describe, expect, it, vi } from 'vitest';
import { type Lane, lanesForEverything, lanesOfScenarios, type Parts, runLanes, turnsApart } from './lanes.ts';

const rest = ({ parts }: Lane): string[] => [...toIterable(parts)].flat();

function* toIterable(parts: Parts): Iterable<readonly string[]> {
  for (let part = parts.next(); part.done !== true; part = parts.next()) yield part.value;
}

describe('lanes for everything', () => {
  it('hold every feature once, those for a browser apart', () => {
    const [pages = [], others = []] = lanesForEverything(1).map(rest);
    expect(pages).toContain('features/console/console.feature');
    expect(others).toContain('features/retry/budget.feature');
    expect(new Set([...others, ...pages]).size).toBe(others.length + pages.length);
  });

  it('are one more for each further processor, in a thread, which shares what is left', () => {
    const lanes = lanesForEverything(2);
    expect(lanes.map(({ where }) => where)).toEqual(['here', 'here', 'thread']);
    expect(lanes[2]?.parts).toBe(lanes[1]?.parts);
    expect(lanesForEverything(64)).toHaveLength(5);
  });

  it('deal out large parts first and single features last', () => {
    const parts = [...toIterable(lanesForEverything(2)[1]?.parts ?? [].values())].map((part) => part.length);
    expect(parts[0]).toBeGreaterThan(1);
    expect(parts.at(-1)).toBe(1);
  });
});

describe('turns', () => {
  it('come so far apart, the first at once', async () => {
    vi.useFakeTimers();
    try {
      const turn = turnsApart(150);
      const begun: number[] = [];
      const from = Date.now();
      const all = Promise.all([1, 2, 3].map(() => turn().then(() => begun.push(Date.now() - from))));
      await vi.advanceTimersByTimeAsync(300);
      await all;
      expect(begun).toEqual([0, 150, 300]);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('lanes of scenarios', () => {
  it('begin one after another, also where all of them are free', async () => {
    const ends: (() => void)[] = [];
    const taken: string[] = [];
    let turns = 0;
    const turn = () => {
      turns += 1;
      return turns === 1 ? Promise.resolve() : new Promise<void>((resolve) => void ends.push(resolve));
    };
    const all = runLanes(lanesOfScenarios(3, ['a', 'b', 'c'], turn), async ([scenario = '']) => void taken.push(scenario));
    await Promise.resolve();
    await Promise.resolve();
    expect(taken).toEqual(['a']);
    for (const end of ends) end();
    await all;
    expect(taken).toEqual(['a', 'b', 'c']);
  });

  it('are no more than there are scenarios', () => {
    expect(lanesOfScenarios(16, ['a:1', 'b:2'])).toHaveLength(2);
    expect(lanesOfScenarios(16, [])).toHaveLength(0);
  });

  it('take one scenario after another, each once, and a slow one holds up its own lane only', async () => {
    const taken: string[] = [];
    let free = (): void => {};
    const slow = new Promise<void>((resolve) => {
      free = resolve;
    });
    const run = async ([scenario]: readonly string[]): Promise<void> => {
      taken.push(scenario ?? '');
      if (scenario === 'slow') await slow;
      if (scenario === 'last') free();
    };
    await runLanes(lanesOfScenarios(2, ['slow', 'b', 'c', 'last']), run);
    expect(taken).toEqual(['slow', 'b', 'c', 'last']);
  });

  it('end with the error of any', async () => {
    const run = ([scenario]: readonly string[]): Promise<void> =>
      scenario === 'b' ? Promise.reject(new Error('broken')) : Promise.resolve();
    await expect(runLanes(lanesOfScenarios(2, ['a', 'b', 'c']), run)).rejects.toThrow('broken');
  });
});
