import { expect, it } from 'vitest';
import { atEndOfRun, enterRun, leaveRun } from './run-scope.ts';

it('closes what is shared once, after the last part of a run', async () => {
  const closed: string[] = [];
  enterRun();
  enterRun();
  atEndOfRun(() => void closed.push('first'));
  await leaveRun();
  expect(closed).toEqual([]);
  await leaveRun();
  expect(closed).toEqual(['first']);
  enterRun();
  await leaveRun();
  expect(closed).toEqual(['first']);
});

it('closes the rest when something cannot be closed', async () => {
  const closed: string[] = [];
  enterRun();
  atEndOfRun(() => Promise.reject(new Error('gone already')));
  atEndOfRun(() => void closed.push('second'));
  await leaveRun();
  expect(closed).toEqual(['second']);
});
