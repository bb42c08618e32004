import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { VirtualClock } from '../../clock.ts';
import type { SettingsStore } from '../admin/gateway-admin.ts';
import type { GatewayConfigInput } from '../config.ts';
import { gatewayConfig } from '../config-file.ts';
import { type Forwarder, startForwarder } from '../forwarder.ts';
import { handTo } from '../stand.testing.ts';
import { type Console, type ConsoleOptions, startConsole } from './server.ts';

// For the tests of the console: a gateway whose copies are refused at once, its console, and a client that can send what fetch refuses to.

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The body as JSON; undefined when it is none. */
  readonly body: unknown;
}

export interface Asking {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  /** A text is sent as it is, anything else as JSON. */
  readonly body?: unknown;
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

export const ask = ({ address, port }: Pick<Console, 'address' | 'port'>, path: string, asking: Asking = {}): Promise<Answer> => {
  const { method = 'GET', headers = {}, body } = asking;
  const payload = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  const own = payload === undefined ? {} : { 'Content-Type': 'application/json', 'Content-Length': String(Buffer.byteLength(payload)) };
  return new Promise((resolve, reject) => {
    const sent = request({ host: address, port, path, method, agent: false, headers: { ...own, ...headers } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, body: parsed(text) });
      });
    });
    sent.on('error', reject);
    sent.end(payload);
  });
};

export interface Stream {
  readonly response: IncomingMessage;
  /** Resolves with everything received so far as soon as it matches. */
  until(pattern: RegExp): Promise<string>;
  leave(): void;
}

/** Opens a stream of events. */
export const openStream = ({ address, port }: Pick<Console, 'address' | 'port'>, path: string, headers = {}): Promise<Stream> =>
  new Promise((resolve, reject) => {
    const sent = request({ host: address, port, path, agent: false, headers }, (response) => {
      let text = '';
      let look = (): void => {};
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
        look();
      });
      response.on('error', () => response.destroy());
      const until = (pattern: RegExp): Promise<string> =>
        new Promise((found) => {
          look = () => {
            if (pattern.test(text)) found(text);
          };
          look();
        });
      resolve({ response, until, leave: () => void response.destroy() });
    });
    sent.on('error', reject);
    sent.end();
  });

export interface ConsoleStand {
  readonly clock: VirtualClock;
  readonly forwarder: Forwarder;
  readonly console: Console;
  hand(from: string, to: readonly string[], message: string): Promise<string>;
  stop(): Promise<void>;
}

/** No name server answers here: copies wait for their second lookup, then fail. */
export const startConsoleStand = async (
  options: ConsoleOptions = {},
  overrides: Partial<GatewayConfigInput> = {},
  settingsStore?: SettingsStore,
): Promise<ConsoleStand> => {
  const clock = new VirtualClock();
  const config = gatewayConfig({
    hostname: 'gateway.test',
    listeners: [{ name: 'InboundMail', kind: 'incoming', address: '127.0.0.1', port: 0 }],
    threatDefenseConnector: { defaultIntakeAddress: 'copies@intake.test' },
    policies: [{ name: 'staff', match: { recipients: ['company.test'] }, connector: 'default' }],
    dns: { server: '127.0.0.1:1' },
    ...overrides,
  });
  const forwarder = await startForwarder(config, {
    clock,
    mailLog: { write: () => {} },
    ...(settingsStore === undefined ? {} : { settingsStore }),
  });
  const console = await startConsole({ forwarder, version: '1.2.3' }, options);
  return {
    clock,
    forwarder,
    console,
    hand: (from, to, message) => handTo(forwarder.listeners[0]?.port ?? 0, from, to, message),
    stop: async () => {
      await console.close();
      await forwarder.stop();
    },
  };
};
