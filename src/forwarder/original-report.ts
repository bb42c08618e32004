import { type Reply, replyText } from '../smtp/reply.ts';
import type { OutboundConnection, OutboundContext } from './outbound.ts';
import type { OutgoingOriginal, SpooledOriginal } from './spool/spool.ts';

type Recipient = OutgoingOriginal['recipients'][number];

export interface Delay {
  readonly waitMs: number;
  readonly why: string;
  /** SMTP-4: the final dot was sent and its reply never read. */
  readonly arriving: boolean;
}

const ridsOf = (recipients: readonly Recipient[]): number[] => recipients.map(({ rid }) => rid);
const addressesOf = (recipients: readonly Recipient[]): string[] => recipients.map(({ address }) => address);

/** Tells what becomes of originals: log lines, counters and tracking. */
export class OriginalReport {
  private readonly context: OutboundContext;

  constructor(context: OutboundContext) {
    this.context = context;
  }

  queued({ mid, recipients, acceptedMs }: OutgoingOriginal): void {
    this.context.counter.recipientsQueued(mid, ridsOf(recipients), acceptedMs);
  }

  /** QUEUE-6: an earlier run of the gateway has left it. */
  resumed({ original: { mid, recipients }, inDoubt }: SpooledOriginal): void {
    const { log, parts } = this.context;
    const rids = ridsOf(recipients);
    log.info(parts.logFormat.originalResumed(mid, rids));
    if (inDoubt) log.info(parts.logFormat.originalInDoubt(mid, rids));
  }

  attemptBegan({ mid }: OutgoingOriginal): void {
    this.context.counter.attemptBegan(mid);
  }

  deliveryStarted({ mid, recipients }: OutgoingOriginal, dcid: number): void {
    const { log, tracking, parts } = this.context;
    log.info(parts.logFormat.deliveryStarted(dcid, mid, ridsOf(recipients)));
    tracking.tell(mid, parts.trackingFormat.originalStarted(mid, dcid, addressesOf(recipients)));
  }

  delivered(mid: number, taken: readonly Recipient[], dcid: number, reply: Reply): void {
    const { log, counter, tracking, parts } = this.context;
    const rids = ridsOf(taken);
    log.info(parts.logFormat.deliveryDone(dcid, mid, rids));
    log.info(parts.logFormat.response(mid, rids, reply));
    counter.recipientsDelivered(mid, rids);
    tracking.tell(mid, parts.trackingFormat.originalDelivered(mid, dcid, addressesOf(taken), reply));
  }

  /** Tells a refusal, and whether the recipient is tried again. */
  refused(mid: number, recipient: Recipient, connection: OutboundConnection, reply: Reply): 'later' | 'bounced' {
    const { log, counter, parts } = this.context;
    if (reply.code < 500) {
      log.info(parts.logFormat.delayed(connection.dcid, mid, recipient.rid, reply));
      return 'later';
    }
    log.info(parts.logFormat.bounced(connection.dcid, mid, recipient.rid, reply));
    counter.refused(reply, connection.names.address);
    counter.hardBounced(mid, [recipient.rid], 'fiveXX');
    this.bounced(mid, recipient, replyText(reply));
    return 'bounced';
  }

  delayed(mid: number, recipients: number, { waitMs, why, arriving }: Delay): void {
    const { log, counter, tracking, parts } = this.context;
    counter.softBounced(recipients);
    log.info(parts.logFormat.originalDelayed(mid, waitMs, why, arriving));
    tracking.tell(mid, parts.trackingFormat.originalDelayed(mid, waitMs, why));
  }

  expired({ mid, recipients }: OutgoingOriginal): void {
    const { log, counter, parts } = this.context;
    for (const recipient of recipients) {
      log.info(parts.logFormat.originalExpired(mid, recipient.rid));
      this.bounced(mid, recipient, 'it waited too long');
    }
    counter.hardBounced(mid, ridsOf(recipients), 'expired');
  }

  /** Nothing of it is under way any more. */
  finished({ mid, tellsFinished }: OutgoingOriginal): void {
    const { log, tracking, parts } = this.context;
    tracking.originalEnded(mid, 'delivered');
    if (tellsFinished) log.info(parts.logFormat.messageFinished(mid));
  }

  private bounced(mid: number, { address }: Recipient, why: string): void {
    const { tracking, parts } = this.context;
    tracking.tell(mid, parts.trackingFormat.originalBounced(mid, address, why));
    tracking.originalEnded(mid, 'failed');
  }
}
