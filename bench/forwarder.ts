import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import nodemailer from 'nodemailer';
import { type RunningGateway, runGateway } from '../src/forwarder/gateway-main.ts';
import { describeRates, median } from './figures.ts';
import { HOST, type RelayEnds, startRelayEnds, TEXT } from './relay-ends.ts';

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

/** What one side came to, a figure a round. */
interface Figures {
  readonly perSecond: number[];
  /** Processor time of this process for one message, ms. */
  readonly cpuMs: number[];
}

/** Starts what is to be measured and waits until the sink has all of it. */
const measure = async (ends: RelayEnds, figures: Figures, begin: () => void): Promise<void> => {
  const done = ends.taken(MESSAGES);
  const started = performance.now();
  const before = process.cpuUsage();
  begin();
  await done;
  const { user, system } = process.cpuUsage(before);
  figures.perSecond.push(MESSAGES / ((performance.now() - started) / 1000));
  figures.cpuMs.push((user + system) / 1000 / MESSAGES);
};

const describe = ({ perSecond, cpuMs }: Figures): string => `${describeRates(perSecond)}, ${median(cpuMs).toFixed(2)} ms of processor each`;

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

const compare = async (ends: RelayEnds, folder: string): Promise<void> => {
  const { sinkPort: port, certificate } = ends;
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
  const forward = (figures: Figures): Promise<void> => measure(ends, figures, () => ends.send(gatewayPort, MESSAGES, CONNECTIONS));
  const send = (figures: Figures): Promise<void> =>
    measure(ends, figures, () => {
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
  const ends = await startRelayEnds();
  const limit = setTimeout(() => {
    console.error(`not done within ${LIMIT_MS / 1000} s`);
    ends.stop();
    process.exit(1);
  }, LIMIT_MS);
  try {
    await compare(ends, folder);
  } finally {
    clearTimeout(limit);
    rmSync(folder, { recursive: true });
    ends.stop();
  }
};

await main();
