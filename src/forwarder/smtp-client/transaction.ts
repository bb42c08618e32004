import type { Reply } from '../../smtp/reply.ts';
import type { CommandChannel, Heard } from './channel.ts';
import type { DotStuffer } from './dot-stuffing.ts';
import { ADDRESS_NOT_SUPPORTED, addressOnTheWire, canBeSent, exceededLimit, mailCommand } from './envelope.ts';
import type { DeliveryOutcome } from './outcome.ts';
import { type ClientTimeouts, type Extensions, failureOf, isClass } from './session.ts';

/** A message ready to be sent. The parts are taken and sent one after the other and are never copied as a whole. */
export interface Submission {
  /** Reverse path without angle brackets; empty for the null sender. */
  readonly sender: string;
  readonly recipients: readonly string[];
  readonly parts: Iterable<Buffer>;
  readonly size: number;
  readonly eightBit: boolean;
  /** Called when all but the end is sent; the final dot waits for it. */
  readonly beforeFinalDot?: () => Promise<void> | undefined;
}

export interface TransactionResult {
  readonly outcome: DeliveryOutcome;
  /** Recipients that were refused while others were accepted, by their place in the submission. */
  readonly refused: readonly { readonly index: number; readonly reply: Reply }[];
  /** What the connection is fit for next: the next MAIL, a RSET first, or nothing. */
  readonly next: 'ready' | 'reset first' | 'close';
}

export interface TransactionSettings {
  readonly extensions: Extensions;
  readonly timeouts: ClientTimeouts;
  readonly newDotStuffer: () => DotStuffer;
}

/** Sends one message on an open session. */
export type SendMessage = (channel: CommandChannel, submission: Submission, settings: TransactionSettings) => Promise<TransactionResult>;

/** Small pieces are sent together up to this size, so that a short message is one write. */
const WRITE_BYTES = 64 * 1024;

const after = (outcome: DeliveryOutcome, next: 'ready' | 'reset first'): TransactionResult => {
  const over = outcome.kind === 'garbled reply' || outcome.kind === 'network error';
  // RFC 5321 section 3.8: after 421 the server closes; nothing more may be sent.
  const shutDown = outcome.kind === 'refused' && outcome.reply.code === 421;
  return { outcome, refused: [], next: over || shutDown ? 'close' : next };
};

/** Sends the bytes of the message and the final dot. False: the server spoke, left or took nothing meanwhile. */
const sendBody = async (channel: CommandChannel, submission: Submission, settings: TransactionSettings): Promise<boolean> => {
  const stuffer = settings.newDotStuffer();
  let pieces: Buffer[] = [];
  let gathered = 0;
  for (const part of submission.parts) {
    stuffer.push(part, pieces);
    gathered += part.length;
    if (gathered < WRITE_BYTES) continue;
    const sent = channel.send(Buffer.concat(pieces), settings.timeouts.dataMs);
    if (!(typeof sent === 'boolean' ? sent : await sent)) return false;
    pieces = [];
    gathered = 0;
  }
  pieces.push(stuffer.finish());
  await submission.beforeFinalDot?.();
  // The reply to the whole message may come at once, so what is heard after the last piece is no interruption.
  const last = channel.send(Buffer.concat(pieces), settings.timeouts.dataMs);
  return typeof last === 'boolean' ? last : (await last) || channel.interrupted;
};

const sendRecipients = async (
  channel: CommandChannel,
  { recipients }: Submission,
  { timeouts, extensions }: TransactionSettings,
): Promise<TransactionResult | TransactionResult['refused']> => {
  const refused: { index: number; reply: Reply }[] = [];
  for (const [index, recipient] of recipients.entries()) {
    const heard: Heard = canBeSent(recipient, extensions)
      ? await channel.command(`RCPT TO:<${addressOnTheWire(recipient)}>`, timeouts.commandMs)
      : { kind: 'reply', reply: ADDRESS_NOT_SUPPORTED };
    if (isClass(heard, 2)) continue;
    const failure = failureOf(heard, 'RCPT TO');
    const goesOn = failure.kind === 'refused' && failure.reply.code !== 421 && refused.length + 1 < recipients.length;
    if (failure.kind !== 'refused' || !goesOn) return { ...after(failure, 'reset first'), refused };
    refused.push({ index, reply: failure.reply });
  }
  return refused;
};

/** Sends the message after the reply 354 and reads what the server makes of it. */
const sendContent = async (
  channel: CommandChannel,
  submission: Submission,
  settings: TransactionSettings,
  refused: TransactionResult['refused'],
): Promise<TransactionResult> => {
  if (!(await sendBody(channel, submission, settings))) {
    const early = await channel.hear(0);
    return { outcome: failureOf(early, 'message'), refused, next: 'close' };
  }
  const end = await channel.hear(settings.timeouts.dataMs);
  const outcome: DeliveryOutcome = isClass(end, 2) ? { kind: 'accepted', reply: end.reply } : failureOf(end, 'end of data');
  return { ...after(outcome, 'ready'), refused };
};

/**
 * MAIL, RCPT, DATA, the message, one command at a time even where PIPELINING is offered: a refusal followed by a close is then never
 * lost in a reset, and nothing is sent that a refusal has made pointless (SMTP-5). CHUNKING is not used either.
 *
 * SMTP-3: a message over the announced SIZE is not sent in vain, and the connection stays fit for the next one.
 */
export const sendMessage: SendMessage = async (channel, submission, settings) => {
  const { extensions, timeouts } = settings;
  const limit = exceededLimit(submission.size, extensions);
  if (limit !== undefined) return after({ kind: 'too large', size: submission.size, limit }, 'ready');
  const { sender, recipients: to } = submission;
  if (!canBeSent(sender, extensions) || !to.some((recipient) => canBeSent(recipient, extensions))) {
    return after({ kind: 'refused', stage: 'MAIL FROM', reply: ADDRESS_NOT_SUPPORTED }, 'ready');
  }
  const mail = await channel.command(mailCommand(submission, extensions), timeouts.commandMs);
  if (!isClass(mail, 2)) return after(failureOf(mail, 'MAIL FROM'), 'reset first');
  const recipients = await sendRecipients(channel, submission, settings);
  if ('outcome' in recipients) return recipients;
  const data = await channel.command('DATA', timeouts.commandMs);
  if (!isClass(data, 3)) return { ...after(failureOf(data, 'DATA'), 'reset first'), refused: recipients };
  return sendContent(channel, submission, settings, recipients);
};
