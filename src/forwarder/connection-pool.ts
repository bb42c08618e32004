import type { ConnectionLimits, ConnectionPolicy } from './connection-policy.ts';
import type { RouteTarget } from './mx.ts';
import { OutboundConnection, type OutboundContext } from './outbound.ts';

/** Connections to one intake domain. */
export class Lane {
  readonly domain: string;
  readonly connections = new Set<OutboundConnection>();

  constructor(domain: string) {
    this.domain = domain;
  }

  /** Connections that are not on their way out. */
  get usable(): number {
    let count = 0;
    for (const { state } of this.connections) if (state !== 'closing') count += 1;
    return count;
  }

  inState(state: OutboundConnection['state']): OutboundConnection[] {
    return [...this.connections].filter((connection) => connection.state === state);
  }
}

export interface PoolEvents {
  /** A connection has become idle, or has gone: waiting copies may go on. */
  changed(lane: Lane): void;
  /** Whether an idle connection is kept open although nothing is sent on it. */
  needed(lane: Lane): boolean;
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** All connections of the connector: opened on demand, used again while idle, closed when nothing needs them. */
export class ConnectionPool {
  private readonly context: OutboundContext;
  private readonly limits: ConnectionLimits;
  private readonly policy: ConnectionPolicy;
  private readonly events: PoolEvents;
  private readonly open = new Map<OutboundConnection, Lane>();
  private stopping = false;

  constructor(context: OutboundContext, limits: ConnectionLimits, policy: ConnectionPolicy, events: PoolEvents) {
    this.context = context;
    this.limits = limits;
    this.policy = policy;
    this.events = events;
  }

  /** How many more connections the destination limit allows (CONN-6). */
  get room(): number {
    return this.policy.room(this.open.size, this.limits);
  }

  /** Begins a connection to one address. */
  start(lane: Lane, target: RouteTarget, route: string): OutboundConnection {
    const connection = new OutboundConnection(this.context, target, route, () => {
      this.open.delete(connection);
      lane.connections.delete(connection);
      if (!this.stopping) this.events.changed(lane);
    });
    this.open.set(connection, lane);
    lane.connections.add(connection);
    connection.channel.onUnasked = () => {
      // CONN-7: a 421 or a close between messages ends the connection and costs nobody an attempt.
      if (connection.state === 'idle') connection.close();
    };
    return connection;
  }

  /** An idle connection that was opened for this route and is still fit; others of the lane are closed. */
  takeIdle(lane: Lane, route: string): OutboundConnection | undefined {
    for (const connection of lane.inState('idle')) {
      if (this.policy.fits(connection.route, route) && connection.channel.quiet) {
        connection.setState('busy');
        return connection;
      }
      connection.quit();
    }
    return undefined;
  }

  /** Makes room under the limit by closing an idle connection of another lane. */
  evictIdle(lane: Lane): void {
    for (const [connection, owner] of this.open) {
      if (owner === lane || connection.state !== 'idle') continue;
      connection.quit();
      return;
    }
  }

  /** A session is open and nobody needs it yet. */
  makeIdle(lane: Lane, connection: OutboundConnection): void {
    if (this.stopping || connection.state === 'closing') return;
    if (!connection.channel.quiet) {
      connection.close();
      return;
    }
    connection.setState('idle');
    this.closeWhenIdle(lane, connection);
    this.events.changed(lane);
  }

  /** Takes a connection back after a message. */
  async giveBack(lane: Lane, connection: OutboundConnection, next: 'ready' | 'reset first' | 'close'): Promise<void> {
    if (connection.state === 'closing') return;
    if (next === 'close') {
      connection.close();
      return;
    }
    if (this.policy.usedUp(connection.messages, this.limits) || (next === 'reset first' && !(await connection.reset()))) {
      connection.quit();
      return;
    }
    // A 421 or a close sent right after the last reply arrives within two turns of the loop: it is then nobody's attempt (CONN-7).
    await turn();
    await turn();
    this.makeIdle(lane, connection);
  }

  /** CONN-3: the queue is empty, so the idle time of every idle connection begins now. */
  laneEmptied(lane: Lane): void {
    for (const connection of lane.inState('idle')) this.closeWhenIdle(lane, connection);
  }

  /** Says QUIT where nothing is under way, and drops everything at once. */
  stop(): void {
    this.stopping = true;
    for (const connection of [...this.open.keys()]) connection.drop('with QUIT');
  }

  /** Drops everything at once without a word. */
  crash(): void {
    this.stopping = true;
    for (const connection of [...this.open.keys()]) connection.drop('without a word');
  }

  get size(): number {
    return this.open.size;
  }

  private closeWhenIdle(lane: Lane, connection: OutboundConnection): void {
    connection.idleTimer?.cancel();
    connection.idleTimer = this.context.clock.setTimer(this.policy.idleMs(this.limits), () => {
      if (connection.state !== 'idle') return;
      // CONN-1, CONN-4: kept while the queue needs it, and looked at again; the queue's end begins a new idle time.
      if (this.events.needed(lane)) this.closeWhenIdle(lane, connection);
      else connection.quit();
    });
  }
}
