/** One destination as `tophosts` shows it. */
export interface CounterRow {
  readonly host: string;
  /** Whether no connection could be made at the last delivery attempt. */
  readonly down: boolean;
  /** Messages waiting, not connections (COUNT-2). */
  readonly activeRecipients: number;
  readonly connectionsOut: number;
  readonly deliveredRecipients: number;
  /** Events: one recipient can have several. */
  readonly softBounced: number;
  readonly hardBounced: number;
}

/** COUNT-1: the destination under which journal copies are counted. */
export const TDC_QUEUE = 'the.tdc.queue';

/** The counters of one destination. */
export class DestinationCounter {
  readonly host: string;
  private down = false;
  private active = 0;
  private connections = 0;
  private delivered = 0;
  private soft = 0;
  private hard = 0;

  constructor(host: string) {
    this.host = host;
  }

  recipientsQueued(count: number): void {
    this.active += count;
  }

  connectionOpened(): void {
    this.connections += 1;
  }

  connectionClosed(): void {
    this.connections -= 1;
  }

  reached(up: boolean): void {
    this.down = !up;
  }

  recipientsDelivered(count: number): void {
    this.active -= count;
    this.delivered += count;
  }

  softBounce(): void {
    this.soft += 1;
  }

  hardBounce(count: number): void {
    this.active -= count;
    this.hard += count;
  }

  row(): CounterRow {
    return {
      host: this.host,
      down: this.down,
      activeRecipients: this.active,
      connectionsOut: this.connections,
      deliveredRecipients: this.delivered,
      softBounced: this.soft,
      hardBounced: this.hard,
    };
  }
}
