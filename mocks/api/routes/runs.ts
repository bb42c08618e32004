import { z } from 'zod';
import { type RunDetails, RunFormatError } from '../../store/run-record.ts';
import type { RunShelf } from '../../store/store.ts';
import { created, done, json, type Operation, operation } from '../operation.ts';
import { ordinal } from '../parameters.ts';
import { problemOf } from '../problem-kinds.ts';
import { readEvidence } from '../read-evidence.ts';
import { compareRuns, matrixOf } from '../run-views.ts';
import { comparison, matrix, runDetails, runList, runSummary, scenarioDetails } from '../schema/run.ts';

/** The evidence of a whole run is some tens of megabytes. */
const LARGEST_RUN = 64 * 1024 * 1024;
const MOST_COLUMNS = 20;

const runPath = z.strictObject({ run: ordinal });
const scenarioQuery = z.strictObject({ id: z.string().min(1).describe('as the run names it: features/retry/budget.feature:8') });
const comparisonQuery = z.strictObject({ one: ordinal, other: ordinal });
const matrixQuery = z.strictObject({
  runs: z
    .string()
    .regex(/^\d{1,15}(?:,\d{1,15})*$/, 'expected numbers of runs with commas between them')
    .transform((text) => text.split(',').map(Number))
    .pipe(z.array(z.int().min(1)).max(MOST_COLUMNS))
    .optional()
    .describe(`the columns, in this order; the newest ${MOST_COLUMNS} unless given`),
});

const find = async (runs: RunShelf, run: number): Promise<RunDetails> => {
  const found = await runs.get(run);
  if (found === undefined) throw problemOf('run-missing', `no run ${run} is stored; GET /api/v1/runs lists them`);
  return found;
};

const add = async (runs: RunShelf, body: unknown) => {
  try {
    return await runs.add(body);
  } catch (error) {
    if (!(error instanceof RunFormatError)) throw error;
    throw problemOf('run-unreadable', `send the content of a run.json as setd run writes it. ${error.message}`, [
      { path: '', message: error.message },
    ]);
  }
};

/** Results of `setd run`: one by one, side by side, compared. */
export const runOperations = (runs: RunShelf): Operation[] => [
  operation({
    id: 'listRuns',
    method: 'get',
    path: '/api/v1/runs',
    section: 'Runs',
    summary: 'The runs that were handed in, newest first',
    answer: json('the runs', runList),
    handle: async () => ({ runs: await runs.list() }),
  }),
  operation({
    id: 'addRun',
    method: 'post',
    path: '/api/v1/runs',
    section: 'Runs',
    summary: 'Takes the content of reports/run.json',
    body: { schema: z.looseObject({}), hint: 'send the content of a run.json as setd run writes it', mostBytes: LARGEST_RUN },
    answer: created('the run in a few words', runSummary),
    handle: ({ body }) => add(runs, body),
  }),
  operation({
    id: 'getRunMatrix',
    method: 'get',
    path: '/api/v1/runs/matrix',
    section: 'Runs',
    summary: 'Requirement × run',
    query: matrixQuery,
    answer: json('the matrix', matrix),
    problems: [404],
    handle: async ({ query }) => {
      const wanted = query.runs ?? (await runs.list()).slice(0, MOST_COLUMNS).map(({ run }) => run);
      return matrixOf(await Promise.all(wanted.map((run) => find(runs, run))));
    },
  }),
  operation({
    id: 'compareRuns',
    method: 'get',
    path: '/api/v1/runs/comparison',
    section: 'Runs',
    summary: 'What two runs judge differently',
    query: comparisonQuery,
    answer: json('the differences', comparison),
    problems: [404],
    handle: async ({ query: { one, other } }) => compareRuns(await find(runs, one), await find(runs, other)),
  }),
  operation({
    id: 'getRun',
    method: 'get',
    path: '/api/v1/runs/{run}',
    section: 'Runs',
    summary: 'One run: its requirements and scenarios',
    pathParameters: runPath,
    answer: json('the run without the evidence', runDetails),
    problems: [404],
    handle: ({ path: { run } }) => find(runs, run),
  }),
  operation({
    id: 'deleteRun',
    method: 'delete',
    path: '/api/v1/runs/{run}',
    section: 'Runs',
    summary: 'Forgets a run',
    pathParameters: runPath,
    answer: done('it is gone'),
    problems: [404],
    handle: async ({ path: { run } }) => {
      if (!(await runs.delete(run))) throw problemOf('run-missing', `no run ${run} is stored; GET /api/v1/runs lists them`);
    },
  }),
  operation({
    id: 'getRunScenario',
    method: 'get',
    path: '/api/v1/runs/{run}/scenario',
    section: 'Runs',
    summary: 'One scenario of a run with its steps, outcomes and evidence',
    pathParameters: runPath,
    query: scenarioQuery,
    answer: json('the scenario', scenarioDetails),
    problems: [404],
    handle: async ({ path: { run }, query: { id } }) => {
      const found = await runs.scenario(run, id);
      if (found === undefined)
        throw problemOf('scenario-missing', `run ${run} has no scenario ${JSON.stringify(id)}; GET /api/v1/runs/${run} lists them`);
      return { ...found, ...readEvidence(found.evidence) };
    },
  }),
];
