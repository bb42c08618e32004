import type { FileOrder, SendOrder, SendReport } from '../../../mocks/api/lab.ts';
import type { Envelope } from '../../harness/drivers/driver.ts';
import { type InjectionTarget, injectBySmtp } from '../../harness/inject.ts';
import { asHandedIn, composeMessage } from './order.ts';

/** Connections on which messages are handed in at once. */
const CONNECTIONS = 10;

export interface Letter {
  readonly envelope: Envelope;
  readonly raw: Buffer;
}

export function* composed(order: SendOrder): Generator<Letter> {
  const { mailFrom, rcptTo } = order;
  for (let ordinal = 1; ordinal <= order.count; ordinal += 1) {
    yield { envelope: { mailFrom, rcptTo }, raw: composeMessage(order, ordinal, new Date()) };
  }
}

function* fromFiles({ mailFrom, rcptTo, files }: FileOrder): Generator<Letter> {
  for (const { content } of files) yield { envelope: { mailFrom, rcptTo }, raw: asHandedIn(Buffer.from(content, 'base64')) };
}

/**
 * Hands every letter in, on several connections at once, and counts what the gateway answered.
 * @throws StandError when the gateway cannot be reached; what was handed in before stays so
 */
export const handInAll = async (target: InjectionTarget, letters: Iterator<Letter>): Promise<SendReport> => {
  let accepted = 0;
  const refusals = new Map<string, number>();
  const worker = async (): Promise<void> => {
    for (let next = letters.next(); !next.done; next = letters.next()) {
      const { envelope, raw } = next.value;
      const result = await injectBySmtp(target, envelope, raw);
      if (result.accepted) accepted += 1;
      else refusals.set(result.reply, (refusals.get(result.reply) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, worker));
  return { accepted, refused: [...refusals].map(([reply, count]) => ({ reply, count })) };
};

/** Hands messages in at a gateway, one order at a time. */
export class Sender {
  private readonly target: InjectionTarget;
  private busy = false;

  constructor(target: InjectionTarget) {
    this.target = target;
  }

  get sending(): boolean {
    return this.busy;
  }

  send(order: SendOrder): Promise<SendReport> | undefined {
    return this.busy ? undefined : this.handIn(composed(order));
  }

  sendFiles(order: FileOrder): Promise<SendReport> | undefined {
    return this.busy ? undefined : this.handIn(fromFiles(order));
  }

  private async handIn(letters: Iterator<Letter>): Promise<SendReport> {
    this.busy = true;
    try {
      return await handInAll(this.target, letters);
    } finally {
      this.busy = false;
    }
  }
}
