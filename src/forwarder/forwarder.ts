import type { Clock } from '../clock.ts';
import { GatewayAdmin, type SettingsStore } from './admin/gateway-admin.ts';
import type { GatewayConfig, JournalSettingsInput } from './config.ts';
import { CopyDelivery } from './delivery.ts';
import type { Destination } from './destinations.ts';
import { GatewayStartError } from './gateway-start-error.ts';
import { type InboundEnvironment, InboundListener } from './inbound.ts';
import { LogRing } from './log-ring.ts';
import { MailLog, type MailLogSink } from './mail-log.ts';
import { type Observation, observe } from './observation.ts';
import { OriginalsQueue } from './originals.ts';
import { outboundContexts } from './outbound-contexts.ts';
import { type ForwarderParts, standardParts } from './parts.ts';
import { MemorySpool } from './spool/memory-spool.ts';
import type { Spool, Spooled } from './spool/spool.ts';
import { TrackingStore } from './tracking/tracking-store.ts';
import { WorkQueue } from './work-queue.ts';

export type { CounterRow, HostCounters } from './counters.ts';
export type { MailLogSink } from './mail-log.ts';
export type { ForwarderParts } from './parts.ts';
export type { TophostsKey } from './status/tophosts-key.ts';
export type { TrackedMessage, TrackingPage, TrackingQuery } from './tracking/tracked-message.ts';

export interface ForwarderEnvironment {
  readonly clock: Clock;
  readonly mailLog: MailLogSink;
  /** Parts that take the place of the standard ones. */
  readonly parts?: Partial<ForwarderParts>;
  /** Where accepted messages are kept; taken over and closed with the gateway. Left out: in memory, lost with the process. */
  readonly spool?: Spool;
  /** Where committed settings are written to; left out: they live as long as the gateway. */
  readonly settingsStore?: SettingsStore;
}

/** A running gateway. */
export interface Forwarder extends Observation {
  /** The ports it listens on, as bound. */
  readonly listeners: readonly {
    readonly name: string;
    readonly kind: 'incoming' | 'outgoing';
    readonly address: string;
    readonly port: number;
  }[];
  readonly hostname: string;
  /** Whether this is the profile of a cloud gateway: without a Delivery Status page (COUNT-1). */
  readonly cloud: boolean;
  /** Ms on the gateway's clock. */
  readonly startedAtMs: number;
  now(): number;
  /** Settings as an administrator changes them: pending, committed, abandoned. */
  readonly admin: GatewayAdmin;
  /**
   * Changes which mail is journaled; copies already queued are not touched (POLICY-9, POLICY-10).
   * @throws ConfigError for settings that cannot be used (POLICY-11); those before stay in force
   */
  setJournaling(settings: JournalSettingsInput): void;
  readonly spool: Spool['kind'];
  /**
   * Answers the messages that have come in whole, then ends everything: ports, connections, timers, the spool. What is queued is
   * taken up by the next run on the same spool; without a spool on disk it is lost.
   */
  stop(): Promise<void>;
  /**
   * Ends everything at once as `kill -9` would: connections without QUIT, not one more line to the log nor a write to the spool.
   * Resolves when the ports are free; the spool can be opened again at once.
   */
  crash(): Promise<void>;
}

const newOriginalsQueue = (
  { originals, connections }: GatewayConfig,
  { context, nextHop }: NonNullable<ReturnType<typeof outboundContexts>['originals']>,
): OriginalsQueue => new OriginalsQueue(context, { ...originals, nextHop, idleCloseMs: connections.idleCloseMs });

const destinationsOf = (outbound: ReturnType<typeof outboundContexts>, copies: CopyDelivery): Destination[] => [
  { counter: outbound.copies.counter, routes: () => copies.knownRoutes() },
  ...(outbound.originals === undefined ? [] : [{ counter: outbound.originals.context.counter, routes: () => [] }]),
];

const newListeners = ({ listeners, hostname, maxMessageBytes }: GatewayConfig, environment: InboundEnvironment): InboundListener[] =>
  listeners.map((settings) => new InboundListener({ ...settings, hostname, maxMessageBytes }, environment));

const listenAll = async (listeners: readonly InboundListener[]): Promise<Forwarder['listeners']> => {
  const bound: Forwarder['listeners'][number][] = [];
  for (const [index, listener] of listeners.entries()) {
    const { name, kind, address, port } = listener.settings;
    try {
      const place = await listener.listen();
      bound.push({ name, kind, address: place.address, port: place.port });
    } catch (error) {
      await Promise.all(listeners.slice(0, index).map((started) => started.stop()));
      const why = error instanceof Error ? error.message : String(error);
      throw new GatewayStartError(`listener "${name}" cannot listen on ${address}:${port}: ${why}; choose another address or port`, {
        cause: error,
      });
    }
  }
  return bound;
};

/** QUEUE-6: takes up what an earlier run of the gateway has left. `stays` hears of originals that have no next hop to go to. */
const resumeAll = (left: Spooled, copies: CopyDelivery, originals: OriginalsQueue | undefined, stays: (mid: number) => void): void => {
  for (const copy of left.copies) copies.resume(copy);
  for (const original of left.originals) {
    if (originals !== undefined) originals.resume(original);
    else stays(original.original.mid);
  }
};

/**
 * Starts the reference forwarder.
 * @throws GatewayStartError when a port cannot be opened or a certificate not be read; a spool that was given is closed then
 */
export const startForwarder = async (config: GatewayConfig, environment: ForwarderEnvironment): Promise<Forwarder> => {
  const spool = environment.spool ?? new MemorySpool();
  try {
    return await startOn(spool, config, environment);
  } catch (error) {
    await spool.close();
    throw error;
  }
};

const startOn = async (spool: Spool, config: GatewayConfig, environment: ForwarderEnvironment): Promise<Forwarder> => {
  const { clock, mailLog } = environment;
  const numbers = spool.numbers(config.numbering);
  const parts: ForwarderParts = { ...standardParts, ...environment.parts };
  const now = (): number => clock.now();
  const recentLog = new LogRing(config.mailLog.recentLines);
  const log = new MailLog([mailLog, recentLog], clock);
  const tracking = new TrackingStore(config.tracking.messages, now, parts.trackingFormat, parts.trackingMatcher);
  const outbound = outboundContexts(config, { clock, log, parts, nextDcid: numbers.dcid, tracking });
  const router = parts.newRouter({ server: config.dns.server, timeoutMs: config.timeouts.dnsMs }, clock, parts.lookUp);
  const { connections, queue } = config;
  const copies = new CopyDelivery(
    outbound.copies,
    { limits: connections, lifeMs: parts.copyLifeMs(queue.lifeMs), retryWaitMs: queue.retryWaitMs },
    router,
  );
  const originals = outbound.originals && newOriginalsQueue(config, outbound.originals);
  const { hostname } = config;
  const work = new WorkQueue({ hostname, log, parts, now, nextMid: numbers.mid, spool, copies, originals, tracking }, config);
  const inbound = newListeners(config, {
    clock,
    log,
    format: parts.logFormat,
    newScanner: parts.newScanner,
    nextMid: numbers.mid,
    nextIcid: numbers.icid,
    accept: (received) => work.accept(received),
  });
  const listeners = await listenAll(inbound);
  const admin = new GatewayAdmin(config, {
    apply: (settings) => {
      work.journaling = parts.settingsInForce(settings, work.journaling);
    },
    policyRows: parts.policyRows,
    committed: (changes, comment) => log.info(parts.logFormat.settingsCommitted(changes, comment)),
    store: environment.settingsStore,
  });
  resumeAll(parts.leftovers(spool.leftovers(), now()), copies, originals, (mid) => log.warning(parts.logFormat.originalStays(mid)));
  return {
    listeners,
    spool: spool.kind,
    hostname,
    cloud: config.cloud,
    startedAtMs: now(),
    now,
    admin,
    ...observe({ destinations: destinationsOf(outbound, copies), tracking, recentLog, parts, now }),
    setJournaling: (settings) => admin.replace(parts.readJournaling(settings)),
    stop: async () => {
      await Promise.all(inbound.map((listener) => listener.stop()));
      router.stop();
      copies.stop();
      originals?.stop();
      log.close();
      await spool.close();
    },
    crash: async () => {
      log.close();
      spool.abandon();
      router.stop();
      copies.crash();
      originals?.crash();
      await Promise.all(inbound.map((listener) => listener.drop()));
    },
  };
};
