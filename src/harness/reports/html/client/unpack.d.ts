import type { PackedStep } from '../pack-details.ts';

export interface ShownLine {
  readonly seq: number;
  readonly atMs: number;
  /** Index into SPEAKERS. */
  readonly speaker: number;
  /** 0 for none. */
  readonly connection: number;
  readonly text: string;
}

export function unpackDetails(base64: string): Promise<{ readonly steps: readonly PackedStep[]; readonly lines: readonly ShownLine[] }[]>;
