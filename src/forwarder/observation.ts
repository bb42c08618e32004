import type { CounterRow, HostCounters } from './counters.ts';
import { type Destination, Destinations } from './destinations.ts';
import { findEvents } from './find-events.ts';
import type { LogRing } from './log-ring.ts';
import type { ForwarderParts } from './parts.ts';
import type { TophostsKey } from './status/tophosts-key.ts';
import type { TrackedMessage, TrackingPage, TrackingQuery } from './tracking/tracked-message.ts';
import type { TrackingStore } from './tracking/tracking-store.ts';

/** What a gateway tells of itself: counters, message tracking, log. */
export interface Observation {
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
}

interface Observed {
  readonly destinations: readonly Destination[];
  readonly tracking: TrackingStore;
  readonly recentLog: LogRing;
  readonly parts: ForwarderParts;
  /** Ms on the gateway's clock. */
  readonly now: () => number;
}

/** Puts together what a gateway tells of itself. */
export const observe = ({ destinations: all, tracking, recentLog, parts, now }: Observed): Observation => {
  const destinations = new Destinations(all, parts, now);
  return {
    recentLog,
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
  };
};
