import type { MessageSummary } from '../../store/message-record.ts';
import { fromLine, MboxQuoter } from './mbox.ts';

/** Gives the bytes of a message piece by piece; none where they are not kept. */
export type BytesOf = (message: MessageSummary) => AsyncIterable<Buffer>;

/** One message after the other as mboxrd. Those without bytes are left out. */
export async function* exportMbox(messages: AsyncIterable<MessageSummary>, bytesOf: BytesOf): AsyncGenerator<Buffer | string> {
  for await (const message of messages) {
    if (!message.kept) continue;
    yield fromLine(message.mailFrom, message.receivedAtMs);
    const quoter = new MboxQuoter();
    for await (const piece of bytesOf(message)) yield quoter.push(piece);
    yield quoter.end();
  }
}

const BASE64_GROUP = 3;

/** Bytes as base64, however they are cut into pieces. */
async function* base64(pieces: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const piece of pieces) {
    const all = Buffer.concat([rest, piece]);
    const whole = all.length - (all.length % BASE64_GROUP);
    rest = all.subarray(whole);
    if (whole > 0) yield all.toString('base64', 0, whole);
  }
  if (rest.length > 0) yield rest.toString('base64');
}

/** One line a message, as its list shows it; with its bytes as `base64` where they are asked for and kept. */
export async function* exportNdjson(messages: AsyncIterable<MessageSummary>, bytesOf: BytesOf | undefined): AsyncGenerator<string> {
  for await (const message of messages) {
    const line = JSON.stringify(message);
    if (bytesOf === undefined || !message.kept) {
      yield `${line}\n`;
      continue;
    }
    yield `${line.slice(0, -1)},"base64":"`;
    yield* base64(bytesOf(message));
    yield '"}\n';
  }
}
