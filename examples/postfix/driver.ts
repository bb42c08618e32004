import { spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { MAX_CONNECTIONS, MAX_MESSAGES_PER_CONNECTION, type Settings } from './configuration.ts';
import { forget, Instance, type StandAddresses } from './instance.ts';
import { type Journaling, NotExpressible } from './policies.ts';

// Drives Postfix for setd-conformance: one JSON request a line on standard input, one reply a line on standard output.

/** The part of the protocol that Postfix is asked. The harness checks what it sends against the schema. */
type Request = { readonly id: number } & (
  | { readonly type: 'hello' }
  | {
      readonly type: 'start';
      readonly stand: StandAddresses;
      readonly settings: Settings;
      readonly journaling: Journaling;
      readonly resume: boolean;
    }
  | { readonly type: 'configure'; readonly journaling: Journaling }
  | { readonly type: 'crash' }
  | { readonly type: 'stop' }
);

type Reply = Readonly<Record<string, unknown>>;

const factsFor = (settings: Settings): Reply => ({
  verifiesCertificates: settings.verifyCertificates ?? true,
  // Postfix keeps a connection for two seconds where it keeps one at all.
  idleCloseMs: 5000,
  maxConnections: settings.maxConnections ?? MAX_CONNECTIONS,
  maxMessagesPerConnection: settings.maxMessagesPerConnection ?? MAX_MESSAGES_PER_CONNECTION,
});

const hello = (): Reply => ({
  type: 'hello',
  protocol: 1,
  name: 'Postfix',
  version: spawnSync('postconf', ['-h', 'mail_version'], { encoding: 'utf8' }).stdout?.trim() || 'unknown',
  capabilities: ['policies', 'dns-routing', 'original-delivery', 'configure', 'crash'],
  facts: factsFor({}),
  crash: 'ask',
});

let instance: Instance | undefined;

const started = async (request: Extract<Request, { type: 'start' }>): Promise<Reply> => {
  if (request.resume && instance !== undefined) await instance.run();
  else instance = await Instance.start(request.stand, request.settings, request.journaling);
  return { type: 'ready', incoming: instance.incoming, facts: factsFor(request.settings) };
};

const stopped = async (): Promise<Reply> => {
  await instance?.stop();
  instance = undefined;
  return { type: 'done' };
};

const answer = async (request: Request): Promise<Reply> => {
  switch (request.type) {
    case 'hello':
      return hello();
    case 'start':
      return started(request);
    case 'configure':
      instance?.journal(request.journaling);
      return { type: 'done' };
    case 'crash':
      await instance?.crash();
      return { type: 'done' };
    case 'stop':
      return stopped();
  }
};

/** What Postfix cannot be configured to do makes a scenario not testable; all else that fails is an error. */
const failure = (error: unknown): Reply =>
  error instanceof NotExpressible
    ? { type: 'unsupported', capability: 'configure', why: error.message }
    : { type: 'error', message: error instanceof Error ? error.message : String(error) };

for await (const line of createInterface({ input: process.stdin })) {
  const request: Request = JSON.parse(line);
  const reply = await answer(request).catch(failure);
  process.stdout.write(`${JSON.stringify({ id: request.id, ...reply })}\n`);
}
await stopped();
forget();
