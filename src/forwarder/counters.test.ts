import { beforeEach, describe, expect, it } from 'vitest';
import { DestinationCounter } from './counters.ts';

let now = 0;
let counter: DestinationCounter;
beforeEach(() => {
  now = 1000;
  counter = new DestinationCounter('the.tdc.queue', () => now);
});

const figures = () => {
  const { activeRecipients, unattemptedRecipients, attemptedRecipients, deliveredRecipients, hardBounced } = counter.details();
  return { activeRecipients, unattemptedRecipients, attemptedRecipients, deliveredRecipients, hardBounced };
};

describe('the counters of a destination', () => {
  it('tell recipients that were attempted from those that were not', () => {
    counter.recipientsQueued(1, [0, 1], 10);
    counter.recipientsQueued(2, [0], 20);
    counter.attemptBegan(1);
    counter.attemptBegan(1);
    expect(figures()).toEqual({
      activeRecipients: 3,
      unattemptedRecipients: 1,
      attemptedRecipients: 2,
      deliveredRecipients: 0,
      hardBounced: 0,
    });
    counter.recipientsDelivered(1, [0]);
    counter.hardBounced(1, [1], 'fiveXX');
    expect(figures()).toEqual({
      activeRecipients: 1,
      unattemptedRecipients: 1,
      attemptedRecipients: 0,
      deliveredRecipients: 1,
      hardBounced: 1,
    });
  });

  it('count nobody out twice, and nobody who never waited (SCOPE-6)', () => {
    counter.recipientsQueued(1, [0], 10);
    counter.recipientsQueued(1, [0], 10);
    counter.attemptBegan(1);
    counter.recipientsDelivered(1, [0]);
    counter.recipientsDelivered(1, [0]);
    counter.hardBounced(1, [0], 'expired');
    counter.hardBounced(7, [0], 'other');
    counter.attemptBegan(7);
    expect(figures()).toEqual({
      activeRecipients: 0,
      unattemptedRecipients: 0,
      attemptedRecipients: 0,
      deliveredRecipients: 1,
      hardBounced: 0,
    });
    expect(counter.details().hardBounces).toEqual({ dns: 0, fiveXX: 0, filter: 0, expired: 0, other: 0 });
  });

  it('know the oldest message, also where it was queued later than a younger one', () => {
    expect(counter.details().oldestMessageAtMs).toBeUndefined();
    counter.recipientsQueued(1, [0], 500);
    counter.recipientsQueued(2, [0], 100);
    counter.recipientsQueued(3, [0], 900);
    expect(counter.details().oldestMessageAtMs).toBe(100);
    counter.recipientsDelivered(2, [0]);
    expect(counter.details().oldestMessageAtMs).toBe(500);
  });

  it('count a connection as pending until it is open or lost', () => {
    counter.connectionBegan();
    counter.connectionBegan();
    counter.connectionOpened();
    expect(counter.details()).toMatchObject({ pendingConnections: 1, connectionsOut: 1 });
    counter.connectionFailed();
    counter.connectionClosed();
    expect(counter.details()).toMatchObject({ pendingConnections: 0, connectionsOut: 0 });
  });

  it('know the last refusal, the last activity, and whether the host was down at the last attempt', () => {
    expect(counter.details()).toMatchObject({ attempted: false, down: false, lastActivityAtMs: undefined, lastRefusal: undefined });
    counter.reached(false);
    expect(counter.row()).toMatchObject({ attempted: true, down: true });
    counter.reached(true);
    now = 2000;
    const reply = { code: 550, lines: ['no'] };
    counter.refused(reply, '192.0.2.1');
    counter.softBounced(2);
    expect(counter.details()).toMatchObject({
      down: false,
      softBounced: 2,
      lastActivityAtMs: 2000,
      lastRefusal: { reply, address: '192.0.2.1', atMs: 2000 },
    });
  });

  it('tell of every change', () => {
    let heard = 0;
    counter.onChange = () => {
      heard += 1;
    };
    counter.recipientsQueued(1, [0], 10);
    counter.attemptBegan(1);
    counter.connectionBegan();
    counter.connectionOpened();
    counter.reached(true);
    counter.softBounced(1);
    counter.recipientsDelivered(1, [0]);
    counter.connectionClosed();
    expect(heard).toBe(8);
  });
});
