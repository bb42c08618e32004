import { describe, expect, it } from 'vitest';
import type { Evidence, Fact } from '../../evidence/events.ts';
import { connectionsSeen, openAtEnd, peakConcurrency } from './connections.ts';

const logOf = (...facts: readonly Fact[]): Evidence[] => facts.map((fact, index) => ({ ...fact, seq: index + 1, atMs: index * 1000 }));
const opened = (connection: number): Fact => ({
  type: 'connectionOpened',
  connection,
  round: 1,
  host: 'mx1.intake.example',
  localAddress: '127.0.0.2',
  localPort: 25,
  remoteAddress: '127.0.0.1',
  remotePort: 40_000,
});
const closed = (connection: number): Fact => ({
  type: 'connectionClosed',
  connection,
  end: 'QUIT',
  stage: 'QUIT',
  bytesIn: 1,
  bytesOut: 1,
});
const mail = (connection: number): Fact => ({
  type: 'commandReceived',
  connection,
  stage: 'MAIL FROM',
  line: 'MAIL FROM:<>',
  secure: true,
});

describe('connections', () => {
  it('tells when each opened and closed, how it ended and what it carried', () => {
    const [first, second] = connectionsSeen(logOf(opened(1), mail(1), mail(1), opened(2), closed(1)));
    expect(first).toMatchObject({ connection: 1, openedAtMs: 0, closedAtMs: 4000, end: 'QUIT', transactions: 2 });
    expect(second).toMatchObject({ connection: 2, closedAtMs: undefined, transactions: 0 });
  });

  it('finds the most that were open together, and shows which', () => {
    expect(peakConcurrency(logOf(opened(1), closed(1), opened(2), opened(3), closed(2), opened(4)))).toEqual({ peak: 2, evidence: [3, 4] });
  });

  it('counts none that has said QUIT, though its end is heard of later', () => {
    const quit: Fact = { type: 'commandReceived', connection: 1, stage: 'QUIT', line: 'QUIT', secure: true };
    expect(peakConcurrency(logOf(opened(1), quit, opened(2), closed(1), opened(3)))).toEqual({ peak: 2, evidence: [3, 5] });
  });

  it('counts nothing in an empty log', () => {
    expect(peakConcurrency([])).toEqual({ peak: 0, evidence: [] });
  });

  it('finds those still open', () => {
    expect(openAtEnd(logOf(opened(1), opened(2), closed(1))).map((view) => view.connection)).toEqual([2]);
  });
});
