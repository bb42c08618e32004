import type { ReceivedMessage } from './inbound.ts';
import type { MailLog } from './mail-log.ts';
import type { ForwarderParts } from './parts.ts';
import type { PolicyGroup } from './policy.ts';
import type { NamedFields } from './stored-message.ts';
import type { TrackingStore } from './tracking/tracking-store.ts';

export interface AcceptReportContext {
  readonly log: MailLog;
  readonly tracking: TrackingStore;
  readonly parts: ForwarderParts;
}

/** One message of those that a received one becomes. */
export interface PolicyShare {
  readonly mid: number;
  /** The message that it was split from, if it was. */
  readonly parent: number | undefined;
  readonly group: PolicyGroup;
}

/** What all messages that one received message becomes have in common. */
export interface AcceptedFacts {
  readonly received: ReceivedMessage;
  readonly fields: NamedFields;
  readonly acceptedMs: number;
  /** Without one, originals end here. */
  readonly hasNextHop: boolean;
}

const tableOf = ({ direction }: ReceivedMessage): 'inbound' | 'outbound' => (direction === 'incoming' ? 'inbound' : 'outbound');

/** Tells what happens to messages between their last byte and the queues: log lines, and tracking once a message is safe. */
export class AcceptReport {
  private readonly context: AcceptReportContext;

  constructor(context: AcceptReportContext) {
    this.context = context;
  }

  received({ mid, message, sender }: ReceivedMessage, { messageId, subject }: NamedFields): void {
    const { log, parts } = this.context;
    const { logFormat } = parts;
    log.info(logFormat.messageId(mid, messageId));
    log.info(logFormat.subject(mid, subject));
    log.info(logFormat.ready(mid, message.size, sender));
  }

  /** Its policy and the verdict of the engines are known. */
  judged(received: ReceivedMessage, { mid, parent, group }: PolicyShare): void {
    const { log, parts } = this.context;
    const { logFormat } = parts;
    const { verdict } = received;
    if (parent !== undefined) log.info(logFormat.split(parent, mid, group.policy));
    log.info(logFormat.matchedPolicy(mid, group.policy, tableOf(received)));
    if (verdict.kind === 'clean') log.info(logFormat.scannedClean(mid));
    else log.info(verdict.kind === 'spam' ? logFormat.spam(mid, verdict.engine) : logFormat.virus(mid, verdict.engine, verdict.name));
  }

  /** The message is safe and goes to the queues. `intakeAddress`: where its copy goes, if one is made. */
  accepted(facts: AcceptedFacts, share: PolicyShare, intakeAddress: string | undefined): void {
    const { log, tracking, parts } = this.context;
    const { logFormat, trackingFormat } = parts;
    const { mid } = share;
    const { verdict } = facts.received;
    log.info(verdict.kind === 'clean' ? logFormat.queued(mid) : logFormat.aborted(mid, `Dropped by ${verdict.engine}`));
    if (intakeAddress !== undefined) log.info(logFormat.copyEnqueued(mid, facts.fields.messageId, intakeAddress));
    this.track(facts, share);
    if (verdict.kind !== 'clean' || facts.hasNextHop) return;
    log.info(logFormat.originalDiscarded(mid));
    tracking.tell(mid, trackingFormat.originalDiscarded(mid));
    tracking.originalEnded(mid, 'discarded');
    // With a copy under way, the end of the message is told when the copy is delivered (LOG-6).
    if (intakeAddress === undefined) log.info(logFormat.messageFinished(mid));
  }

  /** POLICY-6: a split is told on both messages. */
  private track({ received, fields, acceptedMs }: AcceptedFacts, { mid, parent, group }: PolicyShare): void {
    const { tracking, parts } = this.context;
    const { icid, direction, listener, remoteAddress, sender, message, verdict } = received;
    const { messageId, subject } = fields;
    tracking.add({
      ...{ mid, icid, direction, listener, remoteAddress, sender, subject, messageId },
      recipients: group.recipients,
      sizeBytes: message.size,
      receivedAtMs: acceptedMs,
      policy: group.policy,
      verdict,
      splitFrom: parent ?? null,
    });
    if (parent !== undefined) tracking.tell(parent, parts.trackingFormat.splitInto(parent, mid, group.policy));
  }
}
