import { type DepartureDetails, DepartureError, InconclusiveError, type ScenarioOutcome } from '../outcome.ts';

// What a check says. Checks are pure: evidence and an expectation in, a finding out, so that a verdict can be repeated
// from a saved evidence log, without the system and without its clock.

/** `undefined`: nothing speaks against the system. */
export type Finding = undefined | { readonly departs: DepartureDetails } | { readonly inconclusive: string; readonly timing?: true };

export const departs = (
  expected: string,
  observed: string,
  evidence: readonly number[],
  requirements: readonly string[] = [],
): NonNullable<Finding> => ({ departs: { expected, observed, evidence, requirements } });

/** The same for a time that was missed: `fromMs` since when it runs, on the stand's clock, and by how much it was missed. */
export const missesTime = (
  [fromMs, missedByMs]: readonly [fromMs: number, missedByMs: number],
  ...details: Parameters<typeof departs>
): NonNullable<Finding> => {
  const [expected, observed, evidence, requirements = []] = details;
  return { departs: { expected, observed, evidence, requirements, timing: { fromMs, missedByMs } } };
};

export const inconclusive = (reason: string): NonNullable<Finding> => ({ inconclusive: reason });

/** The error by which a step tells a finding. */
export const errorOf = (finding: NonNullable<Finding>): DepartureError | InconclusiveError =>
  'departs' in finding
    ? new DepartureError(finding.departs)
    : new InconclusiveError(finding.inconclusive, { timing: finding.timing === true });

/** A finding as it is reported. */
export const outcomeOf = (finding: NonNullable<Finding>): ScenarioOutcome => {
  if ('inconclusive' in finding) {
    return { kind: 'inconclusive', reason: finding.inconclusive, ...(finding.timing === true ? { timing: true } : {}) };
  }
  const { expected, observed, evidence = [], requirements = [] } = finding.departs;
  return { kind: 'departs', expected, observed, evidence, requirements };
};

/** Sequence numbers, for the evidence of a departure. */
export const seqsOf = (entries: readonly { readonly seq: number }[]): number[] => entries.map(({ seq }) => seq);
