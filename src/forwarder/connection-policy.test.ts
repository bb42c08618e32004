import { describe, expect, it } from 'vitest';
import { documentedConnectionPolicy } from './connection-policy.ts';

const limits = { minimum: 3, limit: 8, messagesPerConnection: 50, idleCloseMs: 5000 };

describe('connection policy', () => {
  it.each([
    [{ ready: 0, inFlight: 0, stuck: 0 }, 0],
    [{ ready: 0, inFlight: 0, stuck: 2 }, 0],
    [{ ready: 1, inFlight: 0, stuck: 0 }, 3],
    [{ ready: 0, inFlight: 1, stuck: 0 }, 3],
    [{ ready: 30, inFlight: 0, stuck: 0 }, 3],
    [{ ready: 28, inFlight: 3, stuck: 0 }, 4],
    [{ ready: 5, inFlight: 3, stuck: 3 }, 6],
    [{ ready: 1000, inFlight: 8, stuck: 8 }, 8],
  ])('%j: %i connections', (load, connections) => {
    expect(documentedConnectionPolicy.wanted(load, limits)).toBe(connections);
  });

  it('replaces a connection after its messages', () => {
    expect(documentedConnectionPolicy.usedUp(49, limits)).toBe(false);
    expect(documentedConnectionPolicy.usedUp(50, limits)).toBe(true);
  });
});
