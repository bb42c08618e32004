import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import nodemailer from 'nodemailer';
import { generate } from 'selfsigned';
import { SMTPServer } from 'smtp-server';
import { z } from 'zod';
import { type RunningGateway, runGateway } from '../src/forwarder/gateway-main.ts';

// Messages a second through the reference forwarder as `setd forward` runs it with its queue in memory, mail log included: in by SMTP from a child process,
// out as journal copies over STARTTLS to a sink in another. Beside it, in the same run, over as many connections and to the same
// sink, nodemailer's own pooled transport sends as many messages with the same text, composed by itself as people use it. Rounds
// take turns, so that a machine that slows down slows both. What counts is the ratio of the medians; the processor time of this
// process for each message hardly depends on what else the machine does. The intake domain is an address, so that no name has to
// be looked up: name service is measured by bench/dns.ts.

const MESSAGES = 1000;
const ROUNDS = 9;
const CONNECTIONS = 10;
const LIMIT_MS = 90_000;
const HOST = '127.0.0.1';
const FILE = fileURLToPath(import.meta.url);

const TEXT = `${'x'.repeat(76)}\r\n`.repeat(64);
const MESSAGE = ['From: a@example.com', 'To: b@example.net', 'Message-ID: <bench@example.com>', 'Subject: bench', '', TEXT].join('\r\n');
const ENVELOPE = 'MAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.net>\r\nDATA\r\n';
const NEXT = Buffer.from(`${MESSAGE}.\r\n${ENVELOPE}`);
const LAST = Buffer.from(`${MESSAGE}.\r\nQUIT\r\n`);

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
    socket.on('error', reject);
    socket.on('close', () => (left === 0 ? resolve() : reject(new Error('the gateway closed the connection'))));
    socket.on('data', (bytes: Buffer) => {
      text += bytes.toString('latin1');
      const lines = text.split('\r\n');
      text = lines.pop() ?? '';
      for (const line of lines) {
        if (/^[45]/.test(line)) reject(new Error(`the gateway said ${line}`));
        if (line.startsWith('220')) socket.write(`EHLO bench.test\r\n${ENVELOPE}`);
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
    void Promise.all(Array.from({ length: CONNECTIONS }, () => sendOn(parsed.port, parsed.count / CONNECTIONS)));
  });
};

const heard = (child: ChildProcess): Promise<Report> =>
  new Promise((resolve) => child.once('message', (message) => resolve(report.parse(message))));

/** What one side came to, a figure a round. */
interface Figures {
  readonly perSecond: number[];
  /** Processor time of this process for one message, ms. */
  readonly cpuMs: number[];
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Starts what is to be measured and waits until the sink has all of it. */
const measure = async (sink: ChildProcess, figures: Figures, begin: () => void): Promise<void> => {
  const done = heard(sink);
  sink.send({ kind: 'expect', count: MESSAGES } satisfies Order);
  const started = performance.now();
  const before = process.cpuUsage();
  begin();
  await done;
  const { user, system } = process.cpuUsage(before);
  figures.perSecond.push(MESSAGES / ((performance.now() - started) / 1000));
  figures.cpuMs.push((user + system) / 1000 / MESSAGES);
};

const describe = ({ perSecond, cpuMs }: Figures): string => {
  const [low, high] = [Math.min(...perSecond), Math.max(...perSecond)];
  return `${median(perSecond).toFixed(0)}/s (${low.toFixed(0)} to ${high.toFixed(0)}), ${median(cpuMs).toFixed(2)} ms of processor each`;
};

const startGateway = (folder: string, port: number, certificate: string): Promise<RunningGateway> => {
  const file = join(folder, 'gateway.yaml');
  // YAML takes JSON as it is.
  const config = {
    hostname: 'gateway.test',
    listeners: [{ name: 'InboundMail', kind: 'incoming', address: HOST, port: 0 }],
    threatDefenseConnector: { defaultIntakeAddress: `copies@[${HOST}]` },
    defaultPolicy: { connector: 'default' },
    intake: { port },
    tls: { ca: certificate },
    // nodemailer's pool keeps its connections as long.
    connections: { limit: CONNECTIONS, messagesPerConnection: MESSAGES, idleCloseMs: 60_000 },
    // The peer keeps its queue in memory too; what the spool on disk costs is measured by bench/spool.ts.
    spool: 'memory',
    mailLog: { file: 'mail_logs' },
  };
  writeFileSync(file, JSON.stringify(config));
  return runGateway(file);
};

const compare = async (sink: ChildProcess, source: ChildProcess, folder: string): Promise<void> => {
  const ready = await heard(sink);
  if (ready.kind !== 'ready') throw new Error('the sink did not start');
  const { port, certificate } = ready;
  const gateway = await startGateway(folder, port, certificate);
  const gatewayPort = gateway.listeners[0]?.port ?? 0;
  const transport = nodemailer.createTransport({
    pool: true,
    host: HOST,
    port,
    requireTLS: true,
    maxConnections: CONNECTIONS,
    maxMessages: MESSAGES,
    tls: { ca: certificate },
  });
  const forward = (figures: Figures): Promise<void> =>
    measure(sink, figures, () => void source.send({ kind: 'send', port: gatewayPort, count: MESSAGES } satisfies Order));
  const send = (figures: Figures): Promise<void> =>
    measure(sink, figures, () => {
      for (let count = 0; count < MESSAGES; count += 1) {
        void transport.sendMail({ from: 'a@example.com', to: 'copies@sink.test', subject: 'bench', text: TEXT });
      }
    });
  const warmUp: Figures = { perSecond: [], cpuMs: [] };
  await forward(warmUp);
  await send(warmUp);
  const forwarded: Figures = { perSecond: [], cpuMs: [] };
  const sent: Figures = { perSecond: [], cpuMs: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    await forward(forwarded);
    await send(sent);
    console.log(
      `round ${round + 1}: forwarder ${forwarded.perSecond.at(-1)?.toFixed(0)}/s, nodemailer pool ${sent.perSecond.at(-1)?.toFixed(0)}/s`,
    );
  }
  transport.close();
  await gateway.stop();
  console.log(`forwarder:       ${describe(forwarded)}\nnodemailer pool: ${describe(sent)}`);
  console.log(`ratio of the medians: ${(median(forwarded.perSecond) / median(sent.perSecond)).toFixed(2)}`);
};

const main = async (): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-forwarder-'));
  const children = ['sink', 'source'].map((role) => fork(FILE, [role]));
  const limit = setTimeout(() => {
    console.error(`not done within ${LIMIT_MS / 1000} s`);
    for (const child of children) child.kill();
    process.exit(1);
  }, LIMIT_MS);
  const [sink, source] = children;
  try {
    if (sink !== undefined && source !== undefined) await compare(sink, source, folder);
  } finally {
    clearTimeout(limit);
    rmSync(folder, { recursive: true });
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
