import { Writable } from 'node:stream';
import { loadConfiguration, runCucumber } from '@cucumber/cucumber/api';
import type { Pickle } from './cucumber-envelope.ts';
import { FEATURES_GLOB, PACKAGE_ROOT } from './package-root.ts';
import { REQUIREMENT_ID } from './requirement.ts';

/** Where a scenario stands. */
export interface ScenarioReference {
  readonly name: string;
  readonly uri: string;
  readonly line: number;
}

const nowhere = (): Writable => new Writable({ write: (_chunk, _encoding, done) => done() });

/** Every scenario of the features, without running anything: a dry run that loads no steps. */
async function readPickles(): Promise<Pickle[]> {
  const { runConfiguration } = await loadConfiguration(
    // A pattern that matches nothing: without one Cucumber would look for support code by itself.
    { file: false, provided: { paths: [FEATURES_GLOB], import: ['no-steps-needed'], dryRun: true, format: ['message'] } },
    { cwd: PACKAGE_ROOT, env: {} },
  );
  const pickles: Pickle[] = [];
  const environment = { cwd: PACKAGE_ROOT, env: {}, stdout: nowhere(), stderr: nowhere() };
  await runCucumber(runConfiguration, environment, (envelope) => {
    if (envelope.pickle !== undefined) pickles.push(envelope.pickle);
  });
  return pickles;
}

/** The scenarios that carry each requirement's tag, in the order of the features. */
export async function scenariosByRequirement(): Promise<ReadonlyMap<string, readonly ScenarioReference[]>> {
  const found = new Map<string, ScenarioReference[]>();
  for (const pickle of await readPickles()) {
    const ids = new Set(pickle.tags.map((tag) => tag.name.slice(1)).filter((tag) => REQUIREMENT_ID.test(tag)));
    for (const id of ids) {
      const references = found.get(id) ?? [];
      references.push({ name: pickle.name, uri: pickle.uri, line: pickle.location?.line ?? 1 });
      found.set(id, references);
    }
  }
  return found;
}
