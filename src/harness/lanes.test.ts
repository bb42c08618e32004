import { describe, expect, it } from 'vitest';
import { lanesByBrowser, lanesOfScenarios, runLanes } from './lanes.ts';

const rest = (lane: Iterator<readonly string[]>): string[] => {
  const taken: string[] = [];
  for (let part = lane.next(); part.done !== true; part = lane.next()) taken.push(...part.value);
  return taken;
};

describe('lanes by browser', () => {
  it('hold every feature once, those for a browser apart', () => {
    const [others = [], pages = []] = lanesByBrowser().map(rest);
    expect(pages).toContain('features/console/console.feature');
    expect(others).toContain('features/retry/budget.feature');
    expect(new Set([...others, ...pages]).size).toBe(others.length + pages.length);
  });
});

describe('lanes of scenarios', () => {
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
