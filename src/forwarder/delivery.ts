import type { Clock } from '../clock.ts';
import type { AttemptBudget } from './attempt-budget.ts';
import { type ConnectionLimits, STUCK_AFTER_MS } from './connection-policy.ts';
import { ConnectionPool, type Lane } from './connection-pool.ts';
import { CopyLane, type Route } from './copy-lane.ts';
import type { CopyReport } from './copy-report.ts';
import { CopyRoutes } from './copy-routes.ts';
import type { Router } from './mx.ts';
import type { OutboundConnection, OutboundContext } from './outbound.ts';
import { Attempt, type CopyQueue, type QueuedCopy } from './queue.ts';
import { type DeliveryOutcome, describeOutcome, mayHaveArrived } from './smtp-client/outcome.ts';
import { SpoolError, type SpooledCopy } from './spool/spool.ts';
import type { KnownRoute } from './status/host-status.ts';

export interface DeliverySettings {
  readonly limits: ConnectionLimits;
  readonly lifeMs: number;
  readonly retryWaitMs: number;
}

interface TryResult {
  readonly outcome: DeliveryOutcome;
  readonly connection: OutboundConnection | undefined;
}

/** Delivers the copies of `the.tdc.queue`. An attempt is a lookup, a connection and a transaction; what follows is the retry table's. */
export class CopyDelivery {
  private readonly context: OutboundContext;
  private readonly settings: DeliverySettings;
  private readonly clock: Clock;
  private readonly routes: CopyRoutes;
  private readonly budget: AttemptBudget;
  private readonly report: CopyReport;
  private readonly queue: CopyQueue;
  private readonly pool: ConnectionPool;
  private readonly lanes = new Map<string, CopyLane>();
  private stopped = false;

  constructor(context: OutboundContext, settings: DeliverySettings, router: Router) {
    this.context = context;
    this.settings = settings;
    this.clock = context.clock;
    this.budget = context.parts.newAttemptBudget();
    this.report = context.parts.newCopyReport(context);
    this.queue = context.parts.newCopyQueue(this.clock, settings.lifeMs, {
      ready: (copy) => this.makeReady(copy),
      expired: (copy) => this.expire(copy),
    });
    this.pool = new ConnectionPool(context, settings.limits, context.parts.connectionPolicy, {
      changed: (lane) => this.pumpAll(lane),
      needed: (lane) => this.isNeeded(lane),
    });
    this.routes = new CopyRoutes(context, router, this.pool);
  }

  /** Puts a copy into the queue; the log line of its enqueueing is the caller's. */
  enqueue(copy: SpooledCopy): void {
    if (this.stopped) return;
    this.report.queued(copy.mid, copy.copy.recipient, copy.enqueuedMs);
    this.queue.enqueue(copy);
  }

  /** QUEUE-6: takes up a copy that an earlier run of the gateway has left; too old, it is removed and told. */
  resume(copy: SpooledCopy): void {
    const { log, parts } = this.context;
    const ageMs = this.clock.now() - copy.enqueuedMs;
    log.info(parts.logFormat.copyResumed(copy.mid, ageMs, copy.attempts));
    // SMTP-4: sent again rather than lost, and told.
    if (copy.inDoubt) log.info(parts.logFormat.copyInDoubt(copy.mid));
    if (ageMs >= this.settings.lifeMs) {
      this.report.queued(copy.mid, copy.copy.recipient, copy.enqueuedMs);
      this.report.expired(copy.mid, undefined);
      copy.job.end();
      return;
    }
    for (let attempts = 0; attempts < copy.attempts; attempts += 1) this.budget.spend(copy.mid);
    this.enqueue(copy);
  }

  /** Where copies went last, one entry for each intake domain that was found. */
  knownRoutes(): KnownRoute[] {
    return [...this.lanes.values()].flatMap(({ lastRoute }) => (lastRoute === undefined ? [] : [lastRoute.known]));
  }

  /** Drops everything at once; what is queued stays in the spool. */
  stop(): void {
    this.end();
    this.pool.stop();
  }

  /** Ends everything at once; nobody hears of it. */
  crash(): void {
    this.end();
    this.pool.crash();
  }

  private end(): void {
    this.stopped = true;
    this.queue.stop();
    for (const lane of this.lanes.values()) {
      lane.stuckTimer?.cancel();
      for (const attempt of lane.attempts) attempt.abort();
    }
  }

  private lane(domain: string): CopyLane {
    const known = this.lanes.get(domain);
    if (known !== undefined) return known;
    const lane = new CopyLane(domain);
    this.lanes.set(domain, lane);
    return lane;
  }

  private makeReady(copy: QueuedCopy): void {
    const lane = this.lane(copy.domain);
    lane.ready.add(copy);
    this.pump(lane);
  }

  private pumpAll(first: Lane): void {
    const own = this.lanes.get(first.domain);
    if (own !== undefined) this.pump(own);
    for (const lane of this.lanes.values()) if (lane !== own && lane.ready.size > 0) this.pump(lane);
  }

  /** Begins as many attempts as there are connections to be had. */
  private pump(lane: CopyLane): void {
    while (!this.stopped && lane.ready.size > 0) {
      const [copy] = lane.ready;
      const idle = lane.inState('idle').length;
      const missing = Math.max(0, this.wanted(lane) - lane.usable);
      const room = this.roomFor(lane);
      if (idle === 0 && missing > room) this.pool.evictIdle(lane);
      const places = idle + Math.min(missing, room) - lane.lookingUp.size;
      if (places <= 0 || copy === undefined) break;
      lane.ready.delete(copy);
      void this.attempt(lane, copy);
    }
    this.watchForStuck(lane);
  }

  private wanted(lane: CopyLane): number {
    const stuck = lane.stuckSince(this.clock.now() - STUCK_AFTER_MS);
    const load = { ready: lane.ready.size, inFlight: lane.attempts.size, stuck };
    return this.context.parts.connectionPolicy.wanted(load, this.settings.limits);
  }

  /** CONN-6: connections that may still be opened; attempts of other lanes that are about to open one have theirs reserved. */
  private roomFor(lane: CopyLane): number {
    let room = this.pool.room;
    for (const other of this.lanes.values()) if (other !== lane) room -= other.lookingUp.size;
    return Math.max(0, room);
  }

  private isNeeded(base: Lane): boolean {
    const lane = this.lanes.get(base.domain);
    return lane !== undefined && this.context.parts.connectionPolicy.keepsIdle(lane.usable, this.wanted(lane));
  }

  /** QUEUE-5: copies that wait look again when what holds them up counts as stuck. */
  private watchForStuck(lane: CopyLane): void {
    if (this.stopped || lane.ready.size === 0 || lane.stuckTimer !== undefined) return;
    lane.stuckTimer = this.clock.setTimer(STUCK_AFTER_MS, () => {
      lane.stuckTimer = undefined;
      this.pump(lane);
    });
  }

  private async attempt(lane: CopyLane, copy: QueuedCopy): Promise<void> {
    const end = this.clock.ledger.begin(`attempt MID ${copy.mid}`);
    const attempt = new Attempt(this.clock.now());
    copy.attempt = attempt;
    lane.attempts.add(attempt);
    this.report.attemptBegan(copy.mid);
    this.queue.setState(copy, { kind: 'connecting', sinceMs: attempt.startedMs });
    const attempts = this.budget.spend(copy.mid);
    let result: TryResult;
    try {
      result = await this.tryOnce(lane, copy, attempt, attempts);
    } catch (error) {
      // A bug in a part must not take the gateway down; the copy is treated as after a broken connection.
      this.context.log.warning(`TDC: MID ${copy.mid} attempt failed inside the gateway: ${String(error)}`);
      attempt.connection?.channel.destroy('closed');
      result = { outcome: { kind: 'network error', stage: 'connect', detail: 'closed' }, connection: undefined };
    }
    copy.attempt = undefined;
    lane.attempts.delete(attempt);
    lane.lookingUp.delete(attempt);
    if (!attempt.isAborted && !this.stopped) this.conclude(copy, result, attempts);
    if (lane.ready.size === 0 && lane.attempts.size === 0) this.pool.laneEmptied(lane);
    this.pump(lane);
    end();
  }

  private async tryOnce(lane: CopyLane, copy: QueuedCopy, attempt: Attempt, attempts: number): Promise<TryResult> {
    lane.lookingUp.add(attempt);
    const route = await this.routes.find(lane, attempt, attempts);
    lane.lookingUp.delete(attempt);
    if ('kind' in route) return { outcome: route, connection: undefined };
    const idle = this.pool.takeIdle(lane, route.signature);
    const bound = idle === undefined ? this.routes.open(lane, route, attempt) : idle;
    this.openSpares(lane, route);
    const connection = await bound;
    if ('failure' in connection) return { outcome: connection.failure, connection: connection.connection };
    return this.transact(lane, copy, attempt, connection);
  }

  /**
   * CONN-1: brings the number of connections up to what the queue asks for. Their failures are nobody's attempt, and after one
   * no more are opened until a connection succeeds or the time of a retry has passed.
   */
  private openSpares(lane: CopyLane, route: Route): void {
    const [target] = route.targets;
    const now = this.clock.now();
    const rests = lane.spareFailedMs !== undefined && now - lane.spareFailedMs < this.settings.retryWaitMs;
    if (target === undefined || rests) return;
    const missing = Math.min(this.wanted(lane) - lane.usable, this.roomFor(lane)) - lane.lookingUp.size;
    try {
      for (let count = 0; count < missing; count += 1) void this.openSpare(lane, this.pool.start(lane, target, route.signature));
    } catch (error) {
      // No DCID can be given until the spool can be written: the attempts that need a connection tell it.
      if (!(error instanceof SpoolError)) throw error;
    }
  }

  private async openSpare(lane: CopyLane, connection: OutboundConnection): Promise<void> {
    const end = this.clock.ledger.begin(`spare connection DCID ${connection.dcid}`);
    const failure = await connection.open();
    if (failure === undefined) {
      this.pool.makeIdle(lane, connection);
    } else if (!this.stopped) {
      lane.spareFailedMs = this.clock.now();
      connection.logFailure(failure, this.context.counter.host);
    }
    end();
  }

  private async transact(lane: CopyLane, copy: QueuedCopy, attempt: Attempt, connection: OutboundConnection): Promise<TryResult> {
    attempt.connection = connection;
    const { log, parts } = this.context;
    this.queue.setState(copy, { kind: 'sending', sinceMs: this.clock.now(), dcid: connection.dcid });
    log.info(parts.logFormat.copyDeliveryStarted(connection.dcid, copy.mid));
    const { sender, recipient, parts: pieces, size, eightBit } = copy.copy;
    const beforeFinalDot = (): Promise<void> | undefined => copy.job.noteArriving();
    const result = await connection.send({ sender, recipients: [recipient], parts: pieces, size, eightBit, beforeFinalDot });
    void this.pool.giveBack(lane, connection, result.next);
    return { outcome: result.outcome, connection };
  }

  private conclude(copy: QueuedCopy, { outcome, connection }: TryResult, attempts: number): void {
    const decision = this.context.parts.retryTable(outcome, { attempts, retryWaitMs: this.settings.retryWaitMs });
    if (decision.kind === 'retry') {
      this.report.attemptEnded(copy.mid, outcome, decision, connection);
      copy.inDoubt ||= mayHaveArrived(outcome);
      copy.job.noteRetry({ attempts, inDoubt: copy.inDoubt });
      this.queue.waitToRetry(copy, decision.waitMs, describeOutcome(outcome));
      return;
    }
    this.leave(copy, decision.kind === 'failed' ? decision.reason : decision.kind);
    this.report.attemptEnded(copy.mid, outcome, decision, connection);
  }

  private leave(copy: QueuedCopy, reason: string): void {
    this.queue.remove(copy, reason);
    this.budget.forget(copy.mid);
    copy.job.end();
  }

  /** QUEUE-1, QUEUE-3: gone from the queue even in the middle of an attempt; none begins after this. */
  private expire(copy: QueuedCopy): void {
    const lane = this.lane(copy.domain);
    lane.ready.delete(copy);
    this.budget.forget(copy.mid);
    this.report.expired(copy.mid, copy.attempt?.connection);
    copy.attempt?.abort();
    copy.job.end();
  }
}
