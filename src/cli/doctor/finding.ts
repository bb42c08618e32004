/** What one look of the doctor came to. `remedy`: what to do about it; only where something is wrong. */
export interface Finding {
  readonly what: string;
  readonly observed: string;
  readonly remedy?: string;
}

export const sound = (what: string, observed: string): Finding => ({ what, observed });
export const wrong = (what: string, observed: string, remedy: string): Finding => ({ what, observed, remedy });

/** Lines for a terminal: one for what is well, two for what is not. */
export const findingLines = ({ what, observed, remedy }: Finding): string[] =>
  remedy === undefined ? [`ok     ${what}: ${observed}`] : [`WRONG  ${what}: ${observed}`, `       do: ${remedy}`];
