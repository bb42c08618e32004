import type { Timer } from '../clock.ts';
import type { Reply } from '../smtp/reply.ts';
import { OriginalReport } from './original-report.ts';
import { OutboundConnection, type OutboundContext } from './outbound.ts';
import { type DeliveryFailure, describeOutcome, mayHaveArrived } from './smtp-client/outcome.ts';
import type { TransactionResult } from './smtp-client/transaction.ts';
import type { OutgoingOriginal, SpooledOriginal, SpoolJob } from './spool/spool.ts';

/** An accepted message on its way to its own recipients. */
export interface Original {
  readonly mid: number;
  readonly sender: string;
  readonly recipients: readonly { readonly rid: number; readonly address: string }[];
  readonly parts: readonly Buffer[];
  readonly size: number;
  readonly eightBit: boolean;
  /** Whether the end of this message is told here; where a copy is made, the connector tells it (LOG-6). */
  readonly tellsFinished: boolean;
  readonly acceptedMs: number;
}

/** An original in the queue. */
interface QueuedOriginal extends OutgoingOriginal {
  readonly job: SpoolJob;
  /** SMTP-4: a final dot was sent once whose reply was never read. */
  readonly inDoubt: boolean;
  readonly attempts: number;
}

export interface OriginalsSettings {
  readonly nextHop: { readonly address: string; readonly port: number };
  readonly retryWaitMs: number;
  readonly lifeMs: number;
  readonly idleCloseMs: number;
}

/** Connections to the next hop at most: ordinary mail is not what this gateway is measured by. */
const MOST_CONNECTIONS = 10;
/** Messages on one of them at most, the ordinary default. */
const MESSAGES_PER_CONNECTION = 50;

/** SMTP-3: a message over the announced SIZE would be over it at every retry, so it is refused in the server's stead (RFC 1870 section 6.1). */
const tooLarge = (failure: Extract<DeliveryFailure, { kind: 'too large' }>): Reply => ({
  code: 552,
  lines: [`5.3.4 ${describeOutcome(failure)}`],
});

/**
 * Ordinary delivery of originals to the next hop. It shares nothing with the journal queue, so that neither holds the other
 * up (SCOPE-4). Temporary failures are retried until the message is too old, which is looked at just before an attempt.
 */
export class OriginalsQueue {
  private readonly context: OutboundContext;
  private readonly settings: OriginalsSettings;
  private readonly report: OriginalReport;
  private readonly ready: QueuedOriginal[] = [];
  private readonly idle: OutboundConnection[] = [];
  private readonly open = new Set<OutboundConnection>();
  private readonly retries = new Set<Timer>();
  private working = 0;
  private stopped = false;

  constructor(context: OutboundContext, settings: OriginalsSettings) {
    this.context = context;
    this.settings = settings;
    this.report = new OriginalReport(context);
  }

  enqueue({ original, job, inDoubt, attempts }: SpooledOriginal): void {
    if (this.stopped) return;
    this.report.queued(original);
    this.ready.push({ ...original, job, inDoubt, attempts });
    this.pump();
  }

  /** QUEUE-6: takes up an original that an earlier run of the gateway has left; its age is looked at before the attempt. */
  resume(spooled: SpooledOriginal): void {
    this.report.resumed(spooled);
    this.enqueue(spooled);
  }

  stop(): void {
    this.end();
    for (const connection of [...this.open]) connection.drop('with QUIT');
  }

  /** Ends everything at once; nobody hears of it. */
  crash(): void {
    this.end();
    for (const connection of [...this.open]) connection.drop('without a word');
  }

  private end(): void {
    this.stopped = true;
    for (const timer of this.retries) timer.cancel();
    this.ready.length = 0;
  }

  private pump(): void {
    while (!this.stopped && this.working < MOST_CONNECTIONS) {
      const original = this.ready.shift();
      if (original === undefined) return;
      this.working += 1;
      void this.deliver(original);
    }
  }

  private async deliver(original: QueuedOriginal): Promise<void> {
    const end = this.context.clock.ledger.begin(`original MID ${original.mid}`);
    try {
      if (this.context.clock.now() - original.acceptedMs >= this.settings.lifeMs) this.expire(original);
      else await this.attempt(original);
    } catch (error) {
      this.context.log.warning(`MID ${original.mid} delivery failed inside the gateway: ${String(error)}`);
      this.retry(original, original.recipients, String(error), false);
    }
    this.working -= 1;
    this.pump();
    end();
  }

  private async attempt(original: QueuedOriginal): Promise<void> {
    this.report.attemptBegan(original);
    const connection = this.takeIdle() ?? this.connect();
    if (connection.state === 'opening') {
      const failure = await connection.open();
      this.context.counter.reached(failure?.kind !== 'network error');
      if (this.stopped) return;
      if (failure !== undefined) {
        connection.logFailure(failure, this.context.counter.host);
        this.settle(original, connection, failure);
        return;
      }
    }
    connection.setState('busy');
    this.report.deliveryStarted(original, connection.dcid);
    const result = await this.send(original, connection);
    void this.giveBack(connection, result.next);
    if (this.stopped) return;
    if (result.outcome.kind === 'accepted') this.conclude(original, connection, result);
    else this.settle(original, connection, result.outcome);
  }

  private async send(original: QueuedOriginal, connection: OutboundConnection): Promise<TransactionResult> {
    const recipients = original.recipients.map(({ address }) => address);
    const beforeFinalDot = (): Promise<void> | undefined => original.job.noteArriving();
    try {
      return await connection.send({ ...original, recipients, beforeFinalDot });
    } catch (error) {
      // The bytes could not be read from the spool: nothing more can be sent on this connection.
      connection.channel.destroy('closed');
      throw error;
    }
  }

  /** Some recipients at least have been taken; those refused are told one by one. */
  private conclude(original: QueuedOriginal, connection: OutboundConnection, { outcome, refused }: TransactionResult): void {
    const refusals = new Map<number, Reply>(refused.map(({ index, reply }) => [index, reply]));
    const taken = original.recipients.filter((_, index) => !refusals.has(index));
    if (outcome.kind === 'accepted') this.report.delivered(original.mid, taken, connection.dcid, outcome.reply);
    const later = original.recipients.filter((recipient, index) => {
      const reply = refusals.get(index);
      return reply !== undefined && this.report.refused(original.mid, recipient, connection, reply) === 'later';
    });
    if (later.length > 0) this.retry(original, later, 'some recipients were refused for now', false);
    else this.finish(original);
  }

  /** Nobody has been taken. */
  private settle(original: QueuedOriginal, connection: OutboundConnection, failure: DeliveryFailure): void {
    const reply = failure.kind === 'refused' ? failure.reply : failure.kind === 'too large' ? tooLarge(failure) : undefined;
    if (reply === undefined) {
      this.retry(original, original.recipients, describeOutcome(failure), mayHaveArrived(failure));
      return;
    }
    const later = original.recipients.filter((recipient) => this.report.refused(original.mid, recipient, connection, reply) === 'later');
    if (later.length > 0) this.retry(original, later, describeOutcome(failure), false);
    else this.finish(original);
  }

  private retry(original: QueuedOriginal, recipients: Original['recipients'], why: string, arriving: boolean): void {
    if (this.stopped) return;
    this.report.delayed(original.mid, recipients.length, { waitMs: this.settings.retryWaitMs, why, arriving });
    const attempts = original.attempts + 1;
    const inDoubt = original.inDoubt || arriving;
    original.job.noteRetry({ attempts, inDoubt, rids: recipients.map(({ rid }) => rid) });
    const timer = this.context.clock.setTimer(this.settings.retryWaitMs, () => {
      this.retries.delete(timer);
      this.ready.push({ ...original, recipients, attempts, inDoubt });
      this.pump();
    });
    this.retries.add(timer);
  }

  private expire(original: QueuedOriginal): void {
    this.report.expired(original);
    this.finish(original);
  }

  private finish(original: QueuedOriginal): void {
    original.job.end();
    this.report.finished(original);
  }

  private takeIdle(): OutboundConnection | undefined {
    for (;;) {
      const connection = this.idle.pop();
      if (connection === undefined || (connection.state === 'idle' && connection.channel.quiet)) return connection;
    }
  }

  private connect(): OutboundConnection {
    const { address } = this.settings.nextHop;
    const connection = new OutboundConnection(this.context, { host: address, address }, address, () => {
      this.open.delete(connection);
      const place = this.idle.indexOf(connection);
      if (place !== -1) this.idle.splice(place, 1);
    });
    this.open.add(connection);
    connection.channel.onUnasked = () => {
      if (connection.state === 'idle') connection.close();
    };
    return connection;
  }

  private async giveBack(connection: OutboundConnection, next: TransactionResult['next']): Promise<void> {
    if (next === 'close' || this.stopped) {
      connection.close();
      return;
    }
    if (connection.messages >= MESSAGES_PER_CONNECTION || (next === 'reset first' && !(await connection.reset()))) {
      connection.quit();
      return;
    }
    connection.setState('idle');
    this.idle.push(connection);
    connection.idleTimer = this.context.clock.setTimer(this.settings.idleCloseMs, () => connection.quit());
  }
}
