import { NotTestableError, StandError } from '../../outcome.ts';
import { packageInfo } from '../../package-root.ts';
import { Child, type Command } from './child.ts';
import { LineFeed, quoted } from './line-feed.ts';
import type { LogSink } from './log-sink.ts';
import { readLine } from './read-message.ts';
import { ANSWERS, type AnswerTo, type Message, messageSchema, type Reply } from './replies.ts';
import { type Details, PROTOCOL_VERSION, type RequestType } from './requests.ts';

export interface ProgramOptions extends Command {
  /** Real time within which each request has to be answered. */
  readonly deadlineMs: number;
}

interface Pending {
  readonly id: number;
  readonly type: RequestType;
  readonly settle: (reply: Reply) => void;
  readonly fail: (error: StandError) => void;
  readonly timer: NodeJS.Timeout;
}

const isAnswerTo = <Type extends RequestType>(type: Type, reply: Reply): reply is AnswerTo<Type> =>
  ANSWERS[type].some((kind) => kind === reply.type);

/**
 * A program that speaks the exec protocol. Whatever it does wrong ends it, and every call from then on fails with the StandError
 * that says what was received.
 */
export class ExecProgram {
  readonly hello: AnswerTo<'hello'>;
  private readonly link: Link;

  private constructor(link: Link, hello: AnswerTo<'hello'>) {
    this.link = link;
    this.hello = hello;
  }

  /** Starts it and hears who it is. Throws StandError when it does not get that far. */
  static async launch(options: ProgramOptions): Promise<ExecProgram> {
    const link = new Link(options);
    const { name, version } = packageInfo();
    const hello = await link.ask('hello', { protocol: PROTOCOL_VERSION, harness: `${name} ${version}` });
    if (hello.protocol !== PROTOCOL_VERSION) {
      throw await link.break(`it speaks version ${hello.protocol} of the protocol; this harness speaks version ${PROTOCOL_VERSION}`);
    }
    return new ExecProgram(link, hello);
  }

  /** Throws NotTestableError where the program says that it cannot do that. */
  ask<Type extends RequestType>(type: Type, details: Details<Type>): Promise<AnswerTo<Type>> {
    return this.link.ask(type, details);
  }

  /** From now on log lines go there; undefined: there must be none. */
  logTo(sink: LogSink | undefined): void {
    this.link.log = sink;
  }

  get isSound(): boolean {
    return this.link.broken === undefined;
  }

  /** How many events of this process's loop it has made by what it said. */
  get talk(): number {
    return this.link.talk;
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

class Link {
  broken: StandError | undefined;
  log: LogSink | undefined;
  private readonly child: Child;
  private readonly name: string;
  private readonly feed = new LineFeed();
  private readonly deadlineMs: number;
  private pending: Pending | undefined;
  private heard = 0;
  private lastId = 0;
  private turn: Promise<void> = Promise.resolve();
  private isClosing = false;

  constructor(options: ProgramOptions) {
    this.name = options.command.join(' ');
    this.deadlineMs = options.deadlineMs;
    this.child = new Child(options);
    this.child.stdout.on('data', (chunk: Buffer) => this.take(chunk));
    void this.child.ended.then((how) => {
      if (!this.isClosing) this.fail(`it ${how}${this.feed.rest === '' ? '' : ` in the middle of a line: ${quoted(this.feed.rest)}`}`);
    });
  }

  get talk(): number {
    return this.heard + this.child.complaints;
  }

  /** Whoever asks while a request waits has its turn after the answer to that: the protocol takes one at a time. */
  ask<Type extends RequestType>(type: Type, details: Details<Type>): Promise<AnswerTo<Type>> {
    const answer = this.turn.then(() => this.put(type, details)).then((reply) => this.answerOf(type, reply));
    this.turn = answer.then(
      () => {},
      () => {},
    );
    return answer;
  }

  private put<Type extends RequestType>(type: Type, details: Details<Type>): Promise<Reply> {
    if (this.broken !== undefined) return Promise.reject(this.broken);
    this.lastId += 1;
    const id = this.lastId;
    return new Promise<Reply>((resolve, reject) => {
      const timer = setTimeout(() => this.fail(`no answer to "${type}" within ${this.deadlineMs} ms`), this.deadlineMs);
      this.pending = { id, type, settle: resolve, fail: reject, timer };
      this.child.stdin.write(`${JSON.stringify({ id, type, ...details })}\n`);
    });
  }

  /** Ends it for that reason, and gives the error that every call meets from now on. */
  async break(why: string): Promise<StandError> {
    const error = this.fail(why);
    await this.child.kill();
    return error;
  }

  async close(): Promise<void> {
    this.isClosing = true;
    const timer = setTimeout(() => void this.child.kill(), this.deadlineMs);
    this.child.stdin.end();
    await this.child.ended;
    clearTimeout(timer);
    this.broken ??= new StandError(`${this.name}: it was closed`);
  }

  private answerOf<Type extends RequestType>(type: Type, reply: Reply): AnswerTo<Type> {
    if (isAnswerTo(type, reply)) return reply;
    if (reply.type === 'unsupported' && type !== 'hello') throw new NotTestableError(reply.capability);
    if (reply.type === 'error') throw this.fail(`it says that "${type}" failed: ${quoted(reply.message)}`);
    throw this.fail(`"${reply.type}" is no answer to "${type}"`);
  }

  private take(chunk: Buffer): void {
    this.heard += 1;
    if (this.broken !== undefined) return;
    try {
      for (const line of this.feed.take(chunk)) this.hear(readLine(messageSchema, line));
    } catch (error) {
      if (!(error instanceof StandError)) throw error;
      this.fail(`received ${error.message}`);
    }
  }

  private hear(message: Message): void {
    if (message.type === 'log') {
      if (this.log === undefined) throw new StandError(`log lines while no scenario runs: ${quoted(message.lines[0] ?? '')}`);
      this.log.take(message.lines);
      return;
    }
    const { pending } = this;
    if (pending?.id !== message.id) {
      const waits = pending === undefined ? 'no request waits' : `request ${pending.id} ("${pending.type}") waits`;
      throw new StandError(`an answer to request ${message.id} ("${message.type}"), while ${waits}`);
    }
    this.pending = undefined;
    clearTimeout(pending.timer);
    pending.settle(message);
  }

  /** Nothing is believed of it any more. The first reason stays. */
  private fail(why: string): StandError {
    this.broken ??= new StandError(`the program ${quoted(this.name)}: ${why}${this.child.lastWords}`);
    const { broken, pending } = this;
    this.pending = undefined;
    clearTimeout(pending?.timer);
    pending?.fail(broken);
    void this.child.kill();
    return broken;
  }
}
