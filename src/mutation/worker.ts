import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import type { ScenarioRun } from '../harness/run-result.ts';
import { CONFORMS, jobSchema, type Message } from './jobs.ts';
import { loadInstrumented, loadMutant } from './loader.ts';

// A process that runs scenarios against one mutant, or the unchanged forwarder, and tells of each as it ends.

const say = (message: Message): void => void process.send?.(message);

const verdictOf = ({ outcomes, status }: ScenarioRun): string =>
  outcomes.length === 0 ? `nothing, ${status}` : [...new Set(outcomes.map(({ kind }) => kind))].toSorted().join(', ');

const reasonOf = ({ outcomes }: ScenarioRun): string => {
  const bad = outcomes.find(({ kind }) => kind !== 'conforms');
  switch (bad?.kind) {
    case 'departs':
      return `expected ${bad.expected}; observed ${bad.observed}`;
    case 'inconclusive':
      return bad.reason;
    case 'harness-error':
      return bad.message;
    case 'not-testable':
      return bad.capability;
    default:
      return '';
  }
};

const keep = (folder: string, scenario: ScenarioRun): void => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${scenario.id.replaceAll(/[^\w.-]+/g, '-')}.json`), JSON.stringify(scenario, null, 1));
};

const perform = async ({ change, cover, scenarios, lanes, clock, keepIn }: z.output<typeof jobSchema>): Promise<void> => {
  const entered = new Set<string>();
  if (cover) loadInstrumented((block) => entered.add(block));
  if (change !== undefined) loadMutant(change);
  const { runFeatures } = await import('../harness/run.ts');
  say({ kind: 'loaded' });
  const result = await runFeatures({
    scenarios,
    lanes,
    clock,
    listener: {
      ended: ({ scenario }) => {
        const { id, requirements, durationMs } = scenario;
        const told = { scenario: id, requirements: [...requirements], durationMs, entered: [...entered] };
        entered.clear();
        const verdict = verdictOf(scenario);
        if (keepIn !== undefined && verdict !== CONFORMS) keep(keepIn, scenario);
        say({ kind: 'ended', ...told, verdict, reason: reasonOf(scenario) });
      },
    },
  });
  const [error] = result.setupErrors;
  say(error === undefined ? { kind: 'done' } : { kind: 'failed', message: error });
};

process.once('message', (job) => {
  perform(jobSchema.parse(job))
    .catch((error: unknown) => say({ kind: 'failed', message: error instanceof Error ? `${error.name}: ${error.message}` : String(error) }))
    .finally(() => process.disconnect());
});
