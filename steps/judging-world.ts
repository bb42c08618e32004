import { type IWorldOptions, World } from '@cucumber/cucumber';
import type { Evidence } from '../src/evidence/events.ts';
import type { StepMark } from '../src/harness/bundle/case-record.ts';
import { type CaseFile, isDelivered, type KnownAccount, type ReceivedCopy, type SentMessage } from '../src/harness/checks/case-file.ts';
import { errorOf, type Finding } from '../src/harness/checks/finding.ts';
import { tellableInTime } from '../src/harness/checks/timing.ts';
import { waitInVain } from '../src/harness/checks/wait-in-vain.ts';
import type { Capability } from '../src/harness/drivers/driver.ts';
import type { ObservedSystem } from '../src/harness/observed-system.ts';
import { NotTestableError, type ScenarioOutcome, StandError } from '../src/harness/outcome.ts';
import { accountsShown } from '../src/harness/views/dashboard.ts';
import { type Parameters, parseParameters } from './run-parameters.ts';
import { ACCOUNTS, PRIMARY_DOMAIN } from './stand-layout.ts';

/** The part of a scenario's World that judges: what was seen, what was handed in, which step it is, and how it came out. */
export abstract class JudgingWorld extends World<unknown> {
  readonly runParameters: Parameters;
  readonly sent: SentMessage[] = [];
  readonly outcomes: ScenarioOutcome[] = [];
  /** A departure in this scenario is a warning, not a failure: all its requirements are inferred, or it is advisory. */
  departuresWarn = false;
  /** Rules that a right system need not meet. */
  readonly optionalRules = new Set<string>();
  /** The steps taken so far. */
  readonly marks: StepMark[] = [];
  scenario = '';
  /** How far the evidence had come when the steps were over. */
  protected stepsEndSeq = 0;
  private coming: StepMark | undefined;
  /** How long the current step waited for something that never came. */
  private waitedInVain: number | undefined;
  /** When the current step began, on the stand's clock; and whether it let a stretch of time run out. */
  private stepFromMs = 0;
  private ranOut = false;

  constructor(options: IWorldOptions<unknown>) {
    super(options);
    this.runParameters = parseParameters(options.parameters);
  }

  abstract get seen(): readonly Evidence[];

  /** Copies that arrived whole and were not plainly refused, answered or not: all, or those of a message. */
  abstract copies(message?: SentMessage): readonly ReceivedCopy[];

  /** Milliseconds since the epoch on the stand's clock; 0 before there is one. */
  protected abstract get nowMs(): number;

  /** Takes into the evidence for how long the stand is held up at this moment, if it is. */
  protected abstract noteDelay(): void;

  /** Number of the last entry of the evidence; 0 before the first. */
  get lastSeq(): number {
    return this.seen.at(-1)?.seq ?? 0;
  }

  /** The SETD accounts that copies may go to. */
  get accounts(): readonly KnownAccount[] {
    return Object.values(ACCOUNTS);
  }

  /** What checks judge. */
  get file(): CaseFile {
    const accounts = [...this.accounts, ...accountsShown(this.seen)];
    return { evidence: this.seen, sent: this.sent, copies: this.copies(), accounts, intakeDomain: PRIMARY_DOMAIN };
  }

  needs(capability: Capability, { capabilities }: Pick<ObservedSystem, 'capabilities'>): void {
    if (!capabilities.has(capability)) throw new NotTestableError(capability);
  }

  /** The one message of the scenario. */
  get onlyMessage(): SentMessage {
    const [message, ...others] = this.sent;
    if (message === undefined || others.length > 0)
      throw new StandError(`the scenario sent ${this.sent.length} messages, the step speaks of one`);
    return message;
  }

  /** The message that was handed in first, second, … */
  messageNumber(ordinal: number): SentMessage {
    const message = this.sent[ordinal - 1];
    if (message === undefined) throw new StandError(`the step speaks of message ${ordinal}, the scenario sent ${this.sent.length}`);
    return message;
  }

  /** Copies whose end of data the intake answered with 2yz: what the system may take for delivered. */
  delivered(message?: SentMessage): readonly ReceivedCopy[] {
    return this.copies(message).filter(isDelivered);
  }

  /** The scenario begins; `features/retry/final.feature:12`. */
  openScenario(scenario: string): void {
    this.scenario = scenario;
  }

  protected noteWait(held: boolean, seconds: number): void {
    this.waitedInVain = held ? undefined : seconds;
    this.ranOut = !held;
  }

  /** Ends the step by what a check found, as far as the time is beyond doubt: with a departure, as inconclusive, or well. */
  conclude(finding: Finding): void {
    this.noteDelay();
    const { toleranceMs } = this.runParameters;
    const told = tellableInTime(finding, this.seen, { fromMs: this.stepFromMs, ranOut: this.ranOut, toleranceMs });
    if (told !== undefined) throw errorOf(told);
  }

  /** A step is about to be taken. `judges`: it looks at what has come about, and acts upon nothing. */
  stepComes(judges: boolean): void {
    this.coming = { judges, fromSeq: 0, untilSeq: 0, fromMs: 0, sent: 0, outcome: null };
  }

  /** A step or a hook begins: what earlier ones waited for is no concern of it. The mark of a step; none for a hook. */
  beginStep(): StepMark | undefined {
    const mark = this.coming;
    this.coming = undefined;
    this.beginTime(this.nowMs);
    if (mark === undefined) return undefined;
    this.marks.push(Object.assign(mark, { fromSeq: this.lastSeq, fromMs: this.stepFromMs, sent: this.sent.length }));
    return mark;
  }

  protected beginTime(fromMs: number): void {
    this.waitedInVain = undefined;
    this.stepFromMs = fromMs;
    this.ranOut = false;
  }

  /** Takes a step. */
  async perform(step: () => unknown, _mark: StepMark | undefined): Promise<unknown> {
    return step();
  }

  /** A step has ended, well or not. */
  endStep(mark: StepMark | undefined): void {
    if (mark !== undefined) mark.untilSeq = this.lastSeq;
  }

  /** The steps are over. */
  endSteps(): void {
    this.stepsEndSeq = this.lastSeq;
  }

  /** After a step that failed: what was seen last, if it had waited in vain. */
  showWait(): void {
    if (this.waitedInVain !== undefined) this.attach(waitInVain(this.seen, this.waitedInVain), 'text/plain');
  }
}
