import { join } from 'node:path';
import { z } from 'zod';
import { type CucumberPlan, type ScenarioPath, scenariosOf } from './cucumber-run.ts';
import { PACKAGE_ROOT } from './package-root.ts';
import { UsageError } from './selection.ts';
import { readYaml } from './yaml-file.ts';

// A short run: one telling scenario for each requirement.

/** Relative to the package; `scripts/write-quick.mjs` writes it. */
export const QUICK_FILE = 'features/quick.yaml';

const quickSchema = z.record(z.string(), z.strictObject({ feature: z.string(), scenario: z.string() }));
/** By requirement id. Several may have the same one. */
export type QuickChoice = z.output<typeof quickSchema>;

export const loadQuick = (): QuickChoice => readYaml(join(PACKAGE_ROOT, QUICK_FILE), quickSchema, QUICK_FILE);

/** The scenarios of a plan that a short run takes, in the order of the features; of rows with the same name the first. Throws UsageError for none. */
export const quickScenarios = async (plan: CucumberPlan): Promise<ScenarioPath[]> => {
  const keyOf = (feature: string, name: string): string => `${feature}\n${name}`;
  const wanted = new Set(Object.values(loadQuick()).map(({ feature, scenario }) => keyOf(feature, scenario)));
  const { scenarios } = await scenariosOf(plan, plan.tags);
  const taken = scenarios.filter(({ uri, name }) => wanted.delete(keyOf(uri, name))).map(({ path }) => path);
  // Cucumber that is given no path runs all there are.
  if (taken.length === 0) throw new UsageError(`--quick: none of the scenarios in ${QUICK_FILE} is among those that are selected`);
  return taken;
};
