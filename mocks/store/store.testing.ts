import { hash } from 'node:crypto';
import { type Clock, VirtualClock } from '../../src/clock.ts';
import type { CopyFate, Evidence, Fact } from '../../src/evidence/events.ts';
import { EvidenceLog } from '../../src/evidence/evidence-log.ts';
import { openStore } from './open-store.ts';
import type { Store, StoreOptions } from './store.ts';

// For the tests of the store: one with its evidence, and copies as the intake hands them over.

export interface Delivery {
  readonly account?: string | null;
  readonly fate?: CopyFate;
  readonly connection?: number;
  readonly rcptTo?: readonly string[];
  /** Sizes of the chunks in which it arrives; the rest comes in one. */
  readonly chunks?: readonly number[];
}

export const ACCOUNTS: Readonly<Record<string, string>> = {
  'a-b-c@primary.setd.example': 'primary',
  'd-e-f@secondary.setd.example': 'secondary',
};

export interface StoreStand extends AsyncDisposable {
  readonly clock: VirtualClock;
  readonly store: Store;
  readonly log: EvidenceLog;
  /** Hands a copy over as the intake does; its ordinal. */
  deliver(raw: string | Buffer, delivery?: Delivery): number;
  record(...facts: Fact[]): void;
}

const isKept = (fate: CopyFate): boolean => fate === 'stored' || fate === 'stored but refused';

export const standFor = (store: Store, clock: VirtualClock): StoreStand => {
  const log = new EvidenceLog(clock);
  let { copy: copies, seq } = store.ordinals;
  log.subscribe((entry: Evidence) => {
    seq += 1;
    store.record({ ...entry, seq });
  });
  const deliver = (raw: string | Buffer, delivery: Delivery = {}): number => {
    const { account = 'primary', fate = 'stored', connection = 1, chunks = [] } = delivery;
    const bytes = Buffer.from(raw);
    const rcptTo = delivery.rcptTo ?? [`a-b-c@${account}.setd.example`];
    copies += 1;
    const facts = { copy: copies, account, mailFrom: '', rcptTo, connection, size: bytes.length, sha256: hash('sha256', bytes), fate };
    const sink = store.open();
    let from = 0;
    for (const size of chunks) {
      sink.write(bytes.subarray(from, from + size));
      from += size;
    }
    if (from < bytes.length) sink.write(bytes.subarray(from));
    const details = { ...facts, receivedAtMs: clock.now() };
    if (isKept(fate)) sink.keep(details);
    else sink.discard(details);
    log.record({ type: 'copyReceived', ...facts });
    return copies;
  };
  return {
    clock,
    store,
    log,
    deliver,
    record: (...facts) => {
      for (const fact of facts) log.record(fact);
    },
    [Symbol.asyncDispose]: () => store.close(),
  };
};

/** A store for one test: in memory unless `data` is given. */
export const makeStoreStand = async (options: Partial<Omit<StoreOptions, 'clock'>> = {}): Promise<StoreStand> => {
  const clock: Clock & VirtualClock = new VirtualClock(Date.UTC(2026, 10, 2, 12));
  const store = await openStore({ clock, accountOf: (address) => ACCOUNTS[address], ...options });
  return standFor(store, clock);
};

const CRLF = '\r\n';

/** A message with these header lines and this text. */
export const message = (header: Readonly<Record<string, string>>, text = 'text'): string =>
  [...Object.entries(header).map(([name, value]) => `${name}: ${value}`), '', text, ''].join(CRLF);

/** A journal copy around a message, in a wrapper of its own (COPY-1, COPY-4). */
export const wrap = (inner: string, boundary = 'b1', recipients: readonly string[] = ['bob@site.example']): string =>
  [
    'From: Threat Defense Connector <tdc@gateway.example>',
    'Subject: Journal copy',
    `Content-Type: multipart/mixed; boundary="${boundary}"`,
    '',
    `--${boundary}`,
    'Content-Type: text/plain',
    '',
    'Sender: alice@out.example',
    'Subject: as told',
    'Message-ID: <told@out.example>',
    ...recipients.map((recipient) => `Recipient: ${recipient}`),
    `--${boundary}`,
    'Content-Type: message/rfc822',
    '',
    `${inner}${CRLF}--${boundary}--`,
    '',
  ].join(CRLF);
