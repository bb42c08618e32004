import { expect, it } from 'vitest';
import { scenariosByRequirement } from './feature-index.ts';
import { loadQuick } from './quick.ts';
import { describeSelection, isEverything } from './selection.ts';

it('a short run has a scenario for each requirement that any scenario judges, and it is there', async () => {
  const scenarios = await scenariosByRequirement();
  const quick = loadQuick();
  expect(Object.keys(quick).toSorted()).toEqual([...scenarios.keys()].toSorted());
  const missing = Object.entries(quick).filter(
    ([id, { feature, scenario }]) => scenarios.get(id)?.some(({ uri, name }) => uri === feature && name === scenario) !== true,
  );
  expect(missing).toEqual([]);
});

it('is not everything, and says so', () => {
  const selection = { ids: [], files: [], tags: '', quick: true };
  expect(isEverything(selection)).toBe(false);
  expect(describeSelection(selection)).toBe('one scenario for each requirement');
});
