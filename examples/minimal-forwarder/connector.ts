// The Threat Defense Connector: one asynchronous life for each copy, and the connections that they share.
import { CopyStory, DESTINATION } from './copy-story.ts';
import { bounceText, Failure, isRetryable } from './failure.ts';
import type { Ledger } from './ledger.ts';
import { journalCopy, type Message } from './message.ts';
import { type NameServer, Route } from './route.ts';
import { type Peer, SmtpConnection, type TlsPolicy } from './smtp.ts';

export interface ConnectorOptions {
  readonly nameServer: NameServer;
  readonly intakePort: number;
  readonly tls: TlsPolicy;
  readonly maxConnections: number;
  readonly maxMessagesPerConnection: number;
  readonly retryWaitMs: number;
  readonly replyTimeoutMs: number;
  readonly idleCloseMs: number;
}

/** A copy that is older is removed, whatever it is about to do (QUEUE-1). */
const LIFE_MS = 120_000;
/** One attempt, and one retry. */
const MOST_ATTEMPTS = 2;

interface Line {
  readonly connection: SmtpConnection;
  readonly dcid: number;
  readonly domain: string;
  readonly peer: Peer;
  /** Our own address on it. */
  readonly localAddress: string;
}

interface Copy {
  readonly message: Message;
  readonly intakeAddress: string;
  readonly domain: string;
  /** Of the last connection that was opened or used for it; 0 where there was none. */
  dcid: number;
}

export class Connector {
  /** How many attempts to deliver are under way. */
  underWay = 0;
  private readonly ledger: Ledger;
  private readonly story: CopyStory;
  private readonly options: ConnectorOptions;
  private readonly lives = new Set<AbortController>();
  private readonly connections = new Set<SmtpConnection>();
  /** Connections that could take a message, with what keeps them from being closed. */
  private readonly idle = new Map<Line, () => void>();
  private places: number;
  private waiting: (() => void)[] = [];

  constructor(ledger: Ledger, options: ConnectorOptions) {
    this.ledger = ledger;
    this.story = new CopyStory(ledger);
    this.options = options;
    this.places = options.maxConnections;
  }

  /** Enqueues a copy. Resolves with what message tracking says of it, once it is delivered or given up. */
  async forward(message: Message, intakeAddress: string): Promise<string> {
    const { mid, messageId } = message;
    const { ledger } = this;
    const row = ledger.destination(DESTINATION);
    const copy: Copy = { message, intakeAddress, domain: intakeAddress.slice(intakeAddress.lastIndexOf('@') + 1), dcid: 0 };
    row.active += 1;
    this.story.enqueued(mid, messageId, intakeAddress);
    const failure = await this.live(copy);
    row.active -= 1;
    if (failure === undefined) {
      row.delivered += 1;
      return this.story.delivered(mid);
    }
    row.hardBounced += 1;
    return this.story.givenUp(mid, copy.dcid, failure);
  }

  /** Ends everything at once, without a word. */
  stop(): void {
    for (const life of this.lives) life.abort();
    for (const connection of this.connections) connection.destroy();
  }

  /** Attempts until the copy is delivered, has failed for good, or is too old. */
  private async live(copy: Copy): Promise<Failure | undefined> {
    const life = new AbortController();
    this.lives.add(life);
    const stopAgeing = this.ledger.clock.after(LIFE_MS, () => life.abort());
    const tooOld = new Promise<Failure>((resolve) => {
      life.signal.addEventListener('abort', () => resolve(new Failure({ kind: 'expired' })));
    });
    try {
      return await Promise.race([tooOld, this.attempts(copy, life.signal)]);
    } finally {
      stopAgeing();
      this.lives.delete(life);
    }
  }

  private async attempts(copy: Copy, signal: AbortSignal): Promise<Failure | undefined> {
    for (let attempt = 1; ; attempt += 1) {
      const failure = await this.attempt(copy, signal);
      if (failure === undefined || attempt === MOST_ATTEMPTS || !isRetryable(failure.trouble) || signal.aborted) return failure;
      this.ledger.destination(DESTINATION).softBounced += 1;
      this.ledger.log(`Delayed: DCID ${copy.dcid} MID ${copy.message.mid} to RID 0 - ${bounceText(failure.trouble)}`);
      await new Promise<void>((resolve) => {
        const stopWaiting = this.ledger.clock.after(this.options.retryWaitMs, resolve);
        signal.addEventListener('abort', stopWaiting);
      });
    }
  }

  /** One attempt begins when there is a connection to use, or the right to open one. */
  private async attempt(copy: Copy, signal: AbortSignal): Promise<Failure | undefined> {
    copy.dcid = 0;
    const free = await this.freeLine(copy.domain, signal);
    this.underWay += 1;
    try {
      await this.handOver(copy, free ?? (await this.openLine(copy, signal)), signal);
      return undefined;
    } catch (error) {
      if (error instanceof Failure) return error;
      throw error;
    } finally {
      this.underWay -= 1;
    }
  }

  private async handOver(copy: Copy, line: Line, signal: AbortSignal): Promise<void> {
    const { connection, dcid } = line;
    const { message, intakeAddress } = copy;
    copy.dcid = dcid;
    const cut = (): void => connection.destroy();
    signal.addEventListener('abort', cut);
    try {
      this.ledger.log(`TDC: Delivery start DCID ${dcid} MID ${message.mid}`);
      // SCOPE-5: with the null sender nobody can be told that a copy failed.
      const [refused] = await connection.send('', [intakeAddress], journalCopy(message, intakeAddress, this.ledger.clock.now()));
      if (refused !== undefined) throw new Failure({ kind: 'reply', ...refused.reply });
      this.release(line);
    } catch (error) {
      this.abandon(line, error, signal);
      throw error;
    } finally {
      signal.removeEventListener('abort', cut);
    }
  }

  /** An idle connection to that domain; undefined: one may be opened. Waits for either, unless the copy is removed first. */
  private async freeLine(domain: string, signal: AbortSignal): Promise<Line | undefined> {
    for (;;) {
      if (signal.aborted) throw new Failure({ kind: 'expired' });
      const lines = [...this.idle.keys()];
      const line = lines.find((other) => other.domain === domain);
      if (line !== undefined) {
        this.take(line);
        return line;
      }
      if (this.places > 0) {
        this.places -= 1;
        return undefined;
      }
      // A connection that nobody needs gives its place to one that is needed.
      const [other] = lines;
      if (other !== undefined) this.close(other);
      await new Promise<void>((resolve) => {
        this.waiting.push(resolve);
        signal.addEventListener('abort', () => {
          this.waiting = this.waiting.filter((waiter) => waiter !== resolve);
        });
      });
    }
  }

  /** Looks the domain up and connects to the first host that speaks (DNS-1, DNS-2); then TLS. The caller has taken a place for it. */
  private async openLine(copy: Copy, signal: AbortSignal): Promise<Line> {
    const { nameServer, intakePort, replyTimeoutMs } = this.options;
    const { clock } = this.ledger;
    let isPlaceOurs = true;
    let failure = new Failure({ kind: 'expired' });
    try {
      for (const peer of await Route.find(copy.domain, nameServer, intakePort, clock, replyTimeoutMs, signal)) {
        if (signal.aborted) break;
        if (!isPlaceOurs) this.places -= 1;
        isPlaceOurs = true;
        copy.dcid = this.ledger.nextDcid();
        const connection = await this.reach(peer, copy.dcid, signal);
        if (connection instanceof Failure) {
          failure = connection;
          continue;
        }
        const line = { connection, dcid: copy.dcid, domain: copy.domain, peer, localAddress: connection.localAddress };
        isPlaceOurs = false;
        this.hold(line);
        const trouble = await this.begin(line, signal);
        this.ledger.destination(DESTINATION).isDown = !connection.hasGreeted;
        if (trouble === undefined) return line;
        failure = trouble;
        // A host that drops us before it has greeted was not reached; what one that speaks says, or does in TLS, decides the attempt.
        if (trouble.trouble.kind !== 'network' || connection.hasGreeted) break;
      }
      throw failure;
    } catch (error) {
      if (isPlaceOurs) this.freePlace();
      if (error instanceof Failure) this.story.dnsError(error, signal);
      throw error;
    }
  }

  private async reach(peer: Peer, dcid: number, signal: AbortSignal): Promise<SmtpConnection | Failure> {
    const { ledger } = this;
    try {
      return await SmtpConnection.open(peer, ledger.clock, this.options.replyTimeoutMs, signal);
    } catch (error) {
      if (!(error instanceof Failure) || error.trouble.kind !== 'network') throw error;
      ledger.destination(DESTINATION).isDown = true;
      if (!signal.aborted) this.story.connectionError(dcid, peer, '0.0.0.0', error.trouble.text);
      return error;
    }
  }

  /** Greeting, EHLO, STARTTLS, EHLO. Returns what went wrong. */
  private async begin(line: Line, signal: AbortSignal): Promise<Failure | undefined> {
    const { connection, dcid, peer } = line;
    const cut = (): void => connection.destroy();
    signal.addEventListener('abort', cut);
    try {
      await connection.greet();
      await connection.startTls(peer, this.options.tls);
      this.ledger.log(`DCID ${dcid} TLS success protocol ${connection.tls.protocol} cipher ${connection.tls.cipher}`);
      return undefined;
    } catch (error) {
      this.abandon(line, error, signal);
      if (error instanceof Failure) return error;
      throw error;
    } finally {
      signal.removeEventListener('abort', cut);
    }
  }

  private hold({ connection, dcid, peer, localAddress }: Line): void {
    const row = this.ledger.destination(DESTINATION);
    this.ledger.log(`TDC: New SMTP DCID ${dcid} interface ${localAddress} address ${peer.address} port ${peer.port}`);
    this.connections.add(connection);
    row.connections += 1;
    connection.onClose = () => {
      this.connections.delete(connection);
      row.connections -= 1;
      this.freePlace();
    };
  }

  /** After an attempt failed on it: told, and ended. Only a copy that was not even begun leaves it as it was. */
  private abandon(line: Line, error: unknown, signal: AbortSignal): void {
    const { connection, dcid, peer, localAddress } = line;
    const trouble = error instanceof Failure ? error.trouble : undefined;
    if (trouble?.kind === 'network' && !signal.aborted) this.story.connectionError(dcid, peer, localAddress, trouble.text);
    if (trouble?.kind === 'tls') this.ledger.log(`DCID ${dcid} TLS failed: ${trouble.text}`);
    if (trouble?.kind === 'unfit') this.release(line);
    else connection.quit();
  }

  /** After a message was taken: the connection waits for the next one, until it has been idle for too long (CONN-3, CONN-7). */
  private release(line: Line): void {
    const { connection } = line;
    const isSpent = connection.delivered >= this.options.maxMessagesPerConnection;
    if (isSpent || !connection.isUsable) {
      connection.quit();
      return;
    }
    const close = (): void => this.close(line);
    this.idle.set(line, this.ledger.clock.after(this.options.idleCloseMs, close));
    connection.onUnexpected = close;
    this.wakeAll();
  }

  private take(line: Line): void {
    this.idle.get(line)?.();
    this.idle.delete(line);
    line.connection.onUnexpected = () => {};
  }

  private close(line: Line): void {
    this.take(line);
    line.connection.quit();
  }

  private freePlace(): void {
    this.places += 1;
    this.wakeAll();
  }

  private wakeAll(): void {
    for (const wake of this.waiting.splice(0)) wake();
  }
}
