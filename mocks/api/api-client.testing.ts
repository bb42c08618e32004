import { createHash } from 'node:crypto';
import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { VirtualClock } from '../../src/clock.ts';
import { EvidenceLog } from '../../src/evidence/evidence-log.ts';
import { AccountBook } from '../accounts.ts';
import { sharedAuthority } from '../certificates/authority.ts';
import { Zone } from '../dns/zone.ts';
import { FaultEngine } from '../faults/engine.ts';
import { openStore } from '../store/open-store.ts';
import { Contract } from './contract.testing.ts';
import type { Lab } from './lab.ts';
import { LAB_STEPS } from './schema/lab.ts';
import { type Api, type ApiOptions, startApi } from './server.ts';

// For the tests of the API: its parts without the servers around them, and a client that can send what fetch refuses to.

export const TOKEN = 'a-token-for-tests';

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
  readonly token?: string | null;
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** What the API of these tests promises; known once a stand was made. */
let contract: Contract | undefined;

/** Operations that gave the answer that they are for, and all that there are. */
export const coverage = (): { kept: ReadonlySet<string>; all: readonly string[] } => ({
  kept: contract?.kept ?? new Set(),
  all: contract?.operationIds ?? [],
});

/** Asks and gets an answer; where a stand was made, the answer is held against the OpenAPI document. */
export const ask = async (api: Pick<Api, 'address' | 'port'>, path: string, asking: Asking = {}): Promise<Answer> => {
  const answer = await send(api, path, asking);
  const contentType = answer.headers['content-type']?.replace(/ *;.*$/, '');
  const sent = typeof asking.body === 'string' ? parsed(asking.body) : asking.body;
  contract?.check({ method: asking.method ?? 'GET', path, sent, status: answer.status, contentType, body: answer.body });
  return answer;
};

const send = (api: Pick<Api, 'address' | 'port'>, path: string, asking: Asking): Promise<Answer> => {
  const { method = 'GET', headers = {}, body, token = TOKEN } = asking;
  const payload = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: api.address,
        port: api.port,
        path,
        method,
        agent: false,
        headers: {
          ...(token === null ? {} : { Authorization: `Bearer ${token}` }),
          ...(payload === undefined ? {} : { 'Content-Type': 'application/json' }),
          ...(payload === undefined || 'Transfer-Encoding' in headers ? {} : { 'Content-Length': Buffer.byteLength(payload) }),
          ...headers,
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('latin1');
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text, body: parsed(text) });
        });
      },
    );
    sent.on('error', reject);
    sent.end(payload);
  });
};

/** A stream of events, open until its response is destroyed. */
export interface OpenStream {
  readonly response: IncomingMessage;
  /** Everything received so far. */
  text(): string;
  ids(): number[];
}

/** Opens a stream of events. */
export const openStream = (
  { address, port }: Pick<Api, 'address' | 'port'>,
  path: string,
  headers: Record<string, string> = {},
): Promise<OpenStream> =>
  new Promise((resolve, reject) => {
    const given = { Authorization: `Bearer ${TOKEN}`, ...headers };
    const sent = request({ host: address, port, path, agent: false, headers: given }, (response) => {
      const contentType = response.headers['content-type']?.replace(/ *;.*$/, '');
      contract?.check({ method: 'GET', path, sent: undefined, status: response.statusCode ?? 0, contentType, body: undefined });
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('error', () => response.destroy());
      resolve({ response, text: () => text, ids: () => [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id)) });
    });
    sent.on('error', reject);
    sent.end();
  });

export const MESSAGE_API = { clientId: 'a-client', clientSecret: 'a-secret', apiKey: 'a-key' };

const PLACES = {
  intake: { port: 2525, hosts: [{ name: 'mx1.primary.setd.example', address: '127.0.0.2' }], requiresTls: false },
  dns: { address: '127.0.0.1', port: 5353 },
};

export const makeStand = async (options: Partial<ApiOptions> = {}, capacity = 10_000, before = 0) => {
  const clock = new VirtualClock(0);
  const evidence = new EvidenceLog(clock, capacity, before);
  const faults = new FaultEngine(clock, evidence);
  const zone = new Zone([{ type: 'MX', name: 'primary.setd.example', preference: 10, exchange: 'mx1.primary.setd.example' }]);
  const accounts = new AccountBook([
    { name: 'primary', intakeAddress: 'a-b-c@primary.setd.example' },
    { name: 'secondary', intakeAddress: 'd-e-f@secondary.setd.example' },
  ]);
  const lab: Lab = {
    view: () => ({
      console: 'http://127.0.0.1:8026/',
      listeners: [{ name: 'IncomingMail', kind: 'incoming', address: '127.0.0.1', port: 2525 }],
      recipients: ['reader@company.example'],
      steps: LAB_STEPS.map((id) => ({ id, done: false })),
      sending: false,
    }),
    send: async ({ count }) => ({ accepted: count, refused: [] }),
    sendFiles: async () => ({ accepted: 0, refused: [{ reply: '552 too large', count: 1 }] }),
  };
  const store = await openStore({ clock, accountOf: (address) => accounts.ownerOf(address)?.name });
  evidence.subscribe((entry) => store.record(entry));
  const parts = { clock, evidence, faults, zone, accounts, store, authority: await sharedAuthority(), places: PLACES, lab: () => lab };
  const served = await startApi(parts, { token: TOKEN, messageApi: MESSAGE_API, ...options });
  const api: Api = {
    ...served,
    close: async () => {
      await served.close();
      await store.close();
    },
  };
  contract ??= new Contract(api.describe());
  let copies = 0;
  /** A copy as the intake would take it: stored, then told. */
  const deliver = (
    account: string,
    raw: string | Buffer = 'Subject: x\r\n\r\nbody\r\n',
    rcptTo: readonly string[] = [accounts.find(account)?.intakeAddress ?? 'nobody@primary.setd.example'],
    connection = 1,
  ): number => {
    copies += 1;
    const bytes = Buffer.from(raw);
    const details = {
      copy: copies,
      account,
      mailFrom: '',
      rcptTo,
      connection,
      size: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      fate: 'stored' as const,
    };
    const sink = store.open();
    sink.write(bytes);
    sink.keep({ ...details, receivedAtMs: clock.now() });
    evidence.record({ type: 'copyReceived', ...details });
    return copies;
  };
  /** A connection as the intake would tell of it, still open. */
  const connect = (connection = 1): void =>
    evidence.record({
      type: 'connectionOpened',
      connection,
      round: 1,
      host: 'mx1.primary.setd.example',
      localAddress: '127.0.0.2',
      localPort: 2525,
      remoteAddress: '127.0.0.1',
      remotePort: 40_000,
    });
  return { clock, evidence, faults, zone, accounts, store, api, deliver, connect };
};

export type Stand = Awaited<ReturnType<typeof makeStand>>;
