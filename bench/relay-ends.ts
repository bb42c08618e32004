import { type ChildProcess, fork } from 'node:child_process';
import { connect, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { generate } from 'selfsigned';
import { SMTPServer } from 'smtp-server';
import { z } from 'zod';

// Both ends of a relay that is measured, each in a process of its own: a source that hands messages in by plain SMTP, and a sink that
// takes them over STARTTLS and throws them away.

export const HOST = '127.0.0.1';
const FILE = fileURLToPath(import.meta.url);

/** The body of every message, about 5 KB. */
export const TEXT = `${'x'.repeat(76)}\r\n`.repeat(64);
const MESSAGE = ['From: a@example.com', 'To: b@example.net', 'Message-ID: <bench@example.com>', 'Subject: bench', '', TEXT].join('\r\n');
const ENVELOPE = 'MAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.net>\r\nDATA\r\n';
const NEXT = Buffer.from(`${MESSAGE}.\r\n${ENVELOPE}`);
const LAST = Buffer.from(`${MESSAGE}.\r\nQUIT\r\n`);

const sinkReport = z.union([
  z.object({ kind: z.literal('ready'), port: z.int(), certificate: z.string() }),
  z.object({ kind: z.literal('taken') }),
]);
const order = z.union([
  z.object({ kind: z.literal('expect'), count: z.int() }),
  z.object({ kind: z.literal('send'), port: z.int(), count: z.int(), connections: z.int() }),
]);
type SinkReport = z.infer<typeof sinkReport>;
type Order = z.infer<typeof order>;

const runSink = async (): Promise<void> => {
  const tell = (report: SinkReport): void => void process.send?.(report);
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'sink.test' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: HOST }] }],
  });
  let missing = 0;
  const server = new SMTPServer({
    key,
    cert,
    authOptional: true,
    maxAllowedUnauthenticatedCommands: false,
    disableReverseLookup: true,
    logger: false,
    onMailFrom: (_address, _session, done) => done(),
    onRcptTo: (_address, _session, done) => done(),
    onData: (stream, _session, done) => {
      stream.resume();
      stream.once('end', () => {
        done();
        missing -= 1;
        if (missing === 0) tell({ kind: 'taken' });
      });
    },
  });
  server.on('error', () => {});
  process.on('message', (message) => {
    const parsed = order.parse(message);
    if (parsed.kind === 'expect') missing = parsed.count;
  });
  server.listen(0, HOST, () => {
    const address = server.server.address();
    if (address !== null && typeof address === 'object') tell({ kind: 'ready', port: address.port, certificate: cert });
  });
};

/** One connection of the source: at each 354, a message and the envelope of the next in one piece (RFC 2920). */
const sendOn = (port: number, count: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const socket: Socket = connect({ port, host: HOST, noDelay: true });
    let left = count;
    let text = '';
    let greeted = false;
    socket.on('error', reject);
    socket.on('close', () => (left === 0 ? resolve() : reject(new Error('the system measured closed the connection'))));
    socket.on('data', (bytes: Buffer) => {
      text += bytes.toString('latin1');
      const lines = text.split('\r\n');
      text = lines.pop() ?? '';
      for (const line of lines) {
        if (/^[45]/.test(line)) reject(new Error(`the system measured said ${line}`));
        if (line.startsWith('220')) socket.write('EHLO bench.test\r\n');
        if (!greeted && line.startsWith('250 ')) {
          greeted = true;
          socket.write(ENVELOPE);
        }
        if (!line.startsWith('354')) continue;
        left -= 1;
        socket.write(left > 0 ? NEXT : LAST);
      }
    });
  });

const runSource = (): void => {
  process.on('message', (message) => {
    const parsed = order.parse(message);
    if (parsed.kind !== 'send') return;
    const { port, count, connections } = parsed;
    void Promise.all(Array.from({ length: connections }, () => sendOn(port, count / connections)));
  });
};

const heard = (child: ChildProcess): Promise<SinkReport> =>
  new Promise((resolve) => child.once('message', (message) => resolve(sinkReport.parse(message))));

/** A source and a sink, ready for use. */
export interface RelayEnds {
  readonly sinkPort: number;
  /** PEM; made out to the loopback address. */
  readonly certificate: string;
  /** Hands `count` messages in at a port, over `connections` connections. */
  send(port: number, count: number, connections: number): void;
  /** Resolves when the sink has taken `count` messages, counted from the call. */
  taken(count: number): Promise<void>;
  stop(): void;
}

export const startRelayEnds = async (): Promise<RelayEnds> => {
  const sink = fork(FILE, ['sink']);
  const source = fork(FILE, ['source']);
  const stop = (): void => {
    sink.kill();
    source.kill();
  };
  const ready = await heard(sink);
  if (ready.kind !== 'ready') throw new Error('the sink did not start');
  return {
    sinkPort: ready.port,
    certificate: ready.certificate,
    send: (port, count, connections) => void source.send({ kind: 'send', port, count, connections } satisfies Order),
    taken: async (count) => {
      const done = heard(sink);
      sink.send({ kind: 'expect', count } satisfies Order);
      await done;
    },
    stop,
  };
};

if (process.argv[1] === FILE) {
  if (process.argv[2] === 'sink') await runSink();
  else runSource();
}
