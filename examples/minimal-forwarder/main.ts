// Speaks the exec protocol: a request a line on standard input, an answer a line on standard output (docs/drivers.md of setd-conformance).
import { SteppedClock, Stillness, wallClock } from './clock.ts';
import { type Envelope, Gateway, type Journaling, type TrackingQuery } from './gateway.ts';
import { Ledger, type SortKey } from './ledger.ts';

interface Endpoint {
  readonly address: string;
  readonly port: number;
}

interface Start {
  readonly type: 'start';
  readonly stand: { readonly dns: Endpoint; readonly intakePort: number; readonly caCertificate: string; readonly nextHop: Endpoint };
  readonly settings: {
    readonly verifyCertificates?: boolean;
    readonly maxConnections?: number;
    readonly maxMessagesPerConnection?: number;
    readonly retryWaitMs?: number;
    readonly replyTimeoutMs?: number;
    readonly durableQueue?: boolean;
    readonly cloud?: boolean;
  };
  readonly journaling: Journaling;
  readonly clock: { readonly kind: 'wall' } | { readonly kind: 'virtual'; readonly nowMs: number };
}

/** What the harness asks. It writes nothing that its published schema does not allow, so that nothing is checked again here. */
type Request = { readonly id: number } & (
  | { readonly type: 'hello' | 'rest' | 'log' | 'console' | 'crash' | 'stop' }
  | Start
  | { readonly type: 'configure'; readonly journaling: Journaling }
  | (Omit<Envelope, 'clientAddress'> & { readonly type: 'inject'; readonly fromAnotherClient: boolean; readonly message: string })
  | { readonly type: 'advance'; readonly toMs: number }
  | { readonly type: 'counters'; readonly sortBy: SortKey }
  | { readonly type: 'tracking'; readonly query: TrackingQuery }
);

type Answer = Readonly<Record<string, unknown>> & { readonly type: string };

interface Running {
  readonly gateway: Gateway;
  readonly ledger: Ledger;
  readonly steps: SteppedClock | undefined;
}

const USUAL = { verifiesCertificates: true, idleCloseMs: 5000, maxConnections: 10, maxMessagesPerConnection: 50 };
const RETRY_WAIT_MS = 15_000;
/** Two attempts and the wait between them fit into the 120 s of a copy. */
const REPLY_TIMEOUT_MS = 30_000;
const DONE: Answer = { type: 'done' };

const HELLO: Answer = {
  type: 'hello',
  protocol: 1,
  name: 'minimal forwarder',
  version: '1.0.0',
  capabilities: [
    'policies',
    'dns-routing',
    'mail-log',
    'counters',
    'tracking',
    'original-delivery',
    'outgoing-mail',
    'virtual-clock',
    'configure',
  ],
  facts: USUAL,
};

const stillness = new Stillness();
let running: Running | undefined;

const say = (message: Readonly<Record<string, unknown>>): void => void process.stdout.write(`${JSON.stringify(message)}\n`);

const answerTo = async (request: Request): Promise<Answer> => {
  switch (request.type) {
    case 'hello':
      return HELLO;
    case 'start':
      return start(request);
    case 'stop':
      running?.gateway.stop();
      running = undefined;
      return DONE;
    case 'log':
      // Each line was told when it was logged.
      return DONE;
    case 'console':
    case 'crash':
      return { type: 'unsupported', capability: request.type };
  }
  if (running === undefined) throw new Error(`"${request.type}" before "start"`);
  const { gateway, ledger, steps } = running;
  switch (request.type) {
    case 'configure':
      return configure(gateway, request.journaling);
    case 'inject': {
      // Whoever hands a message in here is on this machine; "another client" is another address of it.
      const clientAddress = request.fromAnotherClient ? '127.0.0.9' : '127.0.0.1';
      const reply = gateway.accept({ ...request, clientAddress }, Buffer.from(request.message, 'base64'));
      return { type: 'injected', accepted: reply.startsWith('250'), reply, clientAddress };
    }
    case 'advance':
    case 'rest': {
      if (steps === undefined) throw new Error(`"${request.type}" on the wall clock`);
      const fired = request.type === 'advance' && steps.advance(request.toMs);
      const active = await stillness.reached();
      return { type: 'idle', nextDueMs: steps.nextDueMs, inFlight: gateway.underWay, active: active || fired };
    }
    case 'counters':
      return { type: 'counters', text: ledger.tophosts(request.sortBy) };
    case 'tracking':
      return { type: 'tracking', found: gateway.track(request.query) };
  }
};

const start = ({ stand, settings, journaling, clock }: Start): Answer => {
  if (settings.durableQueue === true) return { type: 'unsupported', capability: 'crash', why: 'the queue is kept in memory' };
  if (settings.cloud === true) return { type: 'unsupported', capability: 'console', why: 'there are no pages to leave out' };
  const steps = clock.kind === 'virtual' ? new SteppedClock(clock.nowMs) : undefined;
  const ledger = new Ledger(steps ?? wallClock, (line) => say({ type: 'log', lines: [line] }));
  const facts = {
    verifiesCertificates: settings.verifyCertificates ?? USUAL.verifiesCertificates,
    idleCloseMs: USUAL.idleCloseMs,
    maxConnections: settings.maxConnections ?? USUAL.maxConnections,
    maxMessagesPerConnection: settings.maxMessagesPerConnection ?? USUAL.maxMessagesPerConnection,
  };
  const options = {
    ...facts,
    nameServer: stand.dns,
    intakePort: stand.intakePort,
    tls: { caCertificate: stand.caCertificate, verifyCertificates: facts.verifiesCertificates },
    retryWaitMs: settings.retryWaitMs ?? RETRY_WAIT_MS,
    replyTimeoutMs: settings.replyTimeoutMs ?? REPLY_TIMEOUT_MS,
  };
  running = { gateway: new Gateway(ledger, journaling, options, stand.nextHop), ledger, steps };
  return { type: 'ready', facts };
};

const configure = (gateway: Gateway, journaling: Journaling): Answer => {
  try {
    gateway.configure(journaling);
    return DONE;
  } catch (error) {
    return { type: 'refused', reason: error instanceof Error ? error.message : String(error) };
  }
};

const serve = async (line: string): Promise<void> => {
  const request: Request = JSON.parse(line);
  const answer = await answerTo(request).catch((error: unknown): Answer => ({ type: 'error', message: String(error) }));
  say({ id: request.id, ...answer });
};

let unfinished: Buffer[] = [];
process.stdin.on('data', (chunk: Buffer) => {
  stillness.requestCame();
  const lines = chunk.toString('latin1').split('\n');
  for (const line of lines.slice(0, -1)) {
    unfinished.push(Buffer.from(line, 'latin1'));
    void serve(Buffer.concat(unfinished).toString('utf8'));
    unfinished = [];
  }
  unfinished.push(Buffer.from(lines.at(-1) ?? '', 'latin1'));
});
// The harness needs us no longer.
process.stdin.on('end', () => process.exit());
