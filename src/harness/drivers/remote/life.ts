import { setTimeout as sleep } from 'node:timers/promises';
import { StandError } from '../../outcome.ts';
import type { RemoteSettings } from '../../profile/remote-schema.ts';
import { runCommand } from '../../readers/run-command.ts';
import { REST_OF_LIFE_MS } from '../../rest-of-life.ts';
import { Child } from '../exec/child.ts';
import { greetingOf } from './greeting.ts';
import { nowEnded, nowLiving } from './interruption.ts';

const POLL_MS = 100;

/** When a scenario on a system ended last, ms of real time; by its address and port. */
const endedAt = new Map<string, number>();

/** How long a system that is started anew takes to come up, about; ms. */
const STARTING_MS = 2000;

const restMsOf = ({ start, reset, restMs = start === undefined && reset === undefined ? REST_OF_LIFE_MS : 0 }: RemoteSettings): number =>
  restMs;

/** What comes between two scenarios, about; ms. */
export const betweenScenariosMs = (settings: RemoteSettings): number =>
  restMsOf(settings) + (settings.start === undefined ? 0 : STARTING_MS);

/** How a black box is brought into a clean state for a scenario, and left after it. */
export class RemoteLife {
  private readonly settings: RemoteSettings;
  private readonly folder: string;
  private readonly key: string;
  private child: Child | undefined;
  private hasBegun = false;

  constructor(settings: RemoteSettings, folder: string) {
    this.settings = settings;
    this.folder = folder;
    this.key = `${settings.incoming.address} ${settings.incoming.port}`;
  }

  /** Throws StandError when a command fails or the system does not take mail. */
  async begin(): Promise<void> {
    const { start, reset, incoming, deadlineMs } = this.settings;
    await this.rest();
    this.hasBegun = true;
    nowLiving(this);
    if (reset !== undefined) await this.run(reset);
    if (start !== undefined) {
      this.child = new Child({ command: start, folder: this.folder });
      this.child.stdout.resume();
    }
    const until = performance.now() + deadlineMs;
    for (let greeting = await greetingOf(incoming, deadlineMs); greeting === undefined; greeting = await greetingOf(incoming, deadlineMs)) {
      const died = await this.failureOfStart();
      if (died !== undefined) throw died;
      if (performance.now() > until) {
        const { address, port } = incoming;
        throw new StandError(`no mail server greets at ${address}:${port} within ${deadlineMs} ms${this.child?.lastWords ?? ''}`);
      }
      await sleep(POLL_MS);
    }
  }

  async end(): Promise<void> {
    const { child } = this;
    this.child = undefined;
    try {
      if (this.hasBegun && this.settings.stop !== undefined) await this.run(this.settings.stop);
    } finally {
      await child?.terminate(this.settings.deadlineMs);
      nowEnded(this);
      endedAt.set(this.key, performance.now());
    }
  }

  /** What a start command that stayed did not; one that has ended well has started something else. */
  private async failureOfStart(): Promise<StandError | undefined> {
    const { child } = this;
    if (child === undefined) return undefined;
    const how = await Promise.race([child.ended, sleep(0)]);
    if (how === undefined || how.endsWith('exit status 0')) return undefined;
    return new StandError(`the start command ${how}${child.lastWords}`);
  }

  private async rest(): Promise<void> {
    const last = endedAt.get(this.key);
    if (last !== undefined) await sleep(Math.max(0, last + restMsOf(this.settings) - performance.now()));
  }

  private run(command: readonly string[]): Promise<string> {
    return runCommand({ command, folder: this.folder, deadlineMs: this.settings.deadlineMs });
  }
}
