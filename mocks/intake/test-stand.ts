import { generate } from 'selfsigned';
import { onTestFinished } from 'vitest';
import { VirtualClock } from '../../src/clock.ts';
import type { Evidence, FactOf, FactType } from '../../src/evidence/events.ts';
import { EvidenceLog } from '../../src/evidence/evidence-log.ts';
import { AccountBook } from '../accounts.ts';
import { FaultEngine } from '../faults/engine.ts';
import { type FaultRuleInput, faultRulesSchema } from '../faults/rule.ts';
import { MemoryCopyStore } from './copy-store.ts';
import { type CertificateSource, type Intake, type IntakeHost, startIntake } from './intake.ts';
import { TestPeer } from './test-peer.ts';

export const PRIMARY = '1-2-3@intake.test';
export const SECONDARY = '4-5-6@intake.test';
export const MESSAGE = 'From: a@b.test\r\nSubject: hello\r\n\r\nHi.\r\n';

/** Two certificates, told apart by their common names: one for every host, one for every fault. */
export const stubAuthority = async (): Promise<CertificateSource & { asked: string[] }> => {
  const made = await generate([{ name: 'commonName', value: 'mx1.test' }], { keyType: 'ec', algorithm: 'sha256' });
  const faulty = await generate([{ name: 'commonName', value: 'faulty.test' }], { keyType: 'ec', algorithm: 'sha256' });
  const asked: string[] = [];
  return {
    caCertificate: made.cert,
    asked,
    leaf: async (host, fault) => {
      asked.push(`${host} ${fault ?? 'valid'}`);
      const shown = fault === undefined ? made : faulty;
      return { key: shown.private, cert: shown.cert };
    },
  };
};

let shared: Promise<CertificateSource & { asked: string[] }> | undefined;

export interface TestStand {
  readonly clock: VirtualClock;
  readonly log: EvidenceLog;
  readonly faults: FaultEngine;
  readonly store: MemoryCopyStore;
  readonly intake: Intake;
  /** Connects and reads the greeting. */
  greeted(address?: string): Promise<TestPeer>;
  connect(address?: string): Promise<TestPeer>;
  facts<T extends FactType>(type: T): Evidence<FactOf<T>>[];
  /** The text of a fact type in short, for comparisons. */
  replies(): string[];
  /** Resolves when connection `number` has ended. */
  connectionClosed(number?: number): Promise<Evidence<FactOf<'connectionClosed'>>>;
}

export const arm = (faults: FaultEngine, rules: readonly FaultRuleInput[]): void => faults.replaceAll(faultRulesSchema.parse(rules));

const closedFact = (log: EvidenceLog, number: number): Promise<Evidence<FactOf<'connectionClosed'>>> =>
  new Promise((resolve) => {
    const look = (): void => {
      const found = log.ofType('connectionClosed').find((one) => one.connection === number);
      if (found === undefined) return;
      forget();
      resolve(found);
    };
    const forget = log.subscribe(look);
    look();
  });

interface StandOptions {
  readonly rules?: readonly FaultRuleInput[];
  readonly hosts?: readonly IntakeHost[];
  readonly requireTls?: boolean;
  readonly clock?: VirtualClock;
}

/** An intake with two accounts and the given rules, closed when the test ends. */
export const testStand = async (options: StandOptions = {}): Promise<TestStand> => {
  const clock = options.clock ?? new VirtualClock();
  const log = new EvidenceLog(clock);
  const faults = new FaultEngine(clock, log);
  arm(faults, options.rules ?? []);
  shared ??= stubAuthority();
  const store = new MemoryCopyStore();
  const intake = await startIntake({
    clock,
    evidence: log,
    faults,
    store,
    authority: await shared,
    accounts: new AccountBook([
      { name: 'primary', intakeAddress: PRIMARY },
      { name: 'secondary', intakeAddress: SECONDARY },
    ]),
    hosts: options.hosts ?? [{ name: 'mx1.test', address: '127.0.0.1' }],
    requireTls: options.requireTls ?? false,
  });
  const peers: TestPeer[] = [];
  onTestFinished(async () => {
    await intake.close();
    for (const peer of peers) await peer.ended();
  });
  const connect = async (address?: string): Promise<TestPeer> => {
    const peer = await TestPeer.connect(intake.port, address);
    peers.push(peer);
    return peer;
  };
  return {
    clock,
    log,
    faults,
    store,
    intake,
    connect,
    greeted: async (address) => {
      const peer = await connect(address);
      await peer.reply();
      return peer;
    },
    facts: (type) => log.ofType(type),
    replies: () => log.ofType('replySent').map((one) => `${one.stage}: ${one.text}`),
    connectionClosed: (number = 1) => closedFact(log, number),
  };
};
