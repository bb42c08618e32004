import { createHash, type Hash } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { ADDRESS } from './smtp-load.ts';
import { ask, forgetPeak, type Mock, peakBytes, residentBytes, row, startMock } from './soak-mock.ts';

// One journal copy with an attachment of 100 MB goes over SMTP into `setd mock --data` and comes out again on every way that there is.
// Prints how long each took and the most memory that the mock had meanwhile; false when something is not byte for byte what was sent.

const MIB = 1024 * 1024;
const ATTACHMENT_BYTES = 100 * MIB;
/** More than a message of that size has, in base64 and in its wrapper. */
const ANNOUNCED = 160 * MIB;
/** Bytes that make one line of base64. */
const LINE_BYTES = 57;
const LINES_AT_ONCE = 1000;
const TOGETHER = 3;

const HEAD = [
  'X-IronPort-MID: 1',
  'Subject: Journal copy',
  'Content-Type: multipart/mixed; boundary="journal"',
  '',
  '--journal',
  'Content-Type: text/plain',
  '',
  'Sender: alice@site.example',
  'Recipient: bob@company.example',
  '',
  '--journal',
  'Content-Type: message/rfc822',
  '',
  '',
].join('\r\n');
const INNER_HEAD = [
  'Subject: a large attachment',
  'Content-Type: multipart/mixed; boundary="b"',
  '',
  '--b',
  '',
  'See the attachment.',
  '--b',
  'Content-Type: application/zip; name="large.zip"',
  'Content-Transfer-Encoding: base64',
  '',
  '',
].join('\r\n');
const INNER_TAIL = '--b--\r\n';
const TAIL = '\r\n--journal--\r\n';

/** What was sent, as digests. */
interface Sent {
  bytes: number;
  readonly copy: Hash;
  readonly message: Hash;
  readonly attachment: Hash;
}

/** The attachment, every line of it another one. */
function* attachment(): Generator<Buffer> {
  for (let line = 0; line * LINE_BYTES < ATTACHMENT_BYTES; line += LINES_AT_ONCE) {
    const lines = Array.from({ length: LINES_AT_ONCE }, (_, index) => `line ${line + index} `.padEnd(LINE_BYTES, '.'));
    yield Buffer.from(lines.join(''));
  }
}

function* messageText(sent: Sent): Generator<string> {
  const told = (text: string, inside: boolean): string => {
    sent.bytes += text.length;
    sent.copy.update(text);
    if (inside) sent.message.update(text);
    return text;
  };
  yield told(HEAD, false);
  yield told(INNER_HEAD, true);
  for (const piece of attachment()) {
    sent.attachment.update(piece);
    yield told(piece.toString('base64').replace(/.{76}/g, '$&\r\n'), true);
  }
  yield told(INNER_TAIL, true);
  yield told(TAIL, false);
}

/** Hands the message in as fast as it is taken; the reply to it. */
const handIn = async (port: number, sent: Sent): Promise<string> => {
  const socket = connect(port, '127.0.0.1');
  const replies = createInterface(socket)[Symbol.asyncIterator]();
  const reply = async (): Promise<string> => {
    for (;;) {
      const { value, done } = await replies.next();
      if (done) throw new Error('the mock closed the connection');
      if (/^\d{3} /.test(value)) return value;
    }
  };
  await reply();
  for (const line of ['EHLO soak.test', 'MAIL FROM:<>', `RCPT TO:<${ADDRESS}>`, 'DATA']) {
    socket.write(`${line}\r\n`);
    await reply();
  }
  for (const text of messageText(sent)) if (!socket.write(text)) await once(socket, 'drain');
  socket.write('.\r\n');
  const last = await reply();
  socket.end('QUIT\r\n');
  return last;
};

const digestOf = async (mock: Mock, path: string): Promise<string> => {
  const digest = createHash('sha256');
  const { body } = await ask(mock.site, `/api/v1/messages${path}`);
  if (body !== null) for await (const piece of body) digest.update(piece);
  return digest.digest('hex');
};

const lengthOf = async (mock: Mock, path: string): Promise<number> => {
  let length = 0;
  const { body } = await ask(mock.site, `/api/v1/messages${path}`);
  if (body !== null) for await (const piece of body) length += piece.length;
  return length;
};

const counted = z.object({ count: z.int() });

export const soakLarge = async (folder: string): Promise<boolean> => {
  const mock = await startMock(folder);
  const sent: Sent = { bytes: 0, copy: createHash('sha256'), message: createHash('sha256'), attachment: createHash('sha256') };
  const wrong: string[] = [];
  let most = 0;
  const step = async <Result>(name: string, work: () => Promise<Result>): Promise<Result> => {
    forgetPeak(mock.pid);
    const begun = performance.now();
    const result = await work();
    const peak = peakBytes(mock.pid);
    most = Math.max(most, peak);
    row(name, `${((performance.now() - begun) / 1000).toFixed(1)} s; at most ${(peak / MIB).toFixed(0)} MiB`);
    return result;
  };
  const same = (name: string, found: unknown, expected: unknown): void => {
    if (found !== expected) wrong.push(`${name}: ${found} instead of ${expected}`);
  };
  try {
    const rule = { id: 'large', layer: 'smtp', do: { announceSize: ANNOUNCED } };
    await ask(mock.site, '/api/v1/rules', { method: 'PUT', body: JSON.stringify([rule]) });
    const before = residentBytes(mock.pid);
    row('memory of the mock before', `${(before / MIB).toFixed(0)} MiB`);
    same('the reply', (await step('handed in over SMTP', () => handIn(mock.smtpPort, sent))).slice(0, 3), '250');
    const [copy, message, file] = [sent.copy, sent.message, sent.attachment].map((hash) => hash.digest('hex'));
    row('the message', `${(sent.bytes / MIB).toFixed(0)} MiB`);
    await step('written, in the index and in the list', async () => {
      const find = async (): Promise<number> =>
        counted.parse(await (await ask(mock.site, '/api/v1/messages/count?q=subject:large%20large.zip')).json()).count;
      while ((await find()) === 0);
    });
    await step('view', () => digestOf(mock, '/1/view'));
    await step(`${TOGETHER} views at once`, () => Promise.all(Array.from({ length: TOGETHER }, () => digestOf(mock, '/1/view'))));
    await step('a page of its source', () => lengthOf(mock, `/1/source?from=${sent.bytes - MIB}`));
    await step('a page of the source of a part', () => lengthOf(mock, '/1/parts/2/source'));
    same('attachment', await step('attachment saved', () => digestOf(mock, '/1/parts/2')), file);
    same('message', await step('message inside saved', () => digestOf(mock, '/1/message')), message);
    same('copy', await step('copy saved', () => digestOf(mock, '/1/raw')), copy);
    await step('export as mbox', () => lengthOf(mock, '/export?format=mbox'));
    const exported = await step('export as NDJSON with its bytes', () => lengthOf(mock, '/export?format=ndjson&bytes=true'));
    if (exported < (sent.bytes / 3) * 4) wrong.push(`export: ${exported} bytes`);
    row(
      'memory of the mock',
      `at most ${(most / MIB).toFixed(0)} MiB, ${((most - before) / sent.bytes).toFixed(1)} times the message above what it was before`,
    );
    for (const line of wrong) console.error(line);
    return wrong.length === 0;
  } finally {
    await mock.stop();
  }
};
