import { entersLedger } from '../src/harness/checks/ledger.ts';
import type { TophostsKey, TrackingQuery } from '../src/harness/drivers/driver.ts';
import { REST_OF_LIFE_MS } from '../src/harness/rest-of-life.ts';
import { recordCase } from './case-recorder.ts';
import { StandWorld } from './stand-world.ts';

/** By how much figures may come late that a system tells of itself, in real time. */
const LATE_SECONDS = 5;

/** What one scenario knows and does: its stand, what it sent, how it waits and reads, and how it came out. */
export class ConformanceWorld extends StandWorld {
  /** Lets `seconds` pass under observation: the proof that a negative needs. */
  async watch(seconds: number): Promise<void> {
    const stand = await this.stand();
    const fromMs = stand.clock.now();
    await stand.clock.advance(seconds * 1000);
    this.noteWait(false, seconds);
    stand.evidence.record({ type: 'timeWatched', fromMs, untilMs: stand.clock.now() });
  }

  /** Lets time pass until something holds, for at most `seconds`. */
  async await(done: () => boolean, seconds: number): Promise<void> {
    const stand = await this.stand();
    const held = await stand.clock.runUntil(done, seconds * 1000);
    this.noteWait(held, seconds);
  }

  /** Waits until there are so many of something; that there are none is proved only by time watched to its end. */
  async awaitCount(wanted: number, count: () => number, seconds: number): Promise<void> {
    if (wanted === 0) await this.watch(seconds);
    else await this.await(() => count() >= wanted, seconds);
  }

  /** The same, and a second more: one too many may still be on its way. */
  async awaitExactly(wanted: number, count: () => number, seconds: number): Promise<void> {
    await this.awaitCount(wanted, count, seconds);
    if (wanted > 0) await this.watch(1);
  }

  /** Waits for the copy of the only message, for as long as it may live in the queue (QUEUE-1), and then some. */
  async awaitCopy(seconds = 150): Promise<void> {
    const message = this.onlyMessage;
    await this.await(() => this.copies(message).length > 0, seconds);
  }

  /**
   * Watches what goes on when the steps are over, and reads what the system tells of it. `sound`: the steps found nothing. On the
   * virtual clock, where it costs nothing, such a scenario is watched until no copy can be in the queue any more.
   */
  async observeRest(sound: boolean): Promise<void> {
    const stand = await this.stand();
    if (sound && stand.clock.kind === 'virtual') await this.watch(REST_OF_LIFE_MS / 1000);
    // What failed is shown with its whole log; of what went well only the ledger's lines are kept.
    await stand.readMailLog(sound ? entersLedger : undefined);
    await stand.readCounters();
  }

  /** Takes what the system has logged so far into the evidence. */
  async readLog(): Promise<void> {
    const stand = await this.stand();
    this.needs('mail-log', stand);
    await stand.readMailLog();
  }

  /** The same, where the system has a log: for checks that can do without. */
  async readLogIfThere(): Promise<void> {
    await (await this.stand()).readMailLog();
  }

  /** Reads the log, second by second, until it holds what is looked for, for at most `seconds`. */
  awaitLog(found: () => boolean, seconds: number): Promise<void> {
    return this.awaitRead(() => this.readLog(), found, seconds);
  }

  /** Asks the system, second by second, until what was read is as wanted, for at most `seconds`. */
  async awaitRead(read: () => Promise<void>, asWanted: () => boolean, seconds: number): Promise<void> {
    const stand = await this.stand();
    await read();
    for (let waited = 0; !asWanted() && waited < seconds; waited += 1) {
      await stand.clock.advance(1000);
      await read();
    }
    this.noteWait(asWanted(), seconds);
  }

  /** Takes what `tophosts` prints now into the evidence. */
  async readCounters(key: TophostsKey = 'active_rcpts'): Promise<void> {
    const stand = await this.stand();
    this.needs('counters', stand);
    await stand.readCounters(key);
  }

  /**
   * The same, on the wall clock again for some seconds until the figures are as wanted: there they are never of the same instant as what
   * the intake sees, and a busy system has not done in time all that they should tell.
   */
  async readCountersUntil(asWanted: () => boolean): Promise<void> {
    if (this.runParameters.clock === 'virtual') await this.readCounters();
    else await this.awaitRead(() => this.readCounters(), asWanted, LATE_SECONDS);
  }

  /** Takes what the message tracking finds into the evidence. */
  async track(query: TrackingQuery): Promise<void> {
    const stand = await this.stand();
    this.needs('tracking', stand);
    await stand.readTracking(query);
  }

  /** Writes down what is needed to judge the scenario again, if the run asks for that. */
  keepRecord(): void {
    const { recordInto } = this.runParameters;
    if (recordInto !== undefined) recordCase(this, this.stepsEndSeq, recordInto);
  }
}
