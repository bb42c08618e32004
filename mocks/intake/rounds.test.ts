import { expect, it } from 'vitest';
import { Rounds } from './rounds.ts';

it('connections that overlap are one round; one that comes when all have ended begins another', () => {
  const rounds = new Rounds();
  expect([rounds.opened(0), rounds.opened(0), rounds.opened(5000)]).toEqual([1, 1, 1]);
  for (let index = 0; index < 3; index += 1) rounds.closed();
  expect(rounds.opened(5500)).toBe(1);
  rounds.closed();
  expect(rounds.opened(6001)).toBe(2);
});

it('a fault lets a new round begin a second after the last opening, though another connection is still open', () => {
  const rounds = new Rounds();
  rounds.opened(0);
  rounds.faultFired(1);
  expect(rounds.opened(999)).toBe(1);
  expect(rounds.opened(1998)).toBe(1);
  expect(rounds.opened(2998)).toBe(2);
  rounds.faultFired(1);
  expect(rounds.opened(9000)).toBe(2);
});
