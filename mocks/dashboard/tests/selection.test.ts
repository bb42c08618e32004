import { expect, test } from 'vitest';
import { asSelected, change, isSelected, NONE, selectedCount } from '../ui/messages/selection.ts';

const loaded = () => [3, 2, 1];

test('messages are added and taken out', () => {
  const two = change(change(NONE, [1, 2], true, loaded), [2, 3], true, loaded);
  expect(selectedCount(two)).toBe(3);
  expect(selectedCount(change(two, [1, 9], false, loaded))).toBe(2);
  expect(asSelected(two, { q: 'x' })).toEqual({ ids: [1, 2, 3] });
});

test('all means what was there, not what comes', () => {
  const all = { kind: 'all', newest: 90, messages: 50 } as const;
  expect(isSelected(all, 90)).toBe(true);
  expect(isSelected(all, 91)).toBe(false);
  expect(asSelected(all, { q: 'x', account: 'primary' })).toEqual({ matching: { q: 'x', account: 'primary', before: 91 } });
});

test('one taken out of all leaves those that can be told one by one', () => {
  const rest = change({ kind: 'all', newest: 90, messages: 50 }, [2], false, loaded);
  expect(rest).toEqual({ kind: 'some', ids: new Set([3, 1]) });
});
