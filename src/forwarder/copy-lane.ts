import type { Timer } from '../clock.ts';
import { Lane } from './connection-pool.ts';
import type { RouteTarget } from './mx.ts';
import type { Attempt, QueuedCopy } from './queue.ts';
import type { KnownRoute } from './status/host-status.ts';

/** A route as found for one attempt. */
export interface Route {
  readonly targets: readonly RouteTarget[];
  /** Tells routes apart: connections are used again only for the route they were opened for. */
  readonly signature: string;
}

/** What belongs to the copies of one intake domain. */
export class CopyLane extends Lane {
  readonly ready = new Set<QueuedCopy>();
  readonly attempts = new Set<Attempt>();
  /** Attempts that have no connection yet. */
  readonly lookingUp = new Set<Attempt>();
  lastRoute: { readonly route: Route; readonly untilMs: number; readonly known: KnownRoute } | undefined;
  stuckTimer: Timer | undefined;
  spareFailedMs: number | undefined;

  /** Connections, and attempts without one, that have been busy with one copy since then or longer (QUEUE-5). */
  stuckSince(sinceMs: number): number {
    let stuck = 0;
    for (const connection of this.connections) {
      const working = connection.state === 'busy' || connection.state === 'opening';
      if (working && connection.sinceMs <= sinceMs) stuck += 1;
    }
    for (const { startedMs } of this.lookingUp) if (startedMs <= sinceMs) stuck += 1;
    return stuck;
  }
}
