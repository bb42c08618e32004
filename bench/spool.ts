import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningGateway, runGateway } from '../src/forwarder/gateway-main.ts';
import { describeRates, median } from './figures.ts';
import { type RunningPostfix, startPostfix, whyNoPostfix } from './postfix.ts';
import { HOST, startRelayEnds } from './relay-ends.ts';

// What durability costs: messages a second through the reference forwarder with its spool on disk, synced before each 250, beside Postfix
// with its queue on the same disk, which syncs as well. Both take the same messages over as many connections and relay them to the same
// STARTTLS sink; rounds take turns. Postfix relays each message once, so the forwarder does the same in the first comparison: the journal
// copy goes out, the original ends here. In the second it sends the original to the sink besides, twice the mail for one message.

const MESSAGES = 10_000;
const ROUNDS = 3;
const CONNECTIONS = 10;
const WARM_UP = 1000;
const LIMIT_MS = 900_000;

/** Something that relays, and how many messages come out for one that goes in. */
interface Relay {
  readonly name: string;
  readonly port: number;
  readonly factor: number;
  readonly perSecond: number[];
  /** Processor time of this process for one message, ms: of the gateways, which run in it. */
  readonly cpuMs: number[];
  stop(): Promise<void>;
}

interface Setting {
  readonly spool: 'memory' | { readonly file: string };
  readonly original: boolean;
}

const startGateway = (folder: string, sinkPort: number, certificate: string, { spool, original }: Setting): Promise<RunningGateway> => {
  mkdirSync(folder);
  const file = join(folder, 'gateway.yaml');
  // YAML takes JSON as it is.
  const config = {
    hostname: 'gateway.test',
    listeners: [{ name: 'InboundMail', kind: 'incoming', address: HOST, port: 0 }],
    threatDefenseConnector: { defaultIntakeAddress: `copies@[${HOST}]` },
    defaultPolicy: { connector: 'default' },
    intake: { port: sinkPort },
    ...(original ? { nextHop: { address: HOST, port: sinkPort } } : {}),
    tls: { ca: certificate },
    connections: { limit: CONNECTIONS, messagesPerConnection: MESSAGES, idleCloseMs: 60_000 },
    mailLog: { file: 'mail_logs' },
    spool,
  };
  writeFileSync(file, JSON.stringify(config));
  return runGateway(file);
};

const ratio = (relay: Relay | undefined, peer: Relay | undefined): string =>
  (median(relay?.perSecond ?? []) / median(peer?.perSecond ?? [])).toFixed(2);

const main = async (): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-spool-'));
  const ends = await startRelayEnds();
  const relays: Relay[] = [];
  const limit = setTimeout(() => {
    console.error(`not done within ${LIMIT_MS / 1000} s`);
    process.exitCode = 1;
    ends.stop();
  }, LIMIT_MS);
  const addGateway = async (name: string, place: string, setting: Setting): Promise<Relay> => {
    const gateway = await startGateway(join(folder, place), ends.sinkPort, ends.certificate, setting);
    const port = gateway.listeners[0]?.port ?? 0;
    const relay: Relay = { name, port, factor: setting.original ? 2 : 1, perSecond: [], cpuMs: [], stop: () => gateway.stop() };
    relays.push(relay);
    return relay;
  };
  const addPostfix = async (): Promise<Relay | undefined> => {
    const why = whyNoPostfix();
    if (why !== undefined) {
      console.log(`${why}: the spool on disk is compared with the one in memory alone`);
      return undefined;
    }
    const postfix: RunningPostfix = await startPostfix(ends.sinkPort, CONNECTIONS);
    const relay: Relay = {
      name: `Postfix ${postfix.version}`,
      port: postfix.port,
      factor: 1,
      perSecond: [],
      cpuMs: [],
      stop: () => postfix.stop(),
    };
    relays.push(relay);
    return relay;
  };
  const measure = async ({ port, factor, perSecond, cpuMs }: Relay, count: number): Promise<void> => {
    const done = ends.taken(count * factor);
    const started = performance.now();
    const before = process.cpuUsage();
    ends.send(port, count, CONNECTIONS);
    await done;
    const { user, system } = process.cpuUsage(before);
    perSecond.push(count / ((performance.now() - started) / 1000));
    cpuMs.push((user + system) / 1000 / count);
  };
  try {
    const file = { file: 'spool' };
    const disk = await addGateway('copy alone, spool on disk', 'disk', { spool: file, original: false });
    const postfix = await addPostfix();
    const both = await addGateway('copy and original, spool on disk', 'both', { spool: file, original: true });
    const memory = await addGateway('copy alone, spool in memory', 'memory', { spool: 'memory', original: false });
    for (const relay of relays) await measure({ ...relay, perSecond: [], cpuMs: [] }, WARM_UP);
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const relay of relays) await measure(relay, MESSAGES);
      console.log(`round ${round + 1}: ${relays.map(({ name, perSecond }) => `${name} ${perSecond.at(-1)?.toFixed(0)}/s`).join('; ')}`);
    }
    for (const relay of relays) {
      const cpu = relay === postfix ? '' : `, ${median(relay.cpuMs).toFixed(2)} ms of processor each`;
      console.log(`${relay.name}: ${describeRates(relay.perSecond)}${cpu}`);
    }
    if (postfix !== undefined) {
      console.log(`copy alone : Postfix = ${ratio(disk, postfix)}; copy and original : Postfix = ${ratio(both, postfix)}`);
    }
    console.log(`spool on disk : spool in memory = ${ratio(disk, memory)}`);
  } finally {
    clearTimeout(limit);
    for (const relay of relays) await relay.stop();
    ends.stop();
    rmSync(folder, { recursive: true });
  }
};

await main();
