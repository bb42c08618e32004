import type { LogReader } from './log-reader.ts';
import { type CommandOrder, runCommand } from './run-command.ts';

/** A log that a command prints, all of it each time; for example by ssh. A log that has become shorter was begun anew. */
export class CommandLog implements LogReader {
  private readonly order: CommandOrder;
  private before: readonly string[] = [];

  constructor(order: CommandOrder) {
    this.order = order;
  }

  async begin(): Promise<void> {
    this.before = await this.print();
  }

  async lines(): Promise<readonly string[]> {
    const now = await this.print();
    const last = this.before.length - 1;
    const goesOn = now.length > last && now[last] === this.before[last];
    return goesOn ? now.slice(this.before.length) : now;
  }

  async end(): Promise<void> {
    this.before = [];
  }

  private async print(): Promise<readonly string[]> {
    const lines = (await runCommand(this.order)).split(/\r?\n/);
    if (lines.at(-1) === '') lines.pop();
    return lines;
  }
}
