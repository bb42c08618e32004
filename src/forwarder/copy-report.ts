import type { OutboundConnection, OutboundContext } from './outbound.ts';
import type { Decision } from './retry-table.ts';
import type { DeliveryFailure, DeliveryOutcome } from './smtp-client/outcome.ts';
import { describeOutcome, mayHaveArrived } from './smtp-client/outcome.ts';

/** Why a copy that grew too old is given up, as the log names it. */
const EXPIRED = 'Queue Timeout';

/** Tells what became of a copy: log lines and counters, both from the one decision. */
export class CopyReport {
  private readonly context: OutboundContext;

  constructor(context: OutboundContext) {
    this.context = context;
  }

  attemptEnded(mid: number, outcome: DeliveryOutcome, decision: Decision, connection: OutboundConnection | undefined): void {
    const { counter, log, parts } = this.context;
    const { logFormat } = parts;
    if (outcome.kind !== 'accepted') this.logFailure(mid, outcome, decision, connection);
    switch (decision.kind) {
      case 'delivered':
        log.info(logFormat.copyDelivered(mid));
        log.info(logFormat.messageFinished(mid));
        counter.recipientsDelivered(1);
        return;
      case 'retry':
        log.info(logFormat.copyRetries(mid, decision.waitMs, describeOutcome(outcome), mayHaveArrived(outcome)));
        counter.softBounce();
        return;
      case 'failed':
        if (mayHaveArrived(outcome)) log.info(logFormat.copyInDoubt(mid));
        log.info(logFormat.copyFailed(mid, decision.reason));
        if (outcome.kind === 'dns hard') log.info(logFormat.copyBouncedByDns(mid, outcome.name, outcome.recordType, outcome.detail));
        counter.hardBounce(1);
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
    counter.hardBounce(1);
  }

  private logFailure(mid: number, failure: DeliveryFailure, decision: Decision, connection: OutboundConnection | undefined): void {
    const { counter, log, parts } = this.context;
    const { logFormat } = parts;
    connection?.logFailure(failure, counter.host);
    if (failure.kind === 'refused') {
      const line = decision.kind === 'retry' ? logFormat.delayed : logFormat.bounced;
      log.info(line(connection?.dcid ?? 0, mid, 0, failure.reply));
    } else if (failure.kind === 'dns hard') {
      log.info(logFormat.dnsHardError(failure.name, failure.recordType, failure.detail));
      log.info(logFormat.copyHardBounced(failure.name, failure.recordType, failure.detail));
    } else if (failure.kind === 'dns temporary') {
      log.info(logFormat.dnsTemporaryError(failure.name, failure.recordType, failure.detail));
    }
  }
}
