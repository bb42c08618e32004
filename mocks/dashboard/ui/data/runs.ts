import type { z } from 'zod';
import { ask } from '../../../../src/web/ui/api.ts';
import { type Resource, resource } from '../../../../src/web/ui/resource.ts';
import type { comparison, matrix, runSummary, scenarioDetails } from '../../../api/schema/run.ts';
import { queryOf } from './messages.ts';

export type Run = z.output<typeof runSummary>;
export type RunMatrix = z.output<typeof matrix>;
export type RunScenario = z.output<typeof scenarioDetails>;
export type RunComparison = z.output<typeof comparison>;
export type Verdict = RunScenario['verdict'];

const RUNS = '/api/v1/runs';

/** The newest runs as columns, and what each says of every requirement. */
export const runMatrix = (): Resource<RunMatrix> => resource((signal) => ask<RunMatrix>(`${RUNS}/matrix`, { signal }));

/** A run without steps and evidence. */
export interface RunView extends Omit<Run, 'scenarios'> {
  readonly requirements: readonly {
    readonly id: string;
    readonly title: string;
    readonly statement?: string;
    readonly verdict: Verdict;
    readonly reason: string;
  }[];
  readonly scenarios: readonly {
    readonly id: string;
    readonly name: string;
    readonly requirements: readonly string[];
    readonly verdict: Verdict;
    readonly reason: string;
  }[];
}

export const runView = (run: string): Resource<RunView> =>
  resource((signal) => ask<RunView>(`${RUNS}/${encodeURIComponent(run)}`, { signal }));

export const runScenario = (run: string, id: string): Resource<RunScenario> =>
  resource((signal) => ask<RunScenario>(`${RUNS}/${encodeURIComponent(run)}/scenario${queryOf({ id })}`, { signal }));

export const runComparison = (one: string, other: string): Resource<RunComparison> =>
  resource((signal) => ask<RunComparison>(`${RUNS}/comparison${queryOf({ one, other })}`, { signal }));

/** Forgets a run. */
export const deleteRun = (run: number): Promise<unknown> => ask(`${RUNS}/${run}`, { method: 'DELETE' });

/** Hands in the content of a run.json. */
export const addRun = (content: unknown): Promise<Run> => ask(RUNS, { method: 'POST', body: content });
