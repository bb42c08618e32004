import type { CounterRow, DestinationCounter, HostCounters } from './counters.ts';
import type { ForwarderParts } from './parts.ts';
import { deliveryStatusText } from './status/delivery-status.ts';
import type { KnownRoute } from './status/host-status.ts';
import { sortHosts, type TophostsKey } from './status/tophosts-key.ts';

const USUAL_KEY: TophostsKey = 'active_rcpts';

/** One destination: its counters, and where its mail goes as far as that is known. */
export interface Destination {
  readonly counter: DestinationCounter;
  readonly routes: () => readonly KnownRoute[];
}

/** All destinations of a gateway as its command line and its pages show them. */
export class Destinations {
  private readonly all: readonly Destination[];
  private readonly parts: ForwarderParts;
  private readonly now: () => number;
  private readonly listeners = new Set<() => void>();

  /** `now`: ms on the gateway's clock. */
  constructor(all: readonly Destination[], parts: ForwarderParts, now: () => number) {
    this.all = all;
    this.parts = parts;
    this.now = now;
    for (const { counter } of all) {
      counter.onChange = () => {
        for (const listener of this.listeners) listener();
      };
    }
  }

  rows(): CounterRow[] {
    return this.all.map(({ counter }) => counter.row());
  }

  /** Sorted as the Delivery Status page shows them. */
  sorted(key: TophostsKey = USUAL_KEY): CounterRow[] {
    return sortHosts(this.rows(), key);
  }

  details(host: string): HostCounters | undefined {
    return this.find(host)?.counter.details();
  }

  /** COUNT-1, COUNT-5 */
  tophosts(key: TophostsKey = USUAL_KEY): string {
    return this.parts.tophosts(this.rows(), key, this.now());
  }

  hostStatus(host: string): string | undefined {
    const found = this.find(host);
    return found === undefined ? undefined : this.parts.hostStatus(found.counter.details(), found.routes(), this.now());
  }

  statusText(key: TophostsKey = USUAL_KEY): string {
    return deliveryStatusText(this.rows(), key, this.now());
  }

  /** Hears of every change of a counter until the returned function is called. */
  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  private find(host: string): Destination | undefined {
    return this.all.find(({ counter }) => counter.host === host.toLowerCase());
  }
}
