import { atEndOfRun } from '../../run-scope.ts';
import type { ProgramOptions } from './link.ts';
import type { LogSink } from './log-sink.ts';
import { ExecProgram, type ExecSeat } from './program.ts';

// A process serves scenarios one after another; where it says that it can, also side by side. There are as many as that takes.

export interface LeaseOptions {
  readonly log: LogSink;
  /** Nobody else may be served at the same time: the process is going to be killed, or time to be moved for all of it. */
  readonly alone: boolean;
}

/** A process that runs or is being started. */
interface Process {
  readonly program: Promise<ExecProgram>;
  taken: number;
  alone: boolean;
}

class Pool {
  private readonly options: ProgramOptions;
  private readonly processes = new Set<Process>();
  private sideBySide: Promise<number> | undefined;

  constructor(options: ProgramOptions) {
    this.options = options;
  }

  async lease({ log, alone }: LeaseOptions): Promise<{ readonly seat: ExecSeat; readonly giveBack: () => void }> {
    const place = await this.place(alone);
    const program = await place.program;
    const seat = program.seat(log);
    const giveBack = (): void => {
      seat.leave();
      place.taken -= 1;
      if (!program.isSound) this.processes.delete(place);
    };
    return { seat, giveBack };
  }

  async close(): Promise<void> {
    const programs = await Promise.allSettled([...this.processes].map(({ program }) => program));
    await Promise.all(programs.map((found) => (found.status === 'fulfilled' && found.value.isSound ? found.value.close() : undefined)));
  }

  private async place(alone: boolean): Promise<Process> {
    // How many fit into one is known when the first has said so; until then nobody can tell whether another is needed.
    if (this.sideBySide === undefined) return this.launchFirst(alone);
    const most = alone ? 1 : await this.sideBySide;
    for (const place of this.processes) {
      if (place.taken >= most || (place.alone && place.taken > 0)) continue;
      // Taken at once: somebody else may look before the process answers.
      place.taken += 1;
      place.alone = alone;
      if ((await this.isSound(place)) === true) return place;
      this.processes.delete(place);
    }
    return this.launch(alone);
  }

  private launchFirst(alone: boolean): Process {
    const place = this.launch(alone);
    this.sideBySide = place.program.then(({ hello }) => hello.sideBySide ?? 1);
    this.sideBySide.catch(() => {
      this.sideBySide = undefined;
    });
    return place;
  }

  private launch(alone: boolean): Process {
    const place: Process = { program: ExecProgram.launch(this.options), taken: 1, alone };
    this.processes.add(place);
    place.program.catch(() => this.processes.delete(place));
    return place;
  }

  private isSound({ program }: Process): Promise<boolean> {
    return program.then(
      ({ isSound }) => isSound,
      () => false,
    );
  }
}

const pools = new Map<string, Pool>();

/** A place in a program until it is given back: in one that has served before, in one that serves others, or in a new one. */
export const leaseSeat = (options: ProgramOptions, lease: LeaseOptions): ReturnType<Pool['lease']> => {
  const key = JSON.stringify(options);
  const known = pools.get(key);
  if (known !== undefined) return known.lease(lease);
  const pool = new Pool(options);
  pools.set(key, pool);
  atEndOfRun(async () => {
    pools.delete(key);
    await pool.close();
  });
  return pool.lease(lease);
};
