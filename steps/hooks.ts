import { isDeepStrictEqual } from 'node:util';
import {
  After,
  Before,
  BeforeStep,
  type ITestCaseHookParameter,
  type ITestStepHookParameter,
  setDefaultTimeout,
  setDefinitionFunctionWrapper,
} from '@cucumber/cucumber';
import { RecordedOutcome } from '../src/harness/bundle/case-record.ts';
import {
  DepartureError,
  EVIDENCE_MEDIA_TYPE,
  InconclusiveError,
  MockDepartureError,
  NotTestableError,
  OUTCOME_MEDIA_TYPE,
  type ScenarioOutcome,
} from '../src/harness/outcome.ts';
import { allInferred, warnsOnly } from './basis.ts';
import { brokenInvariants } from './invariants.ts';
import { ConformanceWorld } from './world.ts';

/** Real time; a scenario on the wall clock may wait for many minutes. */
const LONGEST_STEP_MS = 30 * 60 * 1000;
setDefaultTimeout(LONGEST_STEP_MS);

const outcomeOf = (error: unknown): ScenarioOutcome => {
  if (error instanceof DepartureError) {
    const { expected, observed, evidence = [], requirements = [] } = error.details;
    return { kind: 'departs', expected, observed, evidence, requirements };
  }
  if (error instanceof RecordedOutcome) return error.outcome;
  if (error instanceof InconclusiveError) return { kind: 'inconclusive', reason: error.message, ...(error.timing ? { timing: true } : {}) };
  if (error instanceof NotTestableError) return { kind: 'not-testable', capability: error.capability };
  if (error instanceof MockDepartureError) return { kind: 'harness-error', message: error.message };
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return { kind: 'harness-error', message };
};

const CONFORMS: ScenarioOutcome = { kind: 'conforms' };
/** Only a departure in the background leaves what the steps found as it is. */
const takesVerdict = (outcome: ScenarioOutcome): boolean => outcome.kind !== 'departs';

/** Whether a finding of the background fails nothing: what it blames is inferred. */
const warns = (outcome: ScenarioOutcome, { departuresWarn, runParameters }: ConformanceWorld): boolean => {
  if (outcome.kind !== 'departs') return false;
  return outcome.requirements.length === 0 ? departuresWarn : !runParameters.strict && allInferred(outcome.requirements);
};

type StepFunction = (this: ConformanceWorld, ...values: unknown[]) => unknown;

/** Runs a step, notes what it found out, and tells Cucumber: what cannot be tested, and a mere warning, is skipped. */
const judged = async (world: ConformanceWorld, step: () => unknown): Promise<unknown> => {
  const mark = world.beginStep();
  try {
    return await world.perform(step, mark);
  } catch (error) {
    world.showWait();
    const outcome = outcomeOf(error);
    world.outcomes.push(outcome);
    if (mark !== undefined) mark.outcome = outcome;
    if (outcome.kind === 'not-testable') return 'skipped';
    if (outcome.kind === 'departs' && world.departuresWarn) return 'skipped';
    throw error;
  } finally {
    world.endStep(mark);
  }
};

setDefinitionFunctionWrapper((step: StepFunction) => {
  const wrapped = function (this: ConformanceWorld, ...values: unknown[]): unknown {
    if (!(this instanceof ConformanceWorld)) return step.apply(this, values);
    return judged(this, () => step.apply(this, values));
  };
  return Object.defineProperty(wrapped, 'length', { value: step.length });
});

Before(function (this: ConformanceWorld, { pickle }: ITestCaseHookParameter) {
  this.openScenario(`${pickle.uri}:${pickle.location?.line ?? 1}`);
  this.departuresWarn = !this.runParameters.strict && warnsOnly(pickle.tags.map((tag) => tag.name));
});

BeforeStep(function (this: ConformanceWorld, { pickleStep: { type } }: ITestStepHookParameter) {
  this.stepComes(type !== 'Context' && type !== 'Action');
});

After(async function (this: ConformanceWorld) {
  try {
    this.endSteps();
    const system = this.startedSystem;
    const broken = system === undefined ? [] : await brokenInvariants(this, system).catch((error: unknown) => [outcomeOf(error)]);
    if (this.outcomes.length === 0) this.outcomes.push(...(broken.some(takesVerdict) ? [] : [CONFORMS]));
    // A system that is gone is met again by whoever asks it for its log.
    this.outcomes.push(...broken.filter((outcome) => !this.outcomes.some((known) => isDeepStrictEqual(known, outcome))));
    for (const outcome of this.outcomes) this.attach(JSON.stringify(outcome), OUTCOME_MEDIA_TYPE);
    if (this.runParameters.showEvidence) this.attach(JSON.stringify(this.seen), EVIDENCE_MEDIA_TYPE);
    this.keepRecord();
    const first = broken.find((outcome) => !warns(outcome, this));
    if (first !== undefined) throw new Error(`after the scenario: ${JSON.stringify(first)}`);
  } finally {
    await this.end();
  }
});
