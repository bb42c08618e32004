import { StandError } from '../../outcome.ts';
import { Child, type Command } from './child.ts';
import { LineFeed, quoted } from './line-feed.ts';
import type { LogSink } from './log-sink.ts';
import { readLine } from './read-message.ts';
import { type LogMessage, type Message, messageSchema, type Reply } from './replies.ts';
import type { Details, RequestType } from './requests.ts';

export interface ProgramOptions extends Command {
  /** Real time within which each request has to be answered. */
  readonly deadlineMs: number;
}

interface Pending {
  readonly type: RequestType;
  readonly settle: (reply: Reply) => void;
  readonly fail: (error: StandError) => void;
  readonly timer: NodeJS.Timeout;
}

/** The number of a scenario among those that a program serves side by side; undefined: it serves one at a time. */
export type ScenarioNumber = number | undefined;

/** Requests to a program and what it answers. Whatever it does wrong ends it, for all who talk with it. */
export class Link {
  broken: StandError | undefined;
  /** Where the lines of each scenario go. */
  readonly logs = new Map<ScenarioNumber, LogSink>();
  private readonly child: Child;
  private readonly name: string;
  private readonly feed = new LineFeed();
  private readonly deadlineMs: number;
  private readonly waiting = new Map<number, Pending>();
  private heard = 0;
  private lastId = 0;
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

  put<Type extends RequestType>(type: Type, details: Details<Type>, scenario: ScenarioNumber): Promise<Reply> {
    if (this.broken !== undefined) return Promise.reject(this.broken);
    this.lastId += 1;
    const id = this.lastId;
    return new Promise<Reply>((resolve, reject) => {
      const timer = setTimeout(() => this.fail(`no answer to "${type}" within ${this.deadlineMs} ms`), this.deadlineMs);
      this.waiting.set(id, { type, settle: resolve, fail: reject, timer });
      // JSON leaves out what is undefined.
      this.child.stdin.write(`${JSON.stringify({ id, scenario, type, ...details })}\n`);
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

  /** Nothing is believed of it any more. The first reason stays. */
  fail(why: string): StandError {
    this.broken ??= new StandError(`the program ${quoted(this.name)}: ${why}${this.child.lastWords}`);
    const { broken } = this;
    const left = [...this.waiting.values()];
    this.waiting.clear();
    for (const { timer, fail } of left) {
      clearTimeout(timer);
      fail(broken);
    }
    void this.child.kill();
    return broken;
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
    if (message.type === 'log') this.hearLog(message);
    else this.hearReply(message);
  }

  private hearLog({ scenario, lines }: LogMessage): void {
    const sink = this.logs.get(scenario);
    if (sink === undefined) {
      const whose = scenario === undefined ? 'while no scenario runs' : `of scenario ${scenario}, which does not run`;
      throw new StandError(`log lines ${whose}: ${quoted(lines[0] ?? '')}`);
    }
    sink.take(lines);
  }

  private hearReply(reply: Reply): void {
    const pending = this.waiting.get(reply.id);
    if (pending === undefined) {
      const waits = [...this.waiting].map(([id, { type }]) => `request ${id} ("${type}") waits`);
      throw new StandError(`an answer to request ${reply.id} ("${reply.type}"), while ${waits[0] ?? 'no request waits'}`);
    }
    this.waiting.delete(reply.id);
    clearTimeout(pending.timer);
    pending.settle(reply);
  }
}
