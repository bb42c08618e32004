import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SMTPServerOptions } from 'smtp-server';
import { afterEach, beforeEach } from 'vitest';
import { VirtualClock } from '../../clock.ts';
import type { GatewayConfigInput } from '../config.ts';
import { type FakeIntake, startFakeIntake, startTestGateway, type TestGateway } from '../stand.testing.ts';
import { type FileSpoolOptions, openFileSpool } from './file-spool.ts';

// Gateways that follow each other on one spool, for the tests of this folder only.

export const MESSAGE = 'Message-ID: <one@example.com>\r\nSubject: Testing\r\n\r\n.dot\r\nbody\r\n';

const stops: (() => Promise<void>)[] = [];
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'spool-'));
});
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
  rmSync(folder, { recursive: true });
});

export interface RestartStand {
  readonly clock: VirtualClock;
  readonly intake: FakeIntake;
  /** Where originals go. */
  readonly nextHop: FakeIntake | undefined;
  readonly spoolFile: string;
  /** Starts a gateway on the spool, where need be with other settings; one before it must have ended. */
  run(settings?: Partial<GatewayConfigInput>, spoolOptions?: FileSpoolOptions): Promise<TestGateway>;
}

/** One clock, one spool, one intake and, where options for it are given, one next hop. */
export const restartStand = async (
  intakeOptions: SMTPServerOptions = {},
  nextHopOptions?: SMTPServerOptions,
  overrides: Partial<GatewayConfigInput> = {},
): Promise<RestartStand> => {
  const clock = new VirtualClock();
  const start = async (options: SMTPServerOptions): Promise<FakeIntake> => {
    const started = await startFakeIntake(options);
    stops.push(() => started.stop());
    return started;
  };
  const intake = await start(intakeOptions);
  const nextHop = nextHopOptions === undefined ? undefined : await start(nextHopOptions);
  const settings = nextHop === undefined ? overrides : { nextHop: { address: '127.0.0.1', port: nextHop.port }, ...overrides };
  const spoolFile = join(folder, 'spool');
  const run: RestartStand['run'] = async (others = {}, spoolOptions = {}) => {
    const spool = await openFileSpool(spoolFile, clock, spoolOptions);
    const gateway = await startTestGateway(clock, intake, { ...settings, ...others }, {}, spool);
    stops.push(() => gateway.forwarder.crash());
    return gateway;
  };
  return { clock, intake, nextHop, spoolFile, run };
};

/** Ends every connection of a server as if it had died. */
export const cutAll = (server: FakeIntake | undefined): void => {
  for (const connection of server?.serverConnections() ?? []) connection._socket.destroy();
};

export const copies = (gateway: TestGateway) => gateway.forwarder.counters()[0];
export const originals = (gateway: TestGateway) => gateway.forwarder.counters()[1];
export const texts = (gateway: TestGateway): string[] => gateway.log.map((line) => line.replace(/^.{24} \w+: /, ''));
export const refusal = (code: number): Error => Object.assign(new Error('no'), { responseCode: code });
