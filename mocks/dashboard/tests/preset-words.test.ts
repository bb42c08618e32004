import { expect, test } from 'vitest';
import { FAULT_PRESETS } from '../../faults/presets.ts';
import { PRESET_EXPECTATIONS, PRESET_TITLES } from '../ui/faults/preset-words.ts';

test('every preset, and what is expected of the gateway under it, has its Japanese words, and no word is left over', () => {
  expect(Object.keys(PRESET_TITLES)).toEqual(FAULT_PRESETS.map(({ id }) => id));
  expect(Object.keys(PRESET_EXPECTATIONS).toSorted()).toEqual([...new Set(FAULT_PRESETS.map(({ expectation }) => expectation))].toSorted());
});
