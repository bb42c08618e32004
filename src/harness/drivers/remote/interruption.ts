// What an interrupted run does with the systems that it has started.

/** A system that was started and has to be ended. */
interface Living {
  end(): Promise<void>;
}

const INTERRUPTIONS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const living = new Set<Living>();

/** What a start command has started is in a process group of its own, which Ctrl-C does not reach: a later run would talk to it. */
const endAll = (signal: NodeJS.Signals): void => {
  for (const name of INTERRUPTIONS) process.off(name, endAll);
  void Promise.allSettled([...living].map((life) => life.end())).then(() => process.kill(process.pid, signal));
};

/** From now on an interruption ends it before the process. */
export const nowLiving = (life: Living): void => {
  if (living.size === 0) for (const name of INTERRUPTIONS) process.on(name, endAll);
  living.add(life);
};

/** It has ended. */
export const nowEnded = (life: Living): void => {
  living.delete(life);
  if (living.size === 0) for (const name of INTERRUPTIONS) process.off(name, endAll);
};
