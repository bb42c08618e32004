import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { PACKAGE_ROOT } from '../harness/package-root.ts';

// The black box of examples/remote, as many times as lanes are wanted, each at ports of its own and read in another way.

const FOLDER = join(PACKAGE_ROOT, 'examples', 'remote');
const SETD = join(PACKAGE_ROOT, 'src/cli/setd.mjs');
/** Ports of examples/remote: two listeners, intake, next hop, name server and console. */
const PORTS = [2725, 2726, 2727, 2728, 2753, 2780] as const;

/** Below the ports that the kernel gives to whoever connects: none of those is taken while a system is between two scenarios. */
const [LOWEST, HIGHEST] = [10_000, 32_000];

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });

const freePorts = async (count: number): Promise<number[]> => {
  const ports: number[] = [];
  for (let port = LOWEST + (process.pid % 1000) * 20; ports.length < count; port += 1) {
    if (port > HIGHEST) throw new Error('no free ports');
    if (await isFree(port)) ports.push(port);
  }
  return ports;
};

const mapSchema = z.record(z.string(), z.unknown());
const profileSchema = z.looseObject({ driver: z.looseObject({ incoming: mapSchema, outgoing: mapSchema, stand: mapSchema }) });

/** How the log of a lane comes to the gateway's configuration and to the profile. */
const logsOf = (lane: number, port: number): { readonly mailLog: object; readonly log: object } => {
  const file = `mail-${lane}.log`;
  const place = { address: '127.0.0.1', port };
  const ways = [
    { mailLog: { file }, log: { kind: 'file', path: file } },
    { mailLog: { syslog: { ...place, transport: 'tcp' } }, log: { kind: 'syslog', transport: 'tcp', ...place } },
    { mailLog: { syslog: { ...place, transport: 'udp' } }, log: { kind: 'syslog', transport: 'udp', ...place } },
    { mailLog: { file }, log: { kind: 'command', command: ['cat', file] } },
  ] as const;
  return ways[lane % ways.length] ?? ways[0];
};

/** One lane: writes the configuration of its gateway, and gives what the profile says of it. */
const writeLane = (folder: string, lane: number, ports: readonly number[]): z.output<typeof profileSchema> => {
  const moved = (name: string): string =>
    PORTS.reduce((text, port, index) => text.replaceAll(String(port), String(ports[index])), readFileSync(join(FOLDER, name), 'utf8'));
  const { mailLog, log } = logsOf(lane, ports.at(-1) ?? 0);
  const config = `gateway-${lane}.yaml`;
  writeFileSync(join(folder, config), stringify({ ...mapSchema.parse(parse(moved('gateway.yaml'))), mailLog }));
  const text = moved('reference.sut.yaml').replaceAll('../../src/cli/setd.mjs', SETD).replaceAll('gateway.yaml', config);
  const profile = profileSchema.parse(parse(text));
  return { ...profile, driver: { ...profile.driver, log } };
};

/** Writes a profile with so many lanes into a folder; gives its path. */
export const writeRemoteLanes = async (folder: string, count: number): Promise<string> => {
  const ports = await freePorts(count * (PORTS.length + 1));
  copyFileSync(join(FOLDER, 'tracking.mjs'), join(folder, 'tracking.mjs'));
  const lanes = Array.from({ length: count }, (_, lane) =>
    writeLane(folder, lane, ports.slice(lane * (PORTS.length + 1), (lane + 1) * (PORTS.length + 1))),
  );
  const [first, ...others] = lanes;
  const own = others.map(({ driver: { incoming, outgoing, stand, start, log, counters, tracking } }) => ({
    ...{ incoming, outgoing, stand, start, log, counters, tracking },
  }));
  const file = join(folder, 'reference.sut.yaml');
  writeFileSync(file, stringify({ ...first, driver: { ...first?.driver, ...(own.length === 0 ? {} : { lanes: own }) } }));
  return file;
};
