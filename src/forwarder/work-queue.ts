import { AcceptReport, type PolicyShare } from './accept-report.ts';
import type { CopyDelivery } from './delivery.ts';
import type { ReceivedMessage } from './inbound.ts';
import { unusedBoundary } from './journal-copy.ts';
import type { MailLog } from './mail-log.ts';
import type { Original, OriginalsQueue } from './originals.ts';
import type { ForwarderParts } from './parts.ts';
import type { PolicyGroup, PolicyTable } from './policy.ts';
import { type NewCopy, type Spool, SpoolError } from './spool/spool.ts';
import { type NamedFields, readNamedFields } from './stored-message.ts';
import type { TrackingStore } from './tracking/tracking-store.ts';

/** Which mail is journaled and where to; may be exchanged while the gateway runs (POLICY-9, POLICY-10). */
export interface JournalSettings extends PolicyTable {
  readonly threatDefenseConnector: { readonly enabled: boolean; readonly defaultIntakeAddress?: string | undefined };
}

export interface WorkQueueEnvironment {
  readonly hostname: string;
  readonly log: MailLog;
  readonly parts: ForwarderParts;
  readonly tracking: TrackingStore;
  readonly now: () => number;
  readonly nextMid: () => number;
  readonly spool: Spool;
  readonly copies: CopyDelivery;
  /** Undefined: there is no next hop, and originals end here. */
  readonly originals: OriginalsQueue | undefined;
}

/** One policy group of a message, as a message of its own (POLICY-6), and what is owed for it. */
interface GroupMessage extends PolicyShare {
  readonly copy: NewCopy | undefined;
  /** Undefined: convicted, or there is no next hop. */
  readonly original: Original | undefined;
}

/** What happens to a message once it has come in: policies, splitting, verdict, the spool, then the original and the copy on their ways. */
export class WorkQueue {
  journaling: JournalSettings;
  private readonly environment: WorkQueueEnvironment;
  private readonly report: AcceptReport;

  constructor(environment: WorkQueueEnvironment, journaling: JournalSettings) {
    this.environment = environment;
    this.report = new AcceptReport(environment);
    this.journaling = journaling;
  }

  /** Resolves to true once the message is safe in the spool and on its ways, to false when it cannot be kept. Never rejects. */
  async accept(received: ReceivedMessage): Promise<boolean> {
    try {
      const acceptedMs = this.environment.now();
      const fields = readNamedFields(received.message);
      const messages = this.process(received, fields, acceptedMs);
      await this.keep(received, messages, fields, acceptedMs);
      return true;
    } catch (error) {
      const why = error instanceof SpoolError ? error.message : `failed inside the gateway: ${String(error)}`;
      this.environment.log.warning(this.environment.parts.logFormat.aborted(received.mid, why));
      return false;
    }
  }

  private process(received: ReceivedMessage, fields: NamedFields, acceptedMs: number): GroupMessage[] {
    this.report.received(received, fields);
    return this.environment.parts.policyGroups(this.journaling, received).map((group, index) => {
      // POLICY-6: one message a policy group, each with its own MID.
      const share =
        index === 0 ? { mid: received.mid, parent: undefined, group } : { mid: this.environment.nextMid(), parent: received.mid, group };
      this.report.judged(received, share);
      return this.processGroup(received, share, fields, acceptedMs);
    });
  }

  private processGroup(received: ReceivedMessage, share: PolicyShare, fields: NamedFields, acceptedMs: number): GroupMessage {
    const { hostname, originals, parts } = this.environment;
    const { mid, group } = share;
    const { verdict, message } = received;
    const trace = parts.traceFields(received, mid, group.policy, hostname, new Date(acceptedMs));
    const copy = this.copyFor(received, mid, group, fields, acceptedMs, trace);
    if (verdict.kind !== 'clean' || originals === undefined) return { ...share, copy, original: undefined };
    const original: Original = {
      mid,
      sender: received.sender,
      recipients: group.recipients.map((address, rid) => ({ rid, address })),
      parts: [trace, ...message.chunks],
      size: trace.length + message.size,
      eightBit: message.eightBit,
      // With a copy under way, the end of the message is told when the copy is delivered (LOG-6).
      tellsFinished: copy === undefined,
      acceptedMs,
    };
    return { ...share, copy, original };
  }

  private copyFor(
    received: ReceivedMessage,
    mid: number,
    group: PolicyGroup,
    fields: NamedFields,
    acceptedMs: number,
    trace: Buffer,
  ): NewCopy | undefined {
    const { parts, hostname } = this.environment;
    const { enabled, defaultIntakeAddress } = this.journaling.threatDefenseConnector;
    if (!enabled || !parts.journals(received)) return undefined;
    const intakeAddress = parts.intakeAddress(group.connector, defaultIntakeAddress);
    if (intakeAddress === undefined) return undefined;
    const { sender, message } = received;
    const { recipients, policy } = group;
    const acceptedAt = new Date(acceptedMs);
    const boundary = unusedBoundary(message);
    const copy = parts.buildCopy({ mid, hostname, sender, recipients, ...fields, intakeAddress, acceptedAt, trace, message, boundary });
    return { mid, policy, copy };
  }

  /** QUEUE-6: nothing is begun before the message is safe: what was never accepted is never delivered. */
  private async keep(received: ReceivedMessage, messages: readonly GroupMessage[], fields: NamedFields, acceptedMs: number): Promise<void> {
    const { spool, copies, originals } = this.environment;
    const newCopies = messages.flatMap(({ copy }) => (copy === undefined ? [] : [copy]));
    const newOriginals = messages.flatMap(({ original }) => (original === undefined ? [] : [original]));
    const owesNothing = newCopies.length + newOriginals.length === 0;
    const spooled = owesNothing
      ? { copies: [], originals: [] }
      : await spool.accept({ message: received.message, acceptedMs, copies: newCopies, originals: newOriginals });
    const facts = { received, fields, acceptedMs, hasNextHop: originals !== undefined };
    for (const message of messages) this.report.accepted(facts, message, message.copy?.copy.recipient);
    this.environment.parts.dispatch(spooled, {
      enqueueCopy: (copy) => copies.enqueue(copy),
      enqueueOriginal: (original) => originals?.enqueue(original),
    });
  }
}
