import type { AddressInfo } from 'node:net';
import nodemailer from 'nodemailer';
import { generate } from 'selfsigned';
import type { SMTPServer, SMTPServerOptions } from 'smtp-server';
import type { Clock } from '../clock.ts';
import type { GatewayConfigInput } from './config.ts';
import { gatewayConfig } from './config-file.ts';
import { type Forwarder, type ForwarderParts, startForwarder } from './forwarder.ts';
import type { Router } from './mx.ts';
import { PromptServer } from './prompt-server.ts';
import type { Spool } from './spool/spool.ts';

// A small intake and a gateway in front of it, for the tests of this folder only.

export const INTAKE_HOST = 'mx.intake.test';

export interface Taken {
  readonly mailFrom: string;
  readonly rcptTo: readonly string[];
  readonly bytes: Buffer;
}

export interface FakeIntake {
  readonly port: number;
  readonly certificate: string;
  readonly taken: Taken[];
  readonly connections: () => number;
  readonly serverConnections: () => SMTPServer['connections'];
  stop(): Promise<void>;
}

/** An intake with STARTTLS and a certificate of its own; `options` change how it behaves. */
export const startFakeIntake = async (options: SMTPServerOptions = {}): Promise<FakeIntake> => {
  const { private: key, cert } = await generate([{ name: 'commonName', value: INTAKE_HOST }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: INTAKE_HOST },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  const taken: Taken[] = [];
  // A greeting that waits for real time would be late in virtual time.
  const server = new PromptServer({
    key,
    cert,
    authOptional: true,
    disableReverseLookup: true,
    logger: false,
    closeTimeout: 1,
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        taken.push({
          mailFrom: mailFrom === false ? '' : mailFrom.address,
          rcptTo: rcptTo.map(({ address }) => address),
          bytes: Buffer.concat(chunks),
        });
        done(null);
      });
    },
    ...options,
  });
  server.on('error', () => {});
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address: AddressInfo | string | null = server.server.address();
  if (address === null || typeof address === 'string') throw new Error('the fake intake has no port');
  return {
    port: address.port,
    certificate: cert,
    taken,
    connections: () => server.connections.size,
    serverConnections: () => server.connections,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const connection of server.connections) connection._socket.destroy();
      }),
  };
};

/** Routes every domain to the loopback address, under the name in the fake intake's certificate. */
export const loopbackRouter: Router = {
  route: () => Promise.resolve({ kind: 'route', targets: [{ host: INTAKE_HOST, address: '127.0.0.1' }], validMs: 1000 }),
  stop: () => {},
};

/** Hands a message to a listener of this machine; resolves with the last reply. */
export const handTo = async (port: number, from: string, to: readonly string[], message: string | Buffer): Promise<string> => {
  const transport = nodemailer.createTransport({ host: '127.0.0.1', port, ignoreTLS: true });
  const sent = await transport.sendMail({ envelope: { from, to: [...to] }, raw: message });
  return sent.response;
};

export interface TestGateway {
  readonly forwarder: Forwarder;
  readonly log: string[];
  readonly port: number;
  hand(from: string, to: readonly string[], message: string | Buffer): Promise<string>;
}

/** A gateway that journals everything to `copies@intake.test`. */
export const startTestGateway = async (
  clock: Clock,
  intake: Pick<FakeIntake, 'port' | 'certificate'>,
  overrides: Partial<GatewayConfigInput> = {},
  parts: Partial<ForwarderParts> = {},
  spool?: Spool,
): Promise<TestGateway> => {
  const log: string[] = [];
  const config = gatewayConfig({
    hostname: 'gateway.test',
    listeners: [{ name: 'InboundMail', kind: 'incoming', address: '127.0.0.1', port: 0 }],
    threatDefenseConnector: { defaultIntakeAddress: 'copies@intake.test' },
    defaultPolicy: { connector: 'default' },
    intake: { port: intake.port },
    tls: { ca: intake.certificate },
    ...overrides,
  });
  const mailLog = { write: (line: string) => void log.push(line) };
  const environment = { clock, mailLog, parts: { newRouter: () => loopbackRouter, ...parts } };
  const forwarder = await startForwarder(config, spool === undefined ? environment : { ...environment, spool });
  const port = forwarder.listeners[0]?.port ?? 0;
  return { forwarder, log, port, hand: (from, to, message) => handTo(port, from, to, message) };
};
