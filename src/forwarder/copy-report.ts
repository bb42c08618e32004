import { type BounceKind, bounceKindOf } from './bounce-kind.ts';
import type { OutboundConnection, OutboundContext } from './outbound.ts';
import type { Decision } from './retry-table.ts';
import type { DeliveryFailure, DeliveryOutcome } from './smtp-client/outcome.ts';
import { describeOutcome, mayHaveArrived } from './smtp-client/outcome.ts';

/** Why a copy that grew too old is given up, as the log names it. */
const EXPIRED = 'Queue Timeout';

/** A copy has one recipient: the intake address. */
const RIDS: readonly number[] = [0];

/** Tells what becomes of copies: log lines, counters and tracking, all from the one decision. */
export class CopyReport {
  protected readonly context: OutboundContext;

  constructor(context: OutboundContext) {
    this.context = context;
  }

  /** A copy is in the queue since then, ms on the clock. */
  queued(mid: number, intakeAddress: string, sinceMs: number): void {
    this.context.counter.recipientsQueued(mid, RIDS, sinceMs);
    this.context.tracking.setCopy(mid, { intakeAddress, state: 'queued', reason: null });
  }

  attemptBegan(mid: number): void {
    this.context.counter.attemptBegan(mid);
  }

  attemptEnded(mid: number, outcome: DeliveryOutcome, decision: Decision, connection: OutboundConnection | undefined): void {
    const { counter, log, parts } = this.context;
    const { logFormat } = parts;
    if (outcome.kind !== 'accepted') this.logFailure(mid, outcome, decision, connection);
    switch (decision.kind) {
      case 'delivered':
        log.info(logFormat.copyDelivered(mid));
        log.info(logFormat.messageFinished(mid));
        this.delivered(mid);
        return;
      case 'retry':
        log.info(logFormat.copyRetries(mid, decision.waitMs, describeOutcome(outcome), mayHaveArrived(outcome)));
        counter.softBounced(RIDS.length);
        return;
      case 'failed':
        if (mayHaveArrived(outcome)) log.info(logFormat.copyInDoubt(mid));
        log.info(logFormat.copyFailed(mid, decision.reason));
        if (outcome.kind === 'dns hard') log.info(logFormat.copyBouncedByDns(mid, outcome.name, outcome.recordType, outcome.detail));
        this.failed(mid, decision.reason, outcome.kind === 'accepted' ? 'other' : bounceKindOf(outcome));
        return;
    }
  }

  /** QUEUE-4: removal is told in the log and counted as a hard bounce. */
  expired(mid: number, connection: OutboundConnection | undefined): void {
    const { counter, log, parts } = this.context;
    if (connection !== undefined) {
      log.info(parts.logFormat.connectionError(true, connection.names, counter.host, 'timeout', 'connection timed out'));
    }
    log.info(parts.logFormat.copyFailed(mid, EXPIRED));
    this.failed(mid, EXPIRED, 'expired');
  }

  /** TRACK-1 */
  protected delivered(mid: number): void {
    const { counter, tracking, parts } = this.context;
    counter.recipientsDelivered(mid, RIDS);
    tracking.tell(mid, parts.trackingFormat.copyDelivered(mid));
    tracking.copyEnded(mid, 'delivered', null);
  }

  /** TRACK-2 */
  protected failed(mid: number, reason: string, kind: BounceKind): void {
    const { counter, tracking, parts } = this.context;
    counter.hardBounced(mid, RIDS, kind);
    tracking.tell(mid, parts.trackingFormat.copyFailed(mid, reason));
    tracking.copyEnded(mid, 'failed', reason);
  }

  protected logFailure(mid: number, failure: DeliveryFailure, decision: Decision, connection: OutboundConnection | undefined): void {
    const { counter, log, parts } = this.context;
    const { logFormat } = parts;
    connection?.logFailure(failure, counter.host);
    if (failure.kind === 'refused') {
      const line = decision.kind === 'retry' ? logFormat.delayed : logFormat.bounced;
      log.info(line(connection?.dcid ?? 0, mid, 0, failure.reply));
      if (failure.reply.code >= 500) counter.refused(failure.reply, connection?.names.address ?? '');
    } else if (failure.kind === 'dns hard') {
      counter.reached(false);
      log.info(logFormat.dnsHardError(failure.name, failure.recordType, failure.detail));
      log.info(logFormat.copyHardBounced(failure.name, failure.recordType, failure.detail));
    } else if (failure.kind === 'dns temporary') {
      counter.reached(false);
      log.info(logFormat.dnsTemporaryError(failure.name, failure.recordType, failure.detail));
    }
  }
}
