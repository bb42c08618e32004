import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import type { Envelope } from './cucumber-envelope.ts';
import { EVIDENCE_MEDIA_TYPE } from './outcome.ts';

/** Kinds of message that every run of Cucumber repeats word for word. */
const ONCE: readonly (keyof Envelope)[] = ['meta', 'parameterType', 'stepDefinition', 'hook'];

/** Makes one stream of messages out of those of several runs of Cucumber side by side: it begins once and ends once. */
export class OneRun {
  private runId: string | undefined;
  private support: object | undefined;
  private success = true;
  private last: NonNullable<Envelope['testRunFinished']> | undefined;

  /** The message as it belongs into the stream, or undefined for one that does not. `run`: which of the runs it comes from. */
  join(envelope: Envelope, run: object): Envelope | undefined {
    if (ONCE.some((kind) => envelope[kind] !== undefined)) {
      this.support ??= run;
      return this.support === run ? envelope : undefined;
    }
    if (envelope.testRunStarted !== undefined) {
      if (this.runId !== undefined) return undefined;
      this.runId = envelope.testRunStarted.id;
      return envelope;
    }
    if (envelope.testRunFinished !== undefined) {
      this.last = envelope.testRunFinished;
      this.success &&= envelope.testRunFinished.success;
      return undefined;
    }
    return this.ofOneRun(envelope);
  }

  /** The message that ends the stream; undefined when nothing was run. */
  end(): Envelope | undefined {
    if (this.last === undefined) return undefined;
    return { testRunFinished: { ...this.last, success: this.success, ...this.id() } };
  }

  private id(): { testRunStartedId?: string } {
    return this.runId === undefined ? {} : { testRunStartedId: this.runId };
  }

  private ofOneRun(envelope: Envelope): Envelope {
    if (envelope.testCase !== undefined) return { testCase: { ...envelope.testCase, ...this.id() } };
    if (envelope.testRunHookStarted !== undefined && this.runId !== undefined) {
      return { testRunHookStarted: { ...envelope.testRunHookStarted, testRunStartedId: this.runId } };
    }
    return envelope;
  }
}

/** The file of Cucumber's messages, `messages.ndjson`. */
export class MessageFile {
  private readonly stream: WriteStream;
  private readonly whole = new OneRun();

  private constructor(stream: WriteStream) {
    this.stream = stream;
  }

  /** Opens the file in a folder, which is made when it is not there. */
  static async open(folder: string): Promise<MessageFile> {
    await mkdir(folder, { recursive: true });
    return new MessageFile(createWriteStream(join(folder, 'messages.ndjson')));
  }

  /** Writes a message down. `part`: which of the runs that go on side by side sent it. The evidence stands in run.json. */
  write(envelope: Envelope, part: object): void {
    if (envelope.attachment?.mediaType === EVIDENCE_MEDIA_TYPE) return;
    this.line(this.whole.join(envelope, part));
  }

  async close(): Promise<void> {
    this.line(this.whole.end());
    this.stream.end();
    await finished(this.stream);
  }

  private line(envelope: Envelope | undefined): void {
    if (envelope !== undefined) this.stream.write(`${JSON.stringify(envelope)}\n`);
  }
}
