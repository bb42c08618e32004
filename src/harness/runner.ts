import { type CucumberPlan, type PartRunner, partRunner } from './cucumber-run.ts';
import { enterRun, leaveRun } from './run-scope.ts';

/** Runs parts of a plan, here or in a thread. Whoever has one closes it. */
export interface Runner {
  readonly run: PartRunner;
  /** Ends what scenarios shared. Never rejects. */
  close(): Promise<void>;
}

/** Runs parts in this thread, several at a time if asked to. Rejects as `partRunner` does. */
export async function hereRunner(plan: CucumberPlan): Promise<Runner> {
  const run = await partRunner(plan);
  enterRun();
  return { run, close: leaveRun };
}
