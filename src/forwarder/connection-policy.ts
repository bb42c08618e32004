/** The state of one destination's queue, as far as the number of connections depends on it. */
export interface QueueLoad {
  /** Copies waiting for a connection. */
  readonly ready: number;
  /** Copies whose attempt is under way. */
  readonly inFlight: number;
  /** Connections that one copy has kept busy for longer than `STUCK_AFTER_MS`. */
  readonly stuck: number;
}

export interface ConnectionLimits {
  /** Connections opened at least while there is work (CONN-1). */
  readonly minimum: number;
  /** Most connections to the destination at once (CONN-6). */
  readonly limit: number;
  /** Messages on one connection at most (CONN-6). */
  readonly messagesPerConnection: number;
  readonly idleCloseMs: number;
}

/** How many connections a destination should have, and which of them are used up. */
export interface ConnectionPolicy {
  wanted(load: QueueLoad, limits: ConnectionLimits): number;
  /** Whether a connection that has carried this many messages is closed. */
  usedUp(messages: number, limits: ConnectionLimits): boolean;
  /** CONN-6: how many more connections may be opened when so many are; those being closed still count. */
  room(open: number, limits: ConnectionLimits): number;
  /** CONN-3, CONN-4: how long a connection that nothing is sent on stays open before it is looked at, ms. */
  idleMs(limits: ConnectionLimits): number;
  /** Whether an idle connection stays open when its idle time is over: so many are there, so many are wanted. */
  keepsIdle(connections: number, wanted: number): boolean;
  /** Whether an idle connection that was opened for one route is used for another. */
  fits(openedFor: string, route: string): boolean;
}

/** QUEUE-5: a connection that is busy with one copy for this long holds others up and no longer counts as available. */
export const STUCK_AFTER_MS = 1000;
/** ASSUMPTION: one connection for this many copies of a backlog; the documents only say that more are opened (CONN-2). */
const COPIES_PER_CONNECTION = 10;

export const documentedConnectionPolicy: ConnectionPolicy = {
  wanted({ ready, inFlight, stuck }, { minimum, limit }) {
    const copies = ready + inFlight;
    if (copies === 0) return 0;
    return Math.min(limit, Math.max(minimum, Math.ceil(copies / COPIES_PER_CONNECTION)) + stuck);
  },
  usedUp: (messages, { messagesPerConnection }) => messages >= messagesPerConnection,
  room: (open, { limit }) => limit - open,
  idleMs: ({ idleCloseMs }) => idleCloseMs,
  keepsIdle: (connections, wanted) => connections <= wanted,
  fits: (openedFor, route) => openedFor === route,
};
