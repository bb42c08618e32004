import { join } from 'node:path';
import type { Clock } from '../../clock.ts';
import type { TrackedEntry } from '../../evidence/events.ts';
import { gatewaySchema } from '../../forwarder/config.ts';
import { ConfigError } from '../../forwarder/config-error.ts';
import { type Console, startConsole } from '../../forwarder/console/server.ts';
import { type Forwarder, type ForwarderParts, startForwarder } from '../../forwarder/forwarder.ts';
import { openFileSpool } from '../../forwarder/spool/file-spool.ts';
import { KeptPort } from '../kept-port.ts';
import { StandError } from '../outcome.ts';
import type { ChangeResult, MailDirection, Settings, TophostsKey, TrackingQuery } from './driver.ts';
import type { Journaling } from './journaling-table.ts';
import { configFor, type ForwarderStand, journalSettingsFor } from './reference-config.ts';

/** More than any scenario hands in: all that is found comes on one page. */
const MOST_TRACKED = 1000;

export interface GatewayOrder {
  readonly stand: ForwarderStand;
  readonly settings: Settings;
  readonly journaling: Journaling;
  /** Where the queue is kept that survives a crash; null: in memory. */
  readonly stateFolder: string | null;
}

export interface ReferenceGatewayOptions {
  readonly clock: Clock;
  readonly parts?: Partial<ForwarderParts>;
  /** Hears each line of the mail log. */
  readonly log: (line: string) => void;
}

const consolePort = new KeptPort();

/** The reference forwarder as drivers want it: set up for a scenario, with spool, log and console. */
export class ReferenceGateway {
  private readonly forwarder: Forwarder;
  /** Served from the first time that somebody wants to see it. */
  private console: Console | undefined;

  private constructor(forwarder: Forwarder) {
    this.forwarder = forwarder;
  }

  /** On the same state folder as one that crashed it goes on with what that one had queued. */
  static async start(
    { stand, settings, journaling, stateFolder }: GatewayOrder,
    options: ReferenceGatewayOptions,
  ): Promise<ReferenceGateway> {
    const { clock, parts = {}, log } = options;
    const spool = stateFolder === null ? {} : { spool: await openFileSpool(join(stateFolder, 'spool'), clock) };
    const config = gatewaySchema.parse(configFor(stand, settings, journaling));
    return new ReferenceGateway(await startForwarder(config, { clock, mailLog: { write: log }, parts, ...spool }));
  }

  /** Where mail of that direction is handed in. */
  listener(direction: MailDirection): { readonly address: string; readonly port: number } {
    const listener = this.forwarder.listeners.find(({ kind }) => kind === direction);
    if (listener === undefined) throw new StandError(`the reference forwarder has no listener for ${direction} mail`);
    return { address: listener.address, port: listener.port };
  }

  setJournaling(journaling: Journaling): ChangeResult {
    try {
      this.forwarder.setJournaling(journalSettingsFor(journaling));
      return { kind: 'accepted' };
    } catch (error) {
      if (error instanceof ConfigError) return { kind: 'refused', reason: error.message };
      throw error;
    }
  }

  tophosts(key: TophostsKey): string {
    return this.forwarder.tophosts(key);
  }

  tracking(query: TrackingQuery): TrackedEntry[] {
    const { messages } = this.forwarder.track({ ...query, limit: MOST_TRACKED });
    return messages.map(({ mid, messageId, lines }) => ({ mid, messageId, lines: lines.map(({ text }) => text) }));
  }

  async consoleUrl(): Promise<string> {
    this.console ??= await consolePort.use(
      (port) => startConsole({ forwarder: this.forwarder, version: 'under test' }, { port }),
      ({ port }) => port,
    );
    return this.console.url;
  }

  async crash(): Promise<void> {
    await this.console?.close();
    await this.forwarder.crash();
  }

  async stop(): Promise<void> {
    await this.console?.close();
    await this.forwarder.stop();
  }
}
