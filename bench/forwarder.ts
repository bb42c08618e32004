import { type ChildProcess, fork } from 'node:child_process';
import { connect, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import nodemailer from 'nodemailer';
import { generate } from 'selfsigned';
import { SMTPServer } from 'smtp-server';
import { z } from 'zod';
import { WallClock } from '../src/clock.ts';
import { gatewayConfig } from '../src/forwarder/config-file.ts';
import { startForwarder } from '../src/forwarder/forwarder.ts';
import { pipeliningDialogue } from '../src/forwarder/smtp-client/dialogue.ts';

// Messages a second through the reference forwarder: in by SMTP from a child process, out as journal copies over STARTTLS to a
// sink in another. Beside it, in the same run and to the same sink, nodemailer's pooled transport sends the same messages, which
// it already holds. Rounds take turns, so that a machine that slows down slows both. What counts is the ratio of the medians.
// The route is given: name service is measured by bench/dns.ts.

const MESSAGES = 2000;
const ROUNDS = 5;
const CONNECTIONS = 10;
const LIMIT_MS = 55_000;
const MAIL_HOST = 'mx.sink.test';
const FILE = fileURLToPath(import.meta.url);

const MESSAGE = [
  'From: a@example.com',
  'To: b@example.net',
  'Message-ID: <bench@example.com>',
  'Subject: bench',
  '',
  ...Array.from({ length: 62 }, () => 'x'.repeat(78)),
  '',
].join('\r\n');

const report = z.union([
  z.object({ kind: z.literal('ready'), port: z.int(), certificate: z.string() }),
  z.object({ kind: z.literal('taken') }),
]);
const order = z.union([
  z.object({ kind: z.literal('expect'), count: z.int() }),
  z.object({ kind: z.literal('send'), port: z.int(), count: z.int() }),
]);
type Report = z.infer<typeof report>;
type Order = z.infer<typeof order>;

const tell = (message: Report): void => void process.send?.(message);

/** The sink: takes mail over STARTTLS, throws it away, and says when the number it was told to expect has come. */
const runSink = async (): Promise<void> => {
  const { private: key, cert } = await generate([{ name: 'commonName', value: MAIL_HOST }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: MAIL_HOST }] }],
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
  server.listen(0, '127.0.0.1', () => {
    const address = server.server.address();
    if (address !== null && typeof address === 'object') tell({ kind: 'ready', port: address.port, certificate: cert });
  });
};

/** One connection of the source: a message after the other, the next command on each reply. */
const sendOn = (port: number, count: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true });
    const commands = ['MAIL FROM:<a@example.com>\r\n', 'RCPT TO:<b@example.net>\r\n', 'DATA\r\n', `${MESSAGE}.\r\n`];
    let step = -2;
    let left = count;
    socket.on('error', reject);
    socket.on('close', () => resolve());
    socket.on('data', (bytes: Buffer) => {
      const text = bytes.toString('latin1');
      if (!/^[23]/.test(text)) reject(new Error(`the gateway said ${text}`));
      // A reply of several lines may come in pieces; its last line has a space after the code.
      if (!/^\d{3} [^\r\n]*\r\n$/m.test(text)) return;
      step += 1;
      if (step === -1) socket.write('EHLO bench.test\r\n');
      else if (step === commands.length && --left === 0) socket.end('QUIT\r\n');
      else if (left > 0) {
        step %= commands.length;
        socket.write(commands[step] ?? '');
      }
    });
  });

const runSource = (): void => {
  process.on('message', (message) => {
    const parsed = order.parse(message);
    if (parsed.kind !== 'send') return;
    void Promise.all(Array.from({ length: CONNECTIONS }, () => sendOn(parsed.port, parsed.count / CONNECTIONS)));
  });
};

const heard = (child: ChildProcess): Promise<Report> =>
  new Promise((resolve) => child.once('message', (message) => resolve(report.parse(message))));

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Starts what is to be measured and waits until the sink has all of it; messages a second. */
const measure = async (sink: ChildProcess, begin: () => void): Promise<number> => {
  const expected: Order = { kind: 'expect', count: MESSAGES };
  sink.send(expected);
  const started = performance.now();
  const done = heard(sink);
  begin();
  await done;
  return MESSAGES / ((performance.now() - started) / 1000);
};

const startGateway = (port: number, certificate: string) =>
  startForwarder(
    gatewayConfig({
      hostname: 'gateway.test',
      listeners: [{ name: 'InboundMail', kind: 'incoming', address: '127.0.0.1', port: 0 }],
      threatDefenseConnector: { defaultIntakeAddress: 'copies@sink.test' },
      defaultPolicy: { connector: 'default' },
      intake: { port },
      tls: { ca: certificate },
      connections: { limit: CONNECTIONS, messagesPerConnection: MESSAGES },
    }),
    {
      clock: new WallClock(),
      mailLog: { write: () => {} },
      parts: {
        // nodemailer sends its envelopes in one piece too.
        dialogue: pipeliningDialogue,
        newRouter: () => ({
          route: () => Promise.resolve({ kind: 'route', targets: [{ host: MAIL_HOST, address: '127.0.0.1' }], validMs: 1000 }),
          stop: () => {},
        }),
      },
    },
  );

const compare = async (sink: ChildProcess, source: ChildProcess): Promise<void> => {
  const ready = await heard(sink);
  if (ready.kind !== 'ready') throw new Error('the sink did not start');
  const { port, certificate } = ready;
  const gateway = await startGateway(port, certificate);
  const gatewayPort = gateway.listeners[0]?.port ?? 0;
  const transport = nodemailer.createTransport({
    pool: true,
    host: '127.0.0.1',
    port,
    requireTLS: true,
    maxConnections: CONNECTIONS,
    maxMessages: MESSAGES,
    tls: { ca: certificate, servername: MAIL_HOST },
  });
  const forwarded: number[] = [];
  const sent: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    forwarded.push(await measure(sink, () => source.send({ kind: 'send', port: gatewayPort, count: MESSAGES } satisfies Order)));
    sent.push(
      await measure(sink, () => {
        for (let count = 0; count < MESSAGES; count += 1) {
          void transport.sendMail({ envelope: { from: '', to: 'copies@sink.test' }, raw: MESSAGE });
        }
      }),
    );
    console.log(`round ${round + 1}: forwarder ${forwarded.at(-1)?.toFixed(0)}/s, nodemailer pool ${sent.at(-1)?.toFixed(0)}/s`);
  }
  transport.close();
  await gateway.stop();
  const ratio = median(forwarded) / median(sent);
  console.log(
    `median: forwarder ${median(forwarded).toFixed(0)}/s, nodemailer pool ${median(sent).toFixed(0)}/s, ratio ${ratio.toFixed(2)}`,
  );
};

const main = async (): Promise<void> => {
  const children = ['sink', 'source'].map((role) => fork(FILE, [role]));
  const limit = setTimeout(() => {
    console.error(`not done within ${LIMIT_MS / 1000} s`);
    for (const child of children) child.kill();
    process.exit(1);
  }, LIMIT_MS);
  const [sink, source] = children;
  try {
    if (sink !== undefined && source !== undefined) await compare(sink, source);
  } finally {
    clearTimeout(limit);
    for (const child of children) child.kill();
  }
};

switch (process.argv[2]) {
  case 'sink':
    await runSink();
    break;
  case 'source':
    runSource();
    break;
  default:
    await main();
}
