// The message itself goes on to the next hop, in clear, as any mail does: a connection each, a retry every minute while the hop is not there.
import { bounceText, Failure, isRetryable } from './failure.ts';
import type { Ledger } from './ledger.ts';
import type { Message } from './message.ts';
import { type Peer, SmtpConnection } from './smtp.ts';

const RETRY_WAIT_MS = 60_000;
const LIFE_MS = 72 * 3_600_000;

export class OriginalDelivery {
  underWay = 0;
  private readonly ended = new AbortController();
  private readonly ledger: Ledger;
  private readonly peer: Peer;
  private readonly timeoutMs: number;

  constructor(ledger: Ledger, nextHop: { readonly address: string; readonly port: number }, timeoutMs: number) {
    this.ledger = ledger;
    this.peer = { ...nextHop, host: nextHop.address };
    this.timeoutMs = timeoutMs;
  }

  stop(): void {
    this.ended.abort();
  }

  /** Resolves when every recipient was served or given up. Nobody is sent a DSN: this is not what the example is about. */
  async forward(message: Message): Promise<void> {
    const { clock } = this.ledger;
    let waiting = message.recipients;
    for (const to of waiting) this.row(to).active += 1;
    while (waiting.length > 0) {
      const failed = await this.attempt(message, waiting);
      const isOld = clock.now() - message.receivedMs >= LIFE_MS;
      for (const to of waiting) this.settle(message, to, failed.get(to), isOld);
      waiting = waiting.filter((to) => isWaiting(failed.get(to), isOld));
      if (waiting.length > 0) await new Promise<void>((resolve) => clock.after(RETRY_WAIT_MS, resolve));
    }
  }

  /** What went wrong with whom. */
  private async attempt({ mid, sender, content }: Message, recipients: readonly string[]): Promise<Map<string, Failure>> {
    this.underWay += 1;
    const dcid = this.ledger.nextDcid();
    let connection: SmtpConnection | undefined;
    try {
      connection = await this.connect(dcid, recipients);
      this.ledger.log(`Delivery start DCID ${dcid} MID ${mid} to RID [${[...recipients.keys()].join(', ')}]`);
      const refused = await connection.send(sender, recipients, content);
      this.ledger.log(`Message done DCID ${dcid} MID ${mid} to RID [${[...recipients.keys()].join(', ')}]`);
      return new Map(refused.map(({ to, reply }) => [to, new Failure({ kind: 'reply', ...reply })]));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      return new Map(recipients.map((to) => [to, error]));
    } finally {
      connection?.quit();
      this.underWay -= 1;
    }
  }

  private async connect(dcid: number, recipients: readonly string[]): Promise<SmtpConnection> {
    const { clock } = this.ledger;
    const rows = new Set(recipients.map((to) => this.row(to)));
    try {
      const connection = await SmtpConnection.open(this.peer, clock, this.timeoutMs, this.ended.signal);
      this.ended.signal.addEventListener('abort', () => connection.destroy());
      const { address, port } = this.peer;
      this.ledger.log(`New SMTP DCID ${dcid} interface ${connection.localAddress} address ${address} port ${port}`);
      for (const row of rows) {
        row.isDown = false;
        row.connections += 1;
      }
      connection.onClose = () => {
        for (const row of rows) row.connections -= 1;
      };
      await connection.greet();
      return connection;
    } catch (error) {
      if (error instanceof Failure && error.trouble.kind === 'network') for (const row of rows) row.isDown = true;
      throw error;
    }
  }

  private settle({ mid, recipients }: Message, to: string, failure: Failure | undefined, isOld: boolean): void {
    const row = this.row(to);
    const rid = recipients.indexOf(to);
    if (isWaiting(failure, isOld)) row.softBounced += 1;
    else row.active -= 1;
    if (failure === undefined) {
      row.delivered += 1;
      return;
    }
    if (!isWaiting(failure, isOld)) row.hardBounced += 1;
    this.ledger.log(
      `${isWaiting(failure, isOld) ? 'Delayed' : 'Bounced'}: DCID 0 MID ${mid} to RID ${rid} - ${bounceText(failure.trouble)}`,
    );
  }

  private row(recipient: string): ReturnType<Ledger['destination']> {
    return this.ledger.destination(recipient.slice(recipient.lastIndexOf('@') + 1).toLowerCase());
  }
}

const isWaiting = (failure: Failure | undefined, isOld: boolean): boolean =>
  failure !== undefined && isRetryable(failure.trouble) && !isOld;
