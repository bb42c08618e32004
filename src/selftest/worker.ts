import { offerVariant } from '../harness/drivers/reference-variants.ts';
import { loadRegistry } from '../harness/registry.ts';
import { runFeatures } from '../harness/run.ts';
import type { RunResult } from '../harness/run-result.ts';
import { EVERYTHING, type Selection } from '../harness/selection.ts';
import { Recorder } from './infection/recorder.ts';
import { type Finding, type Job, type JobResult, jobSchema } from './jobs.ts';
import { VARIANTS } from './variants.ts';

// A process that runs variants of the reference forwarder through scenarios, one job after the other, until its channel closes.

const WATCHED = 'watched';
const registry = loadRegistry();
for (const { id, parts } of VARIANTS) offerVariant(id, parts);

/** Places by file: Cucumber takes `file:line:line`. */
const selectionOf = (scenarios: readonly string[] | null): Selection => {
  if (scenarios === null) return EVERYTHING;
  const byFile = Map.groupBy(scenarios, (place) => place.slice(0, place.lastIndexOf(':')));
  const files = [...byFile].map(([file, places]) => `${file}:${places.map((place) => place.slice(place.lastIndexOf(':') + 1)).join(':')}`);
  return { ...EVERYTHING, files };
};

/** What was found, collateral remarks left out: that a scenario ended early says nothing of its other requirements. */
const findingsOf = ({ requirements }: RunResult): Finding[] =>
  requirements.flatMap(({ judgements }) =>
    judgements
      .filter(({ verdict, collateral }) => verdict !== 'conforms' && !collateral)
      .map(({ scenario, requirement, verdict, reason }) => ({ scenario, requirement, verdict, reason })),
  );

const errorsOf = ({ setupErrors, scenarios }: RunResult): string[] => [
  ...setupErrors,
  ...scenarios.flatMap(({ id, verdict, reason }) => (verdict === 'harness-error' ? [`${id}: ${reason}`] : [])),
];

const perform = async (job: Job): Promise<JobResult> => {
  const before = process.cpuUsage();
  const recorder = new Recorder(job.kind === 'watch' ? VARIANTS.filter(({ id }) => job.variants.includes(id)) : []);
  offerVariant(WATCHED, recorder.parts);
  const result = await runFeatures({
    registry,
    selection: selectionOf(job.scenarios),
    worldParameters: { variant: job.kind === 'watch' ? WATCHED : job.variant, showEvidence: false },
    ...(job.kind === 'watch' ? { listener: { ended: ({ scenario }) => recorder.ended(scenario.id) } } : {}),
  });
  const watched = [...(await recorder.watched())];
  const { user, system } = process.cpuUsage(before);
  return {
    ran: result.scenarios.map(({ id }) => id),
    findings: findingsOf(result),
    errors: errorsOf(result),
    cpuMs: (user + system) / 1000,
    watched: Object.fromEntries(
      watched.map(([scenario, { infected, reached }]) => [scenario, { infected: [...infected], reached: [...reached] }]),
    ),
  };
};

process.on('message', (message) => {
  perform(jobSchema.parse(message)).then(
    (result) => process.send?.(result),
    (error: unknown) => process.send?.({ failure: error instanceof Error ? `${error.name}: ${error.message}` : String(error) }),
  );
});
process.on('disconnect', () => process.exit());
