// What the gateway tells of itself: mail log, counters by destination, and ids of connections.
import type { Clock } from './clock.ts';
import { harmless } from './message.ts';

export interface Destination {
  readonly host: string;
  active: number;
  connections: number;
  delivered: number;
  softBounced: number;
  hardBounced: number;
  isDown: boolean;
}

export type SortKey = 'active_rcpts' | 'conn_out' | 'deliv_recip' | 'hard_bounced' | 'soft_bounced';

const COLUMN: Readonly<Record<SortKey, 'active' | 'connections' | 'delivered' | 'hardBounced' | 'softBounced'>> = {
  active_rcpts: 'active',
  conn_out: 'connections',
  deliv_recip: 'delivered',
  hard_bounced: 'hardBounced',
  soft_bounced: 'softBounced',
};

export class Ledger {
  private readonly destinations = new Map<string, Destination>();
  private lastDcid = 0;
  private isOpen = true;
  readonly clock: Clock;
  private readonly tell: (line: string) => void;

  constructor(clock: Clock, tell: (line: string) => void) {
    this.clock = clock;
    this.tell = tell;
  }

  /** Every text of a message or a peer passes here on its way to the log, so that none can forge a line (LOG-12). */
  log(text: string): void {
    if (this.isOpen) this.tell(`${logTime(this.clock.now())} Info: ${harmless(text)}`);
  }

  nextDcid(): number {
    this.lastDcid += 1;
    return this.lastDcid;
  }

  destination(host: string): Destination {
    const known = this.destinations.get(host);
    if (known !== undefined) return known;
    const fresh = { host, active: 0, connections: 0, delivered: 0, softBounced: 0, hardBounced: 0, isDown: false };
    this.destinations.set(host, fresh);
    return fresh;
  }

  tophosts(sortBy: SortKey): string {
    const column = COLUMN[sortBy];
    const rows = [...this.destinations.values()]
      .toSorted((a, b) => b[column] - a[column])
      .map(({ host, active, connections, delivered, softBounced, hardBounced, isDown }, index) => {
        const figures = [active, connections, delivered, softBounced, hardBounced].map((figure) =>
          figure.toLocaleString('en-US').padStart(9),
        );
        return `${`${index + 1}${isDown ? '*' : ''}`.padEnd(5)}${host.padEnd(34)}${figures.join(' ')}`;
      });
    return [
      `Status as of:                   ${logTime(this.clock.now())} GMT`,
      "Hosts marked with '*' were down as of the last delivery attempt.",
      '',
      `${' '.repeat(39)}   Active     Conn.    Deliv.      Soft      Hard`,
      `${'#'.padEnd(5)}${'Recipient Host'.padEnd(34)}   Recip.       Out    Recip.   Bounced   Bounced`,
      '',
      ...rows,
      '',
    ].join('\n');
  }

  /** Nothing is told any more. */
  close(): void {
    this.isOpen = false;
  }
}

/** `Wed Sep  6 09:03:05 2023`. ASSUMPTION: the gateway's time zone is UTC. */
const logTime = (ms: number): string => {
  const [weekday = '', day = '', month = '', year = '', time = ''] = new Date(ms).toUTCString().replace(',', '').split(' ');
  return `${weekday} ${month} ${String(Number(day)).padStart(2)} ${time} ${year}`;
};

/** `16 Feb 2024 21:19:24 (GMT +00:00)`, as message tracking dates its lines. */
export const trackingTime = (ms: number): string => new Date(ms).toUTCString().replace(/^\w+, 0?(.*) GMT$/, '$1 (GMT +00:00)');
