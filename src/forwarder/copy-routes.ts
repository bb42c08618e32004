import type { ConnectionPool } from './connection-pool.ts';
import type { CopyLane, Route } from './copy-lane.ts';
import type { Router } from './mx.ts';
import type { OutboundConnection, OutboundContext } from './outbound.ts';
import type { Attempt } from './queue.ts';
import type { DeliveryFailure } from './smtp-client/outcome.ts';
import { knownRoute } from './status/known-route.ts';

/** No host of a route let a connection be opened; `connection`: the last one tried. */
export interface NotOpened {
  readonly failure: DeliveryFailure;
  readonly connection: OutboundConnection | undefined;
}

/** Where copies go: finds the hosts of an intake domain, and opens a connection to one of them. */
export class CopyRoutes {
  private readonly context: OutboundContext;
  private readonly router: Router;
  private readonly pool: ConnectionPool;

  constructor(context: OutboundContext, router: Router, pool: ConnectionPool) {
    this.context = context;
    this.router = router;
    this.pool = pool;
  }

  /** Looks up where copies of the lane go; at a first attempt what is still known from the last look-up will do. */
  async find(lane: CopyLane, attempt: Attempt, attempts: number): Promise<Route | DeliveryFailure> {
    const now = this.context.clock.now();
    if (attempts === 1 && lane.lastRoute !== undefined && now < lane.lastRoute.untilMs) return lane.lastRoute.route;
    const found = await Promise.race([this.router.route(lane.domain), attempt.ended]);
    if (found === 'aborted') return { kind: 'network error', stage: 'connect', detail: 'timed out' };
    if (found.kind === 'failed') {
      lane.lastRoute = undefined;
      return found.failure;
    }
    const signature = found.targets.map(({ host, address }) => `${host} ${address}`).join(',');
    const route: Route = { targets: found.targets, signature };
    lane.lastRoute = { route, untilMs: now + this.context.parts.routeKeptMs(found.validMs), known: knownRoute(found, now) };
    return route;
  }

  /** DNS-2: goes through the hosts of the route until one answers; all of it is one attempt. */
  async open(lane: CopyLane, route: Route, attempt: Attempt): Promise<OutboundConnection | NotOpened> {
    let failure: DeliveryFailure = { kind: 'network error', stage: 'connect', detail: 'timed out' };
    for (const target of route.targets) {
      if (attempt.isAborted) break;
      const connection = this.pool.start(lane, target, route.signature);
      attempt.connection = connection;
      const failed = await connection.open();
      const { isUnreachable } = this.context.parts;
      this.context.counter.reached(failed === undefined || !isUnreachable(failed));
      if (failed === undefined) {
        lane.spareFailedMs = undefined;
        connection.setState('busy');
        return connection;
      }
      failure = failed;
      if (attempt.isAborted) break;
      if (!isUnreachable(failed) || target === route.targets.at(-1)) return { failure, connection };
      connection.logFailure(failed, this.context.counter.host);
    }
    return { failure, connection: undefined };
  }
}
