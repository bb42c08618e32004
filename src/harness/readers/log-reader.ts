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
    const parts = `${this.rest}${text}`.split(/\r?\n/);
    this.rest = parts.pop() ?? '';
    return parts;
  }

  /** What has no line end yet, given up to. */
  flush(): string[] {
    const { rest } = this;
    this.rest = '';
    return rest === '' ? [] : [rest];
  }
}
