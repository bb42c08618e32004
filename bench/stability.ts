// `npm run stability -- --runs 200 --seed 1`: does a verdict depend on the order of scenarios, on what runs beside them, or on how busy the
// machine is? Each run takes scenarios in an order by chance, on 1 to 8 processes, every other one while all processors are kept busy by
// something else. On the virtual clock each scenario must conform every time; on the wall clock (`--clock wall`) it may be inconclusive.
import { type ChildProcess, spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { scenariosOf } from '../src/harness/cucumber-run.ts';
import { FEATURES_GLOB, STEPS_GLOB } from '../src/harness/package-root.ts';
import { WAITING_TAG } from '../src/harness/selection.ts';
import { CONFORMS, type Ended } from '../src/mutation/jobs.ts';
import { runJob } from '../src/mutation/run-job.ts';
import { seeded, shuffled } from '../src/mutation/shuffle.ts';

type ClockKind = 'virtual' | 'wall';

interface Plan {
  readonly seed: number;
  readonly workers: number;
  readonly lanes: number;
  readonly isBusy: boolean;
  readonly scenarios: readonly string[];
}

interface Difference {
  readonly plan: Plan;
  readonly scenario: string;
  readonly verdict: string;
  readonly reason: string;
}

const MOST_WORKERS = 8;
/** Lanes of a process: one after the other or side by side, as a whole run has it; on the wall clock scenarios wait side by side. */
const MOST_LANES: Readonly<Record<ClockKind, number>> = { virtual: 2, wall: 16 };
/** Real time without a word of a process after which it is held to be stuck. */
const PATIENCE_MS = 300_000;

const allowed: Readonly<Record<ClockKind, ReadonlySet<string>>> = {
  virtual: new Set([CONFORMS]),
  wall: new Set([CONFORMS, 'inconclusive']),
};

const planOf = (seed: number, all: readonly string[], clock: ClockKind, count: number): Plan => {
  const chance = seeded(seed);
  const upTo = (most: number): number => 1 + Math.floor(chance() * most);
  const scenarios = shuffled(all, chance).slice(0, count);
  return { seed, workers: upTo(MOST_WORKERS), lanes: upTo(MOST_LANES[clock]), isBusy: seed % 2 === 1, scenarios };
};

/** Keeps every processor busy. */
const beBusy = (): ChildProcess[] =>
  Array.from({ length: availableParallelism() }, () => spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }));

const perform = async (plan: Plan, clock: ClockKind, folder: string): Promise<Ended[]> => {
  const { seed, workers, lanes, isBusy, scenarios } = plan;
  const others = isBusy ? beBusy() : [];
  const found: Ended[] = [];
  try {
    await Promise.all(
      Array.from({ length: workers }, async (_, index) => {
        const share = scenarios.filter((_scenario, place) => place % workers === index);
        if (share.length === 0) return;
        const end = await runJob({ scenarios: share, lanes, clock, keepIn: join(folder, `seed-${seed}`) }, PATIENCE_MS, {
          ended: (scenario) => {
            found.push(scenario);
            return true;
          },
        });
        if (end.kind !== 'done') throw new Error(`seed ${seed}: a process of ${workers} came to no end: ${JSON.stringify(end)}`);
      }),
    );
  } finally {
    for (const other of others) other.kill('SIGKILL');
  }
  return found;
};

const scenariosFor = async (clock: ClockKind): Promise<readonly string[]> => {
  const plan = { paths: [FEATURES_GLOB], tags: '', steps: STEPS_GLOB, worldParameters: {} };
  return (await scenariosOf(plan, clock === 'wall' ? `not ${WAITING_TAG}` : '')).scenarios.map(({ path }) => path);
};

const main = async (): Promise<number> => {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '200' },
      seed: { type: 'string', default: '1' },
      scenarios: { type: 'string', default: '40' },
      'whole-every': { type: 'string', default: '25' },
      minutes: { type: 'string', default: '60' },
      clock: { type: 'string', default: 'virtual' },
      evidence: { type: 'string', default: 'reports/stability' },
    },
  });
  const clock: ClockKind = values.clock === 'wall' ? 'wall' : 'virtual';
  const [runs, first, count, wholeEvery] = [values.runs, values.seed, values.scenarios, values['whole-every']].map(Number);
  if (runs === undefined || first === undefined || count === undefined || wholeEvery === undefined) throw new Error('never');
  const all = await scenariosFor(clock);
  const untilMs = Date.now() + Number(values.minutes) * 60_000;
  const differences: Difference[] = [];
  const verdicts = new Map<string, number>();
  let [done, busy, judged] = [0, 0, 0];
  for (let seed = first; seed < first + runs && Date.now() < untilMs; seed += 1) {
    const plan = planOf(seed, all, clock, seed % wholeEvery === 0 ? all.length : count);
    const startedMs = Date.now();
    const found = await perform(plan, clock, resolve(values.evidence));
    done += 1;
    busy += plan.isBusy ? 1 : 0;
    judged += found.length;
    for (const { verdict } of found) verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
    const odd = found.filter(({ verdict }) => !allowed[clock].has(verdict));
    differences.push(...odd.map(({ scenario, verdict, reason }) => ({ plan, scenario, verdict, reason })));
    console.error(
      `seed ${seed}: ${found.length} scenarios, ${plan.workers} processes of ${plan.lanes} lanes, ${plan.isBusy ? 'busy' : 'idle'} machine, ` +
        `${((Date.now() - startedMs) / 1000).toFixed(1)} s, ${odd.length} differences`,
    );
    if (found.length !== plan.scenarios.length) throw new Error(`seed ${seed}: ${plan.scenarios.length} scenarios were to be run`);
  }
  for (const { plan, scenario, verdict, reason } of differences) {
    console.log(
      `seed ${plan.seed} (${plan.workers} × ${plan.lanes}, ${plan.isBusy ? 'busy' : 'idle'}): ${scenario}: ${verdict}: ${reason}`,
    );
  }
  console.log(`${[...verdicts].map(([verdict, times]) => `${times} × ${verdict}`).join(', ')}`);
  console.log(
    `${done} runs, ${busy} of them busy, ${judged} scenarios, ${clock} clock, seeds ${first} to ${first + done - 1}: ${differences.length} differences`,
  );
  return differences.length === 0 ? 0 : 1;
};

process.exitCode = await main();
