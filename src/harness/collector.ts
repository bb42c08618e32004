import type { Evidence } from '../evidence/events.ts';
import { parseEvidence } from '../evidence/evidence-schema.ts';
import { type Attachment, type Envelope, type Pickle, type TestCase, type TestStepFinished, toMs } from './cucumber-envelope.ts';
import { EVIDENCE_MEDIA_TYPE, OUTCOME_MEDIA_TYPE, type ScenarioOutcome } from './outcome.ts';
import { outcomeSchema } from './outcome-schema.ts';
import type { Registry } from './registry.ts';
import { REQUIREMENT_ID } from './requirement.ts';
import { type ScenarioRun, STATUSES, type Status, type StepResult } from './run-result.ts';
import { ScenarioSources } from './scenario-source.ts';

/** Statuses from harmless to bad: a scenario has the worst of its steps. */
const SEVERITY: readonly Status[] = ['PASSED', 'SKIPPED', 'UNKNOWN', 'PENDING', 'UNDEFINED', 'AMBIGUOUS', 'FAILED'];

const statusOf = (word: string): Status => STATUSES.find((status) => status === word) ?? 'UNKNOWN';

/** A failure message without the stack, which is of use to nobody who reads a verdict; messages.ndjson keeps it. */
const withoutStack = (message: string | undefined): string | null => message?.replace(/\n\s+at [^\n]*/g, '').trim() ?? null;

interface Running {
  readonly pickle: Pickle;
  readonly testCase: TestCase;
  readonly startedMs: number;
  readonly steps: StepResult[];
  status: Status;
  readonly outcomes: ScenarioOutcome[];
  evidence: readonly Evidence[];
}

/** A scenario that has begun. */
export interface Begun {
  readonly id: string;
  readonly name: string;
}

/** Hears about the scenarios of one run of Cucumber. */
export interface ScenarioListener {
  begun(scenario: Begun): void;
  ended(scenario: ScenarioRun): void;
}

const placeOf = (pickle: Pickle): string => `${pickle.uri}:${pickle.location?.line ?? 1}`;

/**
 * Listens to Cucumber's messages and puts scenarios together. Everything wrong with the features themselves is kept as a
 * set-up error that names file and line: an unknown requirement tag, a scenario without one, a parse error, a retry.
 */
export class RunCollector {
  cucumberVersion = '';
  private readonly registry: Pick<Registry, 'requirements'>;
  private readonly listener: ScenarioListener;
  private readonly errors = new Set<string>();
  private readonly sources = new ScenarioSources();
  private readonly pickles = new Map<string, Pickle>();
  private readonly testCases = new Map<string, TestCase>();
  private readonly running = new Map<string, Running>();

  constructor(registry: Pick<Registry, 'requirements'>, listener: ScenarioListener) {
    this.registry = registry;
    this.listener = listener;
  }

  get setupErrors(): readonly string[] {
    return [...this.errors];
  }

  /** How many scenarios are to be run, as far as Cucumber has told. */
  get planned(): number {
    return this.testCases.size;
  }

  accept(envelope: Envelope): void {
    if (envelope.meta !== undefined) this.cucumberVersion = envelope.meta.implementation.version ?? '';
    if (envelope.parseError !== undefined) this.parseErrorFound(envelope.parseError);
    if (envelope.gherkinDocument !== undefined) this.sources.add(envelope.gherkinDocument);
    if (envelope.pickle !== undefined) this.pickleFound(envelope.pickle);
    if (envelope.testCase !== undefined) this.testCases.set(envelope.testCase.id, envelope.testCase);
    if (envelope.testCaseStarted !== undefined) this.scenarioStarted(envelope.testCaseStarted);
    if (envelope.attachment !== undefined) this.attached(envelope.attachment);
    if (envelope.testStepFinished !== undefined) this.stepFinished(envelope.testStepFinished);
    if (envelope.testCaseFinished !== undefined) this.scenarioFinished(envelope.testCaseFinished);
    if (envelope.testRunHookFinished !== undefined && envelope.testRunHookFinished.result.status === 'FAILED') {
      this.errors.add(`a hook around the whole run failed: ${withoutStack(envelope.testRunHookFinished.result.message) ?? 'no message'}`);
    }
  }

  private parseErrorFound({ source, message }: NonNullable<Envelope['parseError']>): void {
    this.errors.add(`${source.uri ?? 'a feature'}:${source.location?.line ?? 1}: ${message}`);
  }

  private pickleFound(pickle: Pickle): void {
    this.pickles.set(pickle.id, pickle);
    const at = placeOf(pickle);
    const ids = this.requirementTags(pickle);
    if (ids.length === 0) this.errors.add(`${at}: "${pickle.name}" carries no requirement tag; add one such as @RETRY-3`);
    for (const id of ids) {
      if (!this.registry.requirements.has(id)) this.errors.add(`${at}: @${id} is not in the requirement registry`);
    }
  }

  private requirementTags(pickle: Pickle): string[] {
    return [...new Set(pickle.tags.map((tag) => tag.name.slice(1)).filter((tag) => REQUIREMENT_ID.test(tag)))];
  }

  private scenarioStarted({ id, testCaseId, timestamp }: NonNullable<Envelope['testCaseStarted']>): void {
    const testCase = this.testCases.get(testCaseId);
    const pickle = testCase && this.pickles.get(testCase.pickleId);
    if (testCase === undefined || pickle === undefined) return;
    const startedMs = toMs(timestamp);
    this.listener.begun({ id: placeOf(pickle), name: pickle.name });
    this.running.set(id, { pickle, testCase, startedMs, steps: [], status: 'PASSED', outcomes: [], evidence: [] });
  }

  private attached(attachment: Attachment): void {
    const scenario = this.running.get(attachment.testCaseStartedId ?? '');
    if (scenario === undefined) return;
    const { mediaType } = attachment;
    if (mediaType !== OUTCOME_MEDIA_TYPE && mediaType !== EVIDENCE_MEDIA_TYPE) return;
    const body = attachment.contentEncoding === 'BASE64' ? Buffer.from(attachment.body, 'base64').toString('utf8') : attachment.body;
    try {
      if (mediaType === OUTCOME_MEDIA_TYPE) scenario.outcomes.push(outcomeSchema.parse(JSON.parse(body)));
      else scenario.evidence = parseEvidence(body);
    } catch (error) {
      const what = error instanceof Error ? error.message : String(error);
      this.errors.add(`${placeOf(scenario.pickle)}: the attachment ${mediaType} is malformed: ${what}`);
    }
  }

  private stepFinished({ testCaseStartedId, testStepId, testStepResult }: TestStepFinished): void {
    const scenario = this.running.get(testCaseStartedId);
    if (scenario === undefined) return;
    const status = statusOf(testStepResult.status);
    if (SEVERITY.indexOf(status) > SEVERITY.indexOf(scenario.status)) scenario.status = status;
    const step = scenario.testCase.testSteps.find((candidate) => candidate.id === testStepId);
    const source = scenario.pickle.steps.find((candidate) => candidate.id === step?.pickleStepId);
    // Hooks are of interest only when they went wrong.
    if (source === undefined && (status === 'PASSED' || status === 'SKIPPED')) return;
    scenario.steps.push({
      keyword: source === undefined ? 'Hook' : this.sources.keywordOf(source.astNodeIds),
      text: source?.text ?? 'around the scenario',
      status,
      durationMs: toMs(testStepResult.duration),
      message: withoutStack(testStepResult.message),
    });
  }

  private scenarioFinished({ testCaseStartedId, timestamp, willBeRetried }: NonNullable<Envelope['testCaseFinished']>): void {
    const scenario = this.running.get(testCaseStartedId);
    if (scenario === undefined) return;
    this.running.delete(testCaseStartedId);
    const { pickle } = scenario;
    const id = placeOf(pickle);
    if (willBeRetried) {
      this.errors.add(`${id}: scenarios are never retried, since a second try hides a departure; run without --retry`);
      return;
    }
    const run: ScenarioRun = {
      id,
      name: pickle.name,
      uri: pickle.uri,
      line: pickle.location?.line ?? 1,
      ...this.sources.placeOf(pickle.astNodeIds),
      tags: pickle.tags.map((tag) => tag.name),
      requirements: this.requirementTags(pickle),
      status: scenario.status,
      outcomes: scenario.outcomes,
      evidence: scenario.evidence,
      steps: scenario.steps,
      durationMs: Math.max(0, toMs(timestamp) - scenario.startedMs),
    };
    this.listener.ended(run);
  }
}
