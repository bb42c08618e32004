import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IWorldOptions } from '@cucumber/cucumber';
import { z } from 'zod';
import type { Evidence } from '../src/evidence/events.ts';
import { parseEntries } from '../src/evidence/evidence-schema.ts';
import {
  CASES,
  caseFileName,
  caseRecordSchema,
  NotRecordedError,
  RecordedOutcome,
  type StepMark,
} from '../src/harness/bundle/case-record.ts';
import { noteNotRepeated } from '../src/harness/bundle/not-repeated.ts';
import type { KnownAccount, ReceivedCopy, SentMessage } from '../src/harness/checks/case-file.ts';
import type { ObservedSystem } from '../src/harness/observed-system.ts';
import { InconclusiveError, type ScenarioOutcome, StandError } from '../src/harness/outcome.ts';
import { RecordedCase } from './recorded-system.ts';
import type { Stand } from './stand.ts';
import { ConformanceWorld } from './world.ts';

const replayedSchema = z.strictObject({ record: caseRecordSchema, evidence: z.array(z.unknown()) });

/**
 * The World of a scenario that was run before and is judged again: nothing is started, steps that act do nothing, and each step that
 * judges sees exactly what it saw. What a step that acts found out, and what broke the stand, can only be taken over.
 */
export class ReplayWorld extends ConformanceWorld {
  private readonly folder: string;
  private recorded: RecordedCase | undefined;
  private taken = 0;
  private mark: StepMark | undefined;
  private isBeyond = false;

  constructor(options: IWorldOptions<unknown>, folder: string) {
    super(options);
    this.folder = folder;
  }

  override openScenario(scenario: string): void {
    super.openScenario(scenario);
    const text = readFileSync(join(this.folder, CASES, caseFileName(scenario)), 'utf8');
    const { record, evidence } = replayedSchema.parse(JSON.parse(text));
    this.recorded = new RecordedCase(record, parseEntries(evidence), this.folder);
    for (const { id, optional } of record.rules) if (optional) this.optionalRules.add(id);
  }

  private get case(): RecordedCase {
    if (this.recorded === undefined) throw new StandError('there is no recording of the scenario');
    return this.recorded;
  }

  override get seen(): readonly Evidence[] {
    return this.recorded?.seen ?? [];
  }

  override get accounts(): readonly KnownAccount[] {
    return this.case.record.accounts;
  }

  override copies(message?: SentMessage): readonly ReceivedCopy[] {
    return message === undefined ? this.case.copies : this.case.copiesOf(message.token);
  }

  override get startedSystem(): ObservedSystem | undefined {
    return this.case.record.system === null ? undefined : this.case;
  }

  override async system(): Promise<ObservedSystem> {
    return this.case;
  }

  override stand(): Promise<Stand> {
    throw new NotRecordedError('the step looks at what is not in the recording');
  }

  /** The mark that the same step left when it was taken first; none for a hook, nor for a step that was never come to. */
  override beginStep(): StepMark | undefined {
    const isStep = super.beginStep() !== undefined;
    this.mark = isStep ? this.case.record.steps[this.taken] : undefined;
    this.isBeyond = isStep && this.mark === undefined;
    if (this.mark === undefined) return undefined;
    this.taken += 1;
    this.case.advanceTo(this.mark.fromSeq);
    this.sent.splice(0, this.sent.length, ...this.case.sent(this.mark.sent));
    this.beginTime(this.mark.fromMs);
    return { ...this.mark };
  }

  override async perform(step: () => unknown, mark: StepMark | undefined): Promise<unknown> {
    if (this.isBeyond) throw new InconclusiveError('the scenario ended before this step when it was run, so that nothing is known of it');
    if (mark === undefined) return step();
    const takeOver = (why: string): undefined => {
      noteNotRepeated(this.folder, this.scenario, why);
      if (mark.outcome !== null) throw new RecordedOutcome(mark.outcome);
    };
    if (!mark.judges) {
      if (mark.outcome === null) return undefined;
      if (this.isLacking(mark.outcome)) throw new RecordedOutcome(mark.outcome);
      return takeOver('a step that acts upon the system found it');
    }
    if (mark.outcome?.kind === 'harness-error') return takeOver('the stand broke');
    try {
      return await step();
    } catch (error) {
      if (error instanceof NotRecordedError) return takeOver(error.message);
      throw error;
    }
  }

  /** Whether the recording itself says that the system does not offer what the step needed. */
  private isLacking(outcome: ScenarioOutcome): boolean {
    return outcome.kind === 'not-testable' && this.startedSystem?.capabilities.has(outcome.capability) === false;
  }

  override endStep(): void {
    this.catchUp();
  }

  /** Lets the evidence grow to what it was at the end of the step. */
  private catchUp(): void {
    if (this.mark !== undefined) this.case.advanceTo(this.mark.untilSeq);
  }

  override async watch(seconds: number): Promise<void> {
    this.catchUp();
    this.noteWait(false, seconds);
  }

  override async await(done: () => boolean, seconds: number): Promise<void> {
    this.catchUp();
    this.noteWait(done(), seconds);
  }

  override async awaitRead(read: () => Promise<void>, asWanted: () => boolean, seconds: number): Promise<void> {
    await read();
    this.noteWait(asWanted(), seconds);
  }

  override async readLog(): Promise<void> {
    this.needs('mail-log', this.case);
    this.catchUp();
  }

  override async readLogIfThere(): Promise<void> {
    this.catchUp();
  }

  override async readCounters(): Promise<void> {
    this.needs('counters', this.case);
    this.catchUp();
  }

  override async track(): Promise<void> {
    this.needs('tracking', this.case);
    this.catchUp();
  }

  override async observeRest(): Promise<void> {
    this.case.advanceToEnd();
  }

  /** The steps are over: the faults are counted as they were then, and everything that was handed in is known. */
  override endSteps(): void {
    this.case.advanceTo(this.case.record.stepsEndSeq);
    this.sent.splice(0, this.sent.length, ...this.case.sent(this.case.record.sent.length));
  }

  override keepRecord(): void {}
}
