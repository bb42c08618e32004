import { type Coverage, coveringOf, killersFirst } from './coverage.ts';
import type { Ended } from './jobs.ts';
import type { Mutant } from './mutant.ts';
import { runJob } from './run-job.ts';

export const FATES = ['killed', 'crashed', 'timeout', 'survived', 'uncovered', 'equivalent', 'outside'] as const;
/** `crashed`: it could not be loaded, or took the process with it. `uncovered`: no scenario comes near it. The last two are explained. */
export type Fate = (typeof FATES)[number];

export interface Account {
  readonly mutant: Mutant;
  readonly fate: Fate;
  /** The scenario that killed it, and what that said. */
  readonly by: string | null;
  readonly said: string;
  /** Scenarios run. */
  readonly ran: number;
  /** Scenarios that enter its block. */
  readonly covering: number;
}

export interface SessionOptions {
  readonly workers: number;
  /** No mutant is begun later than this, ms since the epoch. */
  readonly untilMs: number;
  readonly explained: (mutant: Mutant) => 'equivalent' | 'outside' | undefined;
  readonly progress: (account: Account) => void;
}

/** Silence of a mutant that is taken for an endless loop: much more than any scenario of the unchanged forwarder takes. */
const patienceFor = ({ longestMs }: Coverage): number => 15_000 + 5 * longestMs;

/** Tries mutants, several side by side, each until a scenario finds something else than of the unchanged forwarder. */
export const tryMutants = async (mutants: readonly Mutant[], coverage: Coverage, options: SessionOptions): Promise<Account[]> => {
  const accounts: Account[] = [];
  const killsByFile = new Map<string, Map<string, number>>();
  const patienceMs = patienceFor(coverage);
  const left = mutants.values();

  const tryOne = async (mutant: Mutant): Promise<Account> => {
    const found = coveringOf(coverage, mutant);
    const account = { mutant, by: null, said: '', ran: 0, covering: found.length };
    const explained = options.explained(mutant);
    if (explained !== undefined) return { ...account, fate: explained };
    if (found.length === 0) return { ...account, fate: 'uncovered' };
    const kills = killsByFile.get(mutant.file) ?? new Map<string, number>();
    killsByFile.set(mutant.file, kills);
    let ran = 0;
    let killer: Ended | undefined;
    const end = await runJob({ change: mutant, scenarios: killersFirst(found, kills) }, patienceMs, {
      ended: (scenario) => {
        ran += 1;
        if (scenario.verdict !== coverage.scenarios.get(scenario.scenario)?.verdict) killer = scenario;
        return killer === undefined;
      },
    });
    if (killer !== undefined) {
      kills.set(killer.scenario, (kills.get(killer.scenario) ?? 0) + 1);
      return { ...account, ran, fate: 'killed', by: killer.scenario, said: `${killer.verdict}: ${killer.reason}` };
    }
    if (end.kind === 'failed') return { ...account, ran, fate: 'crashed', said: end.message };
    return { ...account, ran, fate: end.kind === 'timeout' ? 'timeout' : 'survived' };
  };

  const work = async (): Promise<void> => {
    for (let next = left.next(); next.done !== true && Date.now() < options.untilMs; next = left.next()) {
      const account = await tryOne(next.value);
      accounts.push(account);
      options.progress(account);
    }
  };
  await Promise.all(Array.from({ length: options.workers }, work));
  return accounts;
};
