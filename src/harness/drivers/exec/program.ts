import { NotTestableError } from '../../outcome.ts';
import { packageInfo } from '../../package-root.ts';
import { quoted } from './line-feed.ts';
import { Link, type ProgramOptions, type ScenarioNumber } from './link.ts';
import type { LogSink } from './log-sink.ts';
import { ANSWERS, type AnswerTo, type Reply } from './replies.ts';
import { type Details, PROTOCOL_VERSION, type RequestType } from './requests.ts';

const isAnswerTo = <Type extends RequestType>(type: Type, reply: Reply): reply is AnswerTo<Type> =>
  ANSWERS[type].some((kind) => kind === reply.type);

/** Throws NotTestableError where the program says that it cannot do that. Anything else that is no answer ends it. */
const answerOf = <Type extends RequestType>(link: Link, type: Type, reply: Reply): AnswerTo<Type> => {
  if (isAnswerTo(type, reply)) return reply;
  if (reply.type === 'unsupported' && type !== 'hello') throw new NotTestableError(reply.capability);
  if (reply.type === 'error') throw link.fail(`it says that "${type}" failed: ${quoted(reply.message)}`);
  throw link.fail(`"${reply.type}" is no answer to "${type}"`);
};

/**
 * A program that speaks the exec protocol. Whatever it does wrong ends it, and every call from then on fails with the StandError
 * that says what was received.
 */
export class ExecProgram {
  readonly hello: AnswerTo<'hello'>;
  private readonly link: Link;
  private scenarios = 0;

  private constructor(link: Link, hello: AnswerTo<'hello'>) {
    this.link = link;
    this.hello = hello;
  }

  /** Starts it and hears who it is. Throws StandError when it does not get that far. */
  static async launch(options: ProgramOptions): Promise<ExecProgram> {
    const link = new Link(options);
    const { name, version } = packageInfo();
    const details = { protocol: PROTOCOL_VERSION, harness: `${name} ${version}` };
    const hello = answerOf(link, 'hello', await link.put('hello', details, undefined));
    if (hello.protocol !== PROTOCOL_VERSION) {
      throw await link.break(`it speaks version ${hello.protocol} of the protocol; this harness speaks version ${PROTOCOL_VERSION}`);
    }
    return new ExecProgram(link, hello);
  }

  /** A place for one scenario, whose log goes there. */
  seat(log: LogSink): ExecSeat {
    this.scenarios += 1;
    return new ExecSeat(this, this.link, this.hello.sideBySide === undefined ? undefined : this.scenarios, log);
  }

  get isSound(): boolean {
    return this.link.broken === undefined;
  }

  /** SIGKILL, to it and all it has started. */
  async kill(): Promise<void> {
    await this.link.break('it was killed by the harness');
  }

  /** Closes its standard input; one that does not end by itself then is killed. */
  close(): Promise<void> {
    return this.link.close();
  }
}

/** What one scenario says to a program, and hears from it. */
export class ExecSeat {
  readonly program: ExecProgram;
  private readonly link: Link;
  private readonly scenario: ScenarioNumber;
  private turn: Promise<void> = Promise.resolve();

  constructor(program: ExecProgram, link: Link, scenario: ScenarioNumber, log: LogSink) {
    this.program = program;
    this.link = link;
    this.scenario = scenario;
    link.logs.set(scenario, log);
  }

  /**
   * Whoever asks while a request waits has its turn after the answer to that: a scenario takes one at a time.
   * Throws NotTestableError where the program says that it cannot do that.
   */
  ask<Type extends RequestType>(type: Type, details: Details<Type>): Promise<AnswerTo<Type>> {
    const answer = this.turn.then(() => this.link.put(type, details, this.scenario)).then((reply) => answerOf(this.link, type, reply));
    this.turn = answer.then(
      () => {},
      () => {},
    );
    return answer;
  }

  /** How many events of this process's loop the program has made by what it said. */
  get talk(): number {
    return this.link.talk;
  }

  /** The scenario is over: from now on no log lines of it may come. */
  leave(): void {
    this.link.logs.delete(this.scenario);
  }
}
