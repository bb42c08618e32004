import { StandError } from '../../outcome.ts';
import { atEndOfRun } from '../../run-scope.ts';
import { ExecProgram, type ProgramOptions } from './program.ts';

// A process serves scenarios one after another, as many at once as scenarios run side by side.

const pools = new Map<string, ExecProgram[]>();

const poolOf = (options: ProgramOptions): ExecProgram[] => {
  const key = JSON.stringify(options);
  const known = pools.get(key);
  if (known !== undefined) return known;
  const pool: ExecProgram[] = [];
  pools.set(key, pool);
  atEndOfRun(async () => {
    pools.delete(key);
    await Promise.all(pool.map((program) => program.close()));
  });
  return pool;
};

/** A program that serves nobody else until it is given back: one that has served before, or a new one. */
export const leaseProgram = async (options: ProgramOptions): Promise<ExecProgram> => {
  const pool = poolOf(options);
  for (let program = pool.pop(); program !== undefined; program = pool.pop()) if (program.isSound) return program;
  return ExecProgram.launch(options);
};

/** For the next scenario. One that did something wrong is gone already. */
export const returnProgram = (options: ProgramOptions, program: ExecProgram): void => {
  if (!program.isSound) return;
  const pool = pools.get(JSON.stringify(options));
  if (pool === undefined) throw new StandError('a program is given back after the end of the run');
  pool.push(program);
};
