/** Reads the mail log of a system that is not ours. Lines are without line ends, oldest first. */
export interface LogReader {
  /** From now on lines count; what was logged before is another scenario's. Throws StandError when the log cannot be read. */
  begin(): Promise<void>;
  /** Every line since `begin`. Throws StandError. */
  lines(): Promise<readonly string[]>;
  /** Nothing more is read for this scenario. */
  end(): Promise<void>;
}

/** Cuts text into whole lines, whatever the pieces it comes in. */
export class LineCutter {
  private rest = '';

  take(text: string): string[] {
    // Only what is new is looked through: a line without end would else be gone through again with every piece.
    const parts = text.split('\n');
    parts[0] = `${this.rest}${parts[0] ?? ''}`;
    this.rest = parts.pop() ?? '';
    return parts.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  }

  /** What has no line end yet, given up to. */
  flush(): string[] {
    const { rest } = this;
    this.rest = '';
    return rest === '' ? [] : [rest];
  }
}
