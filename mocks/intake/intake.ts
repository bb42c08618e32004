import type { Clock } from '../../src/clock.ts';
import type { EvidenceSink } from '../../src/evidence/evidence-log.ts';
import type { AccountBook } from '../accounts.ts';
import type { FaultEngine } from '../faults/engine.ts';
import type { CopyStore } from './copy-store.ts';
import { Gate } from './gate.ts';
import { IntakeStartError, Listener } from './listener.ts';
import { LiveRules } from './live-rules.ts';
import { RecipientTally } from './recipient-tally.ts';
import { Refusals } from './refusals.ts';
import { Rounds } from './rounds.ts';
import { IntakeServer } from './server.ts';
import type { IntakeHost, IntakeStand } from './stand.ts';
import { type CertificateSource, TlsContexts } from './tls-contexts.ts';

export { IntakeStartError } from './listener.ts';
export type { IntakeHost } from './stand.ts';
export type { CertificateSource } from './tls-contexts.ts';

export interface IntakeOptions {
  readonly clock: Clock;
  readonly evidence: EvidenceSink;
  readonly faults: FaultEngine;
  readonly accounts: AccountBook;
  readonly authority: CertificateSource;
  /** The MX hosts, each on a loopback address of its own; at least one. */
  readonly hosts: readonly IntakeHost[];
  /** The port of all hosts; 0 (the default) picks one that is free on every address. */
  readonly port?: number;
  readonly store: CopyStore;
  /** True: MAIL FROM in clear is refused with 530 5.7.0. False (the default): it is taken and recorded, for others to judge (TLS-1). */
  readonly requireTls?: boolean;
  /** The last numbers of an earlier intake that this one counts on from. */
  readonly countFrom?: { readonly connection: number; readonly copy: number };
}

/** A running intake: SMTP on every host, everything written to the evidence, misbehaving only where a rule says so. */
export interface Intake {
  readonly port: number;
  readonly hosts: readonly IntakeHost[];
  openConnections(): number;
  /**
   * To be called by the DNS mock for each query before it is answered: refused connections are counted by their look-ups.
   * `query`: its ordinal in the evidence, where known.
   */
  noteLookup(name: string, qtype: string, query?: number): void;
  /** Resets every connection and closes every port. May be called again. */
  close(): Promise<void>;
}

/** Ports tried when one is free on the first address but taken on another. */
const PORT_TRIES = 20;

const closeAll = (listeners: readonly Listener[]): void => {
  for (const listener of listeners) listener.close();
};

/** Opens all listeners on one port. With port 0, tries again with another when a host finds it taken. */
const openAll = async (listeners: readonly Listener[], wanted: number): Promise<number> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      let port = wanted;
      for (const listener of listeners) port = await listener.open(port);
      return port;
    } catch (error) {
      closeAll(listeners);
      const taken = error instanceof IntakeStartError && error.code === 'EADDRINUSE';
      if (!taken || wanted !== 0 || attempt >= PORT_TRIES) throw error;
    }
  }
};

/** Makes faulty certificates as soon as a rule asks for them, so that no handshake has to wait. */
const prepareFaults = (stand: IntakeStand, hosts: readonly IntakeHost[]): void => {
  for (const rule of stand.rules.tls) {
    const { certificate, maxVersion } = rule.do;
    if (certificate === undefined && maxVersion === undefined) continue;
    for (const host of hosts) {
      const context = stand.contexts.context(host.name, { certificate, maxVersion });
      // A certificate that cannot be made is told when a connection asks for it, with 454.
      if (context instanceof Promise) context.catch(() => undefined);
    }
  }
};

const makeStand = (options: IntakeOptions, gate: Gate): IntakeStand => {
  const { clock, evidence, faults, accounts, store } = options;
  let copies = options.countFrom?.copy ?? 0;
  return {
    clock,
    evidence,
    faults,
    accounts,
    store,
    rules: new LiveRules(faults),
    rounds: new Rounds(),
    recipients: new RecipientTally(),
    contexts: new TlsContexts(clock, options.authority),
    requireTls: options.requireTls ?? false,
    openConnections: () => gate.open,
    nextCopy: () => {
      copies += 1;
      return copies;
    },
  };
};

/**
 * Starts the intake of a mock SETD. Rules that are armed already hold from the first connection on.
 * Throws `IntakeStartError` when a port cannot be opened.
 */
export const startIntake = async (options: IntakeOptions): Promise<Intake> => {
  const { hosts, faults, evidence } = options;
  if (hosts.length === 0) throw new IntakeStartError('the intake has no host: give at least one name and loopback address', 'NO_HOST');
  const gate = new Gate(options.countFrom?.connection);
  const stand = makeStand(options, gate);
  prepareFaults(stand, hosts);
  const server = new IntakeServer();
  const trouble = (error: Error): void => evidence.record({ type: 'standChanged', what: error.message });
  const listeners = hosts.map((host) => new Listener(host, (socket) => gate.accept(stand, server, host, socket), trouble));
  const port = await openAll(listeners, options.port ?? 0).catch((error: unknown) => {
    stand.rules.stop();
    throw error;
  });
  const refusals = new Refusals(faults, stand.rules, listeners, port);
  const forget = faults.onChange(() => prepareFaults(stand, hosts));
  return {
    port,
    hosts,
    openConnections: () => gate.open,
    noteLookup: (name, qtype, query) => refusals.noteLookup(name, qtype, query),
    close: async () => {
      forget();
      refusals.stop();
      stand.rules.stop();
      closeAll(listeners);
      await gate.close();
    },
  };
};
