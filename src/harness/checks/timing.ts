import type { Evidence, StandDelayed } from '../../evidence/events.ts';
import { type Finding, inconclusive } from './finding.ts';

/** How a step dealt with time. */
export interface TimedStep {
  /** When the step began, ms since the epoch on the stand's clock. */
  readonly fromMs: number;
  /** It let time pass until the end of a stretch, in vain or on purpose, and judged what was there by then. */
  readonly ranOut: boolean;
  /** A time missed by less than this is not judged; nor is one in which the stand was held up for longer, ms. */
  readonly toleranceMs: number;
}

const inSeconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

const isDelay = (entry: Evidence): entry is Evidence<StandDelayed> => entry.type === 'standDelayed';

/** For how long the stand was held up since `fromMs`, in all, as far as its own timers measured it. */
export const heldUpMs = (evidence: readonly Evidence[], fromMs: number): number =>
  evidence
    .filter(isDelay)
    .reduce((sum, { dueMs, lateMs }) => sum + Math.max(0, Math.min(lateMs, dueMs + lateMs - Math.max(dueMs, fromMs))), 0);

/**
 * A departure that hangs on time stands only if the time was missed by more than the tolerance, and the machine was fast enough to
 * tell: else it is inconclusive. What does not hang on time stands as it is.
 */
export const tellableInTime = (finding: Finding, evidence: readonly Evidence[], step: TimedStep): Finding => {
  if (finding === undefined || !('departs' in finding)) return finding;
  const { timing, certain, expected, observed } = finding.departs;
  if (certain === true || (timing === undefined && !step.ranOut)) return finding;
  const what = `expected ${expected}; observed ${observed}`;
  const doubt = (why: string): Finding => ({ ...inconclusive(`${why}: ${what}`), timing: true });
  const lateMs = heldUpMs(evidence, Math.min(step.fromMs, timing?.fromMs ?? step.fromMs));
  const limit = inSeconds(step.toleranceMs);
  if (lateMs > step.toleranceMs) return doubt(`the machine was too slow to tell, held up for ${inSeconds(lateMs)} (tolerance ${limit})`);
  if (timing !== undefined && timing.missedByMs < step.toleranceMs) return doubt(`too close to call (tolerance ${limit})`);
  return finding;
};
