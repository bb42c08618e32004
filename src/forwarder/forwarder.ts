import { X509Certificate } from 'node:crypto';
import { createSecureContext, type SecureContext } from 'node:tls';
import type { Clock } from '../clock.ts';
import { GatewayAdmin, type SettingsStore } from './admin/gateway-admin.ts';
import type { GatewayConfig, JournalSettingsInput } from './config.ts';
import { journalSettings } from './config-file.ts';
import { type CounterRow, type HostCounters, TDC_QUEUE } from './counters.ts';
import { CopyDelivery } from './delivery.ts';
import { Destinations } from './destinations.ts';
import { findEvents } from './find-events.ts';
import { GatewayStartError } from './gateway-start-error.ts';
import { InboundListener } from './inbound.ts';
import { LogRing } from './log-ring.ts';
import { MailLog, type MailLogSink } from './mail-log.ts';
import { OriginalsQueue } from './originals.ts';
import type { OutboundContext } from './outbound.ts';
import { type ForwarderParts, standardParts } from './parts.ts';
import { MemorySpool } from './spool/memory-spool.ts';
import type { Spool } from './spool/spool.ts';
import type { TophostsKey } from './status/tophosts-key.ts';
import type { TrackedMessage, TrackingPage, TrackingQuery } from './tracking/tracked-message.ts';
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
export interface Forwarder {
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
  /** A row for each destination: the journal queue, and the next hop if there is one. */
  counters(): CounterRow[];
  /** What `tophosts` prints (COUNT-1, COUNT-5); sorted by active recipients unless told otherwise. */
  tophosts(key?: TophostsKey): string;
  /** What `hoststatus` prints; undefined: there is no record of that host. */
  hostStatus(host: string): string | undefined;
  hostCounters(host: string): HostCounters | undefined;
  /** The rows of the Delivery Status page, sorted. */
  deliveryStatus(key?: TophostsKey): CounterRow[];
  deliveryStatusText(key?: TophostsKey): string;
  /** Hears of every change of a counter until the returned function is called. */
  onCountersChanged(listener: () => void): () => void;
  /** Message tracking (TRACK-3). It knows what was accepted since the start. */
  track(query: TrackingQuery): TrackingPage;
  tracked(mid: number): TrackedMessage | undefined;
  /** What `findevent` prints: the log lines about the messages that are found, as far as they are kept in memory. */
  findEvents(query: TrackingQuery): string;
  /** The last lines of the mail log. */
  readonly recentLog: LogRing;
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

/** Reads every certificate of a PEM text; OpenSSL itself passes over what it does not understand. */
const checkCertificates = (pem: string): void => {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [pem];
  for (const block of blocks) new X509Certificate(block);
};

const secureContext = ({ tls }: GatewayConfig): SecureContext => {
  try {
    if (tls.ca === undefined) return createSecureContext({ minVersion: tls.minVersion });
    checkCertificates(tls.ca);
    return createSecureContext({ minVersion: tls.minVersion, ca: tls.ca });
  } catch (error) {
    const where = tls.caFile === undefined ? 'tls.ca' : `tls.caFile ${tls.caFile}`;
    throw new GatewayStartError(`${where} holds no certificate that can be read; give PEM text, BEGIN and END lines included`, {
      cause: error,
    });
  }
};

/** What all destinations have in common. */
type SharedContext = Pick<OutboundContext, 'clock' | 'log' | 'parts' | 'nextDcid' | 'tracking'>;

const outboundContexts = (config: GatewayConfig, shared: SharedContext) => {
  const { clock, parts } = shared;
  const context = secureContext(config);
  const { hostname, timeouts, tls } = config;
  const newCounter = (host: string) => parts.newCounter(host, () => clock.now());
  const copies: OutboundContext = {
    ...shared,
    counter: newCounter(TDC_QUEUE),
    connector: true,
    port: config.intake.port,
    session: { hostname, timeouts, context, tls: 'required', verifyCertificates: tls.verifyCertificates },
  };
  const { nextHop } = config;
  if (nextHop === undefined) return { copies, originals: undefined };
  const originals: OutboundContext = {
    ...shared,
    counter: newCounter(`[${nextHop.address}]`),
    connector: false,
    port: nextHop.port,
    // Opportunistic TLS protects against listeners only; there is nothing to check a certificate against.
    session: { hostname, timeouts, context, tls: 'if offered', verifyCertificates: false },
  };
  return { copies, originals: { context: originals, nextHop } };
};

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
  const tracking = new TrackingStore(config.tracking.messages, now, parts.trackingFormat);
  const outbound = outboundContexts(config, { clock, log, parts, nextDcid: numbers.dcid, tracking });
  const router = parts.newRouter({ server: config.dns.server, timeoutMs: config.timeouts.dnsMs }, clock);
  const { connections, queue } = config;
  const copies = new CopyDelivery(
    outbound.copies,
    { limits: connections, lifeMs: parts.copyLifeMs(queue.lifeMs), retryWaitMs: queue.retryWaitMs },
    router,
  );
  const originals =
    outbound.originals === undefined
      ? undefined
      : new OriginalsQueue(outbound.originals.context, {
          ...config.originals,
          nextHop: outbound.originals.nextHop,
          idleCloseMs: connections.idleCloseMs,
        });
  const { hostname, maxMessageBytes } = config;
  const work = new WorkQueue({ hostname, log, parts, now, nextMid: numbers.mid, spool, copies, originals, tracking }, config);
  const inbound = config.listeners.map(
    (settings) =>
      new InboundListener(
        { ...settings, hostname, maxMessageBytes },
        {
          clock,
          log,
          format: parts.logFormat,
          newScanner: parts.newScanner,
          nextMid: numbers.mid,
          nextIcid: numbers.icid,
          accept: (received) => work.accept(received),
        },
      ),
  );
  const listeners = await listenAll(inbound);
  const destinations = new Destinations(
    [
      { counter: outbound.copies.counter, routes: () => copies.knownRoutes() },
      ...(outbound.originals === undefined ? [] : [{ counter: outbound.originals.context.counter, routes: () => [] }]),
    ],
    parts,
    now,
  );
  const admin = new GatewayAdmin(config, {
    apply: (settings) => {
      work.journaling = settings;
    },
    committed: (changes, comment) => log.info(parts.logFormat.settingsCommitted(changes, comment)),
    store: environment.settingsStore,
  });
  const left = spool.leftovers();
  for (const copy of left.copies) copies.resume(copy);
  for (const original of left.originals) {
    if (originals !== undefined) originals.resume(original);
    else log.warning(parts.logFormat.originalStays(original.original.mid));
  }
  return {
    listeners,
    spool: spool.kind,
    hostname,
    cloud: config.cloud,
    startedAtMs: now(),
    now,
    recentLog,
    admin,
    counters: () => destinations.rows(),
    tophosts: (key) => destinations.tophosts(key),
    hostStatus: (host) => destinations.hostStatus(host),
    hostCounters: (host) => destinations.details(host),
    deliveryStatus: (key) => destinations.sorted(key),
    deliveryStatusText: (key) => destinations.statusText(key),
    onCountersChanged: (listener) => destinations.subscribe(listener),
    track: (query) => tracking.search(query),
    tracked: (mid) => tracking.get(mid),
    findEvents: (query) => findEvents(tracking, recentLog, query),
    setJournaling: (settings) => admin.replace(journalSettings(settings)),
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
