import type { CopyDelivery } from './delivery.ts';
import { harmless } from './harmless.ts';
import type { ReceivedMessage } from './inbound.ts';
import { mailDate } from './journal-copy.ts';
import type { MailLog } from './mail-log.ts';
import type { OriginalsQueue } from './originals.ts';
import type { ForwarderParts } from './parts.ts';
import { DEFAULT_POLICY_NAME, type PolicyGroup, type PolicyTable } from './policy.ts';
import { type NamedFields, readNamedFields } from './stored-message.ts';

/** Which mail is journaled and where to; may be exchanged while the gateway runs (POLICY-9, POLICY-10). */
export interface JournalSettings extends PolicyTable {
  readonly threatDefenseConnector: { readonly enabled: boolean; readonly defaultIntakeAddress?: string | undefined };
}

export interface WorkQueueEnvironment {
  readonly hostname: string;
  readonly log: MailLog;
  readonly parts: ForwarderParts;
  readonly now: () => number;
  readonly nextMid: () => number;
  readonly copies: CopyDelivery;
  /** Undefined: there is no next hop, and originals end here. */
  readonly originals: OriginalsQueue | undefined;
}

const traceFields = (received: ReceivedMessage, mid: number, policy: string, hostname: string, date: Date): Buffer => {
  const from = harmless(received.helo);
  return Buffer.from(
    [
      `X-IronPort-RemoteIP: ${received.remoteAddress}`,
      `X-IronPort-MID: ${mid}`,
      `X-IronPort-Listener: ${received.listener}`,
      'X-IronPort-SenderGroup: None',
      `X-IronPort-MailFlowPolicy: ${policy}`,
      `Received: from ${from} ([${received.remoteAddress}]) by ${hostname}`,
      `\twith ${received.protocol} id ${mid}; ${mailDate(date)}`,
      '',
    ].join('\r\n'),
  );
};

/** What happens to a message once it is accepted: policies, splitting, verdict, the original and the copy on their ways. */
export class WorkQueue {
  journaling: JournalSettings;
  private readonly environment: WorkQueueEnvironment;

  constructor(environment: WorkQueueEnvironment, journaling: JournalSettings) {
    this.environment = environment;
    this.journaling = journaling;
  }

  accept(received: ReceivedMessage): void {
    const { log, parts } = this.environment;
    const { logFormat } = parts;
    const fields = readNamedFields(received.message);
    log.info(logFormat.messageId(received.mid, fields.messageId));
    log.info(logFormat.subject(received.mid, fields.subject));
    log.info(logFormat.ready(received.mid, received.message.size, received.sender));
    this.groups(received).forEach((group, index) => {
      let { mid } = received;
      if (index > 0) {
        // POLICY-6: one message a policy group, each with its own MID.
        mid = this.environment.nextMid();
        log.info(logFormat.split(received.mid, mid, group.policy));
      }
      this.process(received, mid, group, fields);
    });
  }

  private groups(received: ReceivedMessage): readonly PolicyGroup[] {
    // Only incoming mail has journaling policies (SCOPE-3 is decided by the part `journals`).
    if (received.direction === 'incoming') return this.environment.parts.matchPolicy(this.journaling, received.sender, received.recipients);
    return [{ policy: DEFAULT_POLICY_NAME, connector: this.journaling.defaultPolicy.connector, recipients: received.recipients }];
  }

  private process(received: ReceivedMessage, mid: number, group: PolicyGroup, fields: NamedFields): void {
    const { log, parts, hostname } = this.environment;
    const { logFormat } = parts;
    log.info(logFormat.matchedPolicy(mid, group.policy, received.direction === 'incoming' ? 'inbound' : 'outbound'));
    const { verdict } = received;
    if (verdict.kind === 'clean') {
      log.info(logFormat.scannedClean(mid));
      log.info(logFormat.queued(mid));
    } else {
      const line = verdict.kind === 'spam' ? logFormat.spam(mid, verdict.engine) : logFormat.virus(mid, verdict.engine, verdict.name);
      log.info(line);
      log.info(logFormat.aborted(mid, `Dropped by ${verdict.engine}`));
    }
    const trace = traceFields(received, mid, group.policy, hostname, new Date(this.environment.now()));
    const journaled = this.journal(received, mid, group, fields, trace);
    if (verdict.kind === 'clean') this.deliver(received, mid, group, trace, !journaled);
  }

  private journal(received: ReceivedMessage, mid: number, group: PolicyGroup, fields: NamedFields, trace: Buffer): boolean {
    const { log, parts, hostname, copies } = this.environment;
    const { enabled, defaultIntakeAddress } = this.journaling.threatDefenseConnector;
    if (!enabled || !parts.journals({ direction: received.direction, verdict: received.verdict })) return false;
    const intakeAddress = parts.intakeAddress(group.connector, defaultIntakeAddress);
    if (intakeAddress === undefined) return false;
    const copy = parts.buildCopy({
      mid,
      hostname,
      sender: received.sender,
      recipients: group.recipients,
      ...fields,
      intakeAddress,
      acceptedAt: new Date(this.environment.now()),
      trace,
      message: received.message,
    });
    log.info(parts.logFormat.copyEnqueued(mid, fields.messageId, intakeAddress));
    copies.enqueue(mid, copy);
    return true;
  }

  private deliver(received: ReceivedMessage, mid: number, group: PolicyGroup, trace: Buffer, tellsFinished: boolean): void {
    const { log, parts, originals, now } = this.environment;
    if (originals === undefined) {
      log.info(parts.logFormat.originalDiscarded(mid));
      // With a copy under way, the end of the message is told when the copy is delivered (LOG-6).
      if (tellsFinished) log.info(parts.logFormat.messageFinished(mid));
      return;
    }
    originals.enqueue({
      mid,
      sender: received.sender,
      recipients: group.recipients.map((address, rid) => ({ rid, address })),
      parts: [trace, ...received.message.chunks],
      size: trace.length + received.message.size,
      eightBit: received.message.eightBit,
      tellsFinished,
      acceptedMs: now(),
    });
  }
}
