import { Writable } from 'node:stream';
import { type IRunConfiguration, loadConfiguration, loadSources, loadSupport, runCucumber } from '@cucumber/cucumber/api';
import type { Envelope } from './cucumber-envelope.ts';
import { StandError } from './outcome.ts';
import { PACKAGE_ROOT } from './package-root.ts';
import { UsageError } from './selection.ts';

// All that the harness asks of Cucumber. No variable of the environment reaches it: publishing reports to the Internet is switched on by one.

const ENVIRONMENT = { cwd: PACKAGE_ROOT, env: {} };

/** What is to be run, before it is cut into pieces. */
export interface CucumberPlan {
  /** Feature files or globs, relative to the package or absolute, with `:line` where a scenario is meant. */
  readonly paths: readonly string[];
  readonly tags: string;
  /** Glob for the step definitions. */
  readonly steps: string;
  readonly worldParameters: Readonly<Record<string, string | number | boolean>>;
}

/** A scenario as Cucumber names one: `features/x.feature:12`. */
export type ScenarioPath = string;

type SupportLibrary = Awaited<ReturnType<typeof loadSupport>>;

// Step files are modules, which Node loads once a process; a second run must reuse what the first one registered.
const loadedSupport = new Map<string, SupportLibrary>();

/** What to throw when Cucumber throws: it does so for a bad tag expression and for step files that cannot be loaded. */
function startError(error: unknown): Error {
  const messages: string[] = [];
  for (let link = error; link instanceof Error; link = link.cause) messages.push(link.message.trim());
  const badTags = messages.find((message) => /tag expression/i.test(message));
  if (badTags !== undefined) return new UsageError(`--tag: ${badTags.replaceAll(/\s+/g, ' ')}`, { cause: error });
  return new StandError(`the scenarios could not be started: ${messages.join(': ') || String(error)}`, { cause: error });
}

const told = async <Result>(action: () => Promise<Result>): Promise<Result> => {
  try {
    return await action();
  } catch (error) {
    throw startError(error);
  }
};

const nowhere = (): Writable => new Writable({ write: (_chunk, _encoding, done) => done() });

const configurationOf = async ({ paths, tags, steps, worldParameters }: CucumberPlan): Promise<IRunConfiguration> => {
  // Without a formatter Cucumber takes one that prints a line for every step; this one has next to nothing to do.
  const provided = { paths: [...paths], import: [steps], tags, format: ['rerun'], worldParameters: { ...worldParameters } };
  return (await loadConfiguration({ file: false, provided }, ENVIRONMENT)).runConfiguration;
};

const loadSupportOnce = async (configuration: IRunConfiguration): Promise<SupportLibrary> => {
  const key = JSON.stringify(configuration.support);
  const support = loadedSupport.get(key) ?? (await loadSupport(configuration, ENVIRONMENT));
  loadedSupport.set(key, support);
  return support;
};

export interface FoundScenario {
  readonly path: ScenarioPath;
  readonly uri: string;
  readonly name: string;
}

/** Scenarios in the order of the features, and what is wrong with feature files that cannot be read. */
export interface FoundScenarios {
  readonly scenarios: readonly FoundScenario[];
  readonly errors: readonly string[];
}

/** What a plan selects by these tags instead of its own. */
export const scenariosOf = (plan: CucumberPlan, tags: string): Promise<FoundScenarios> =>
  told(async () => {
    const { sources } = await configurationOf(plan);
    const { plan: selected, errors } = await loadSources({ ...sources, tagExpression: tags }, ENVIRONMENT);
    return {
      scenarios: selected.map(({ uri, name, location }) => ({ path: `${uri}:${location.line}`, uri, name })),
      errors: errors.map(({ uri, location, message }) => `${uri}:${location.line}: ${message}`),
    };
  });

/** Runs a part of the plan. Several may run at a time. */
export type PartRunner = (paths: readonly string[], onMessage: (envelope: Envelope) => void) => Promise<void>;

/** Loads the steps. Throws UsageError for a bad tag expression, StandError for steps that cannot be loaded. */
export const partRunner = (plan: CucumberPlan): Promise<PartRunner> =>
  told(async () => {
    const configuration = await configurationOf(plan);
    const support = await loadSupportOnce(configuration);
    return (paths, onMessage) =>
      told(async () => {
        const sources = { ...configuration.sources, paths: [...paths] };
        const environment = { ...ENVIRONMENT, stdout: nowhere(), stderr: nowhere() };
        await runCucumber({ ...configuration, sources, support }, environment, onMessage);
      });
  });
