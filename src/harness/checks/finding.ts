import { type DepartureDetails, DepartureError, InconclusiveError, MockDepartureError, type ScenarioOutcome } from '../outcome.ts';

// What a check says. Checks are pure: evidence and an expectation in, a finding out, so that a verdict can be repeated
// from a saved evidence log, without the system and without its clock.

/** `undefined`: nothing speaks against the system. `mockDeparts`: it was not the system that did otherwise, but the mock SETD. */
export type Finding =
  | undefined
  | { readonly departs: DepartureDetails }
  | { readonly mockDeparts: Pick<DepartureDetails, 'expected' | 'observed' | 'evidence'> }
  | { readonly inconclusive: string; readonly timing?: true };

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

/** The same for more than may be: what was seen was there, however slow the machine that saw it. */
export const exceeds = (...[expected, observed, evidence, requirements = []]: Parameters<typeof departs>): NonNullable<Finding> => ({
  departs: { expected, observed, evidence, requirements, certain: true },
});

/** SETUP, DASH: what the mock SETD itself does is judged, and whoever is judged by its help is not to blame. */
export const mockDeparts = (expected: string, observed: string, evidence: readonly number[]): NonNullable<Finding> => ({
  mockDeparts: { expected, observed, evidence },
});

export const inconclusive = (reason: string): NonNullable<Finding> => ({ inconclusive: reason });

/** The error by which a step tells a finding. */
export const errorOf = (finding: NonNullable<Finding>): DepartureError | MockDepartureError | InconclusiveError => {
  if ('departs' in finding) return new DepartureError(finding.departs);
  if ('mockDeparts' in finding) return new MockDepartureError(finding.mockDeparts);
  return new InconclusiveError(finding.inconclusive, { timing: finding.timing === true });
};

/** A finding as it is reported. */
export const outcomeOf = (finding: NonNullable<Finding>): ScenarioOutcome => {
  if ('inconclusive' in finding) {
    return { kind: 'inconclusive', reason: finding.inconclusive, ...(finding.timing === true ? { timing: true } : {}) };
  }
  if ('mockDeparts' in finding) return { kind: 'harness-error', message: errorOf(finding).message };
  const { expected, observed, evidence = [], requirements = [] } = finding.departs;
  return { kind: 'departs', expected, observed, evidence, requirements };
};

/** Sequence numbers, for the evidence of a departure. */
export const seqsOf = (entries: readonly { readonly seq: number }[]): number[] => entries.map(({ seq }) => seq);
