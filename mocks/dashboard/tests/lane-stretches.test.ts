import { describe, expect, test } from 'vitest';
import { endedBadly, isIdle, stretchesOf } from '../ui/connections/lane-stretches.ts';
import type { Lane } from '../ui/data/connections.ts';

const NOW_MS = 10_000;

const laneOf = (stages: Lane['stages'], closedAtMs: number | null = null): Lane => ({
  connection: 1,
  host: 'mx1.primary.setd.example',
  openedAtMs: 0,
  closedAtMs,
  end: closedAtMs === null ? null : 'QUIT',
  stages,
  faults: [],
  messages: [],
  tlsAtMs: null,
  cut: false,
});

const CONNECTED = [
  { stage: 'connect', atMs: 0, answeredAtMs: null },
  { stage: 'greeting', atMs: 10, answeredAtMs: 10 },
] as const;
const UP_TO_EHLO = [...CONNECTED, { stage: 'EHLO', atMs: 10, answeredAtMs: 12 }] as const;

test('a connection ends badly where it is reset, or where the intake ends it', () => {
  const ends = ['QUIT', 'closed by peer', 'reset by peer', 'closed by intake', 'reset by intake', 'intake stopped', null] as const;
  expect(ends.filter((end) => endedBadly({ end }))).toEqual(['reset by peer', 'closed by intake', 'reset by intake', 'intake stopped']);
});

describe('what a connection is busy with', () => {
  test('is nothing once its EHLO has been answered and the gateway says no more', () => {
    const lane = laneOf(UP_TO_EHLO);
    expect(stretchesOf(lane, NOW_MS)).toEqual([
      { kind: 'connect', fromMs: 0, toMs: 10 },
      { kind: 'greeting', fromMs: 10, toMs: 10 },
      { kind: 'ehlo', fromMs: 10, toMs: 12 },
      { kind: 'idle', fromMs: 12, toMs: NOW_MS },
    ]);
    expect(isIdle(lane, NOW_MS)).toBe(true);
  });

  test('is the EHLO while its answer is withheld', () => {
    const lane = laneOf([...CONNECTED, { stage: 'EHLO', atMs: 20, answeredAtMs: null }]);
    expect(stretchesOf(lane, NOW_MS).at(-1)).toEqual({ kind: 'ehlo', fromMs: 20, toMs: NOW_MS });
    expect(isIdle(lane, NOW_MS)).toBe(false);
  });

  test('is the transaction from MAIL FROM to the last dot, whatever is answered in between, and then nothing again', () => {
    const transaction = [
      { stage: 'MAIL FROM', atMs: 100, answeredAtMs: 110 },
      { stage: 'RCPT TO', atMs: 120, answeredAtMs: 130 },
      { stage: 'DATA', atMs: 140, answeredAtMs: 150 },
      { stage: 'end of data', atMs: 200, answeredAtMs: 200 },
    ];
    expect(stretchesOf(laneOf([...UP_TO_EHLO, ...transaction]), NOW_MS).slice(3)).toEqual([
      { kind: 'idle', fromMs: 12, toMs: 100 },
      { kind: 'transaction', fromMs: 100, toMs: 200 },
      { kind: 'idle', fromMs: 200, toMs: NOW_MS },
    ]);
  });

  test('is the transaction while the message flows', () => {
    const flowing = [
      { stage: 'MAIL FROM', atMs: 100, answeredAtMs: 110 },
      { stage: 'DATA', atMs: 140, answeredAtMs: 150 },
    ];
    expect(stretchesOf(laneOf([...UP_TO_EHLO, ...flowing]), NOW_MS).at(-1)).toEqual({ kind: 'transaction', fromMs: 100, toMs: NOW_MS });
  });

  test('is nothing after a transaction that was refused, until QUIT', () => {
    const refused = [
      { stage: 'MAIL FROM', atMs: 100, answeredAtMs: 110 },
      { stage: 'RCPT TO', atMs: 120, answeredAtMs: 130 },
      { stage: 'QUIT', atMs: 5000, answeredAtMs: 5001 },
    ];
    expect(stretchesOf(laneOf([...UP_TO_EHLO, ...refused], 5002), NOW_MS).slice(4)).toEqual([
      { kind: 'transaction', fromMs: 100, toMs: 130 },
      { kind: 'idle', fromMs: 130, toMs: 5000 },
      { kind: 'quit', fromMs: 5000, toMs: 5002 },
    ]);
  });

  test('is nothing any more when it is over: a closed connection is not idle', () => {
    const lane = laneOf(UP_TO_EHLO, 500);
    expect(stretchesOf(lane, NOW_MS).at(-1)?.toMs).toBe(500);
    expect(isIdle(lane, NOW_MS)).toBe(false);
  });
});
