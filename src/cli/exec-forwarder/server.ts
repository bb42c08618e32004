import type { Readable, Writable } from 'node:stream';
import { LineFeed } from '../../harness/drivers/exec/line-feed.ts';
import { readLine } from '../../harness/drivers/exec/read-message.ts';
import type { MessageInput } from '../../harness/drivers/exec/replies.ts';
import { type Request, requestSchema } from '../../harness/drivers/exec/requests.ts';

type Answer = MessageInput extends infer Each ? (Each extends { readonly id: number } ? Omit<Each, 'id'> : never) : never;

/** What a program does with the requests of the harness. */
export interface ExecServed {
  /** A request that cannot be done is thrown; the message goes to the harness. */
  answer(request: Request): Promise<Answer>;
  /** Log lines of the scenario that the request is about; they go out before the answer. */
  takeLog(request: Request): string[];
  /** The harness is gone: whatever runs is to end. */
  end(): Promise<void>;
}

/** Lines of one message: some are long, and none may come near the limit of a line. */
const LINES_AT_ONCE = 1000;

/** Speaks the exec protocol for a system until its input ends. Scenarios side by side do not wait for each other. */
export class ExecServer {
  private readonly feed = new LineFeed();
  private readonly output: Writable;
  /** How many events of the loop the requests have made. */
  asked = 0;

  constructor(output: Writable) {
    this.output = output;
  }

  /** Resolves when the input has ended and the system is gone. Throws StandError for a request that is none: then nobody is left to talk to. */
  async serve(input: Readable, served: ExecServed): Promise<void> {
    const going = new Set<Promise<void>>();
    for await (const chunk of this.chunks(input)) {
      for (const line of this.feed.take(chunk)) {
        const reply = this.reply(readLine(requestSchema, line), served).finally(() => going.delete(reply));
        going.add(reply);
      }
    }
    await Promise.all(going);
    await served.end();
  }

  private async *chunks(input: Readable): AsyncGenerator<Buffer> {
    input.on('data', () => {
      this.asked += 1;
    });
    for await (const chunk of input) yield Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
  }

  private async reply(request: Request, served: ExecServed): Promise<void> {
    const answer = await served.answer(request).catch((error: unknown): Answer => ({ type: 'error', message: String(error) }));
    const lines = served.takeLog(request);
    const whose = request.type === 'hello' || request.scenario === undefined ? {} : { scenario: request.scenario };
    const said: MessageInput[] = [];
    for (let from = 0; from < lines.length; from += LINES_AT_ONCE) {
      said.push({ type: 'log', ...whose, lines: lines.slice(from, from + LINES_AT_ONCE) });
    }
    said.push({ id: request.id, ...answer });
    this.output.write(said.map((message) => `${JSON.stringify(message)}\n`).join(''));
  }
}
