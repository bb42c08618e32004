import { createInterface, type Interface } from 'node:readline';
import { UsageError } from '../../harness/selection.ts';

/** One thing that `profile init` has to know. */
export interface Question {
  /** The option that answers it beforehand. */
  readonly option: string;
  readonly text: string;
  /** What an empty answer means, and none; without it, there has to be one. */
  readonly otherwise?: string;
  /** What is wrong with an answer; undefined where nothing is. */
  readonly fault: (answer: string) => string | undefined;
}

/** Asks on standard input, be it a terminal or a pipe. An answer that cannot be is told why, and asked for again. */
export class Questioner {
  private readonly face: Interface;
  private readonly lines: AsyncIterator<string>;
  private readonly gap: string;

  constructor(input: NodeJS.ReadStream, output: NodeJS.WriteStream) {
    const isTerminal = input.isTTY === true;
    this.face = createInterface({ input, output, terminal: isTerminal });
    // From now on, so that no line of a pipe is lost that comes before it is asked for.
    this.lines = this.face[Symbol.asyncIterator]();
    // In a pipe nobody sees the answers, nor the line ends behind them.
    this.gap = isTerminal ? ' ' : '\n';
  }

  /** Throws UsageError where there is nobody left to answer. */
  async ask(question: Question): Promise<string> {
    const { option, text, otherwise, fault } = question;
    for (;;) {
      this.say(`${text}${otherwise === undefined ? '' : ` [${otherwise === '' ? 'none' : otherwise}]`}:${this.gap}`);
      const { value, done } = await this.lines.next();
      const answer = done === true ? '' : value.trim();
      if (answer === '' && otherwise !== undefined) return otherwise;
      if (done === true) throw new UsageError(`profile init: --${option} is missing (${text})`);
      const why = answer === '' ? 'an answer is needed' : fault(answer);
      if (why === undefined) return answer;
      this.say(`  ${why}\n`);
    }
  }

  close(): void {
    this.face.close();
  }

  private say(text: string): void {
    this.face.setPrompt(text);
    this.face.prompt(true);
  }
}

/** An answer that was given as an option. Throws UsageError for one that cannot be. */
export const given = (answer: string, { option, fault }: Question): string => {
  const why = answer.trim() === '' ? 'is empty' : fault(answer.trim());
  if (why !== undefined) throw new UsageError(`profile init: --${option}: ${why}`);
  return answer.trim();
};
