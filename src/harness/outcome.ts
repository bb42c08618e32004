import type { Capability } from './drivers/driver.ts';

/** What one scenario found out, before bases and baselines are looked at. Travels as an attachment of the scenario. */
export type ScenarioOutcome =
  | { readonly kind: 'conforms' }
  | {
      readonly kind: 'departs';
      /** Ids of the requirements that are departed from; empty: all that the scenario is tagged with. */
      readonly requirements: readonly string[];
      readonly expected: string;
      readonly observed: string;
      /** Sequence numbers of the evidence that shows it. */
      readonly evidence: readonly number[];
    }
  | {
      readonly kind: 'inconclusive';
      readonly reason: string;
      /** Only the time was in doubt: another run may decide. */
      readonly timing?: true;
    }
  | { readonly kind: 'not-testable'; readonly capability: Capability }
  | { readonly kind: 'harness-error'; readonly message: string };

/** Media type of the attachment that carries a ScenarioOutcome as JSON. */
export const OUTCOME_MEDIA_TYPE = 'application/vnd.setd.outcome+json';
/** Media type of the attachment that carries the evidence of a scenario: a JSON array of Evidence. */
export const EVIDENCE_MEDIA_TYPE = 'application/vnd.setd.evidence+json';

export interface DepartureDetails {
  readonly expected: string;
  readonly observed: string;
  readonly evidence?: readonly number[];
  readonly requirements?: readonly string[];
  /** Of a time that was missed: since when it runs, ms since the epoch on the stand's clock, and by how much it was missed. */
  readonly timing?: { readonly fromMs: number; readonly missedByMs: number };
  /** What was seen is too much, and no wait makes it less: it stands however slow the machine. */
  readonly certain?: true;
}

/** The system under test was seen to do something else than documented. */
export class DepartureError extends Error {
  override readonly name = 'DepartureError';
  readonly details: DepartureDetails;

  constructor(details: DepartureDetails) {
    super(`expected ${details.expected}; observed ${details.observed}`);
    this.details = details;
  }
}

/** The mock SETD was seen to do something else than documented. That is no verdict on the system under test. */
export class MockDepartureError extends Error {
  override readonly name = 'MockDepartureError';

  constructor({ expected, observed, evidence = [] }: DepartureDetails) {
    const entries = evidence.length === 0 ? '' : ` (evidence: ${evidence.join(', ')})`;
    super(`the mock SETD is at fault, not the system under test: expected ${expected}; observed ${observed}${entries}`);
  }
}

/** What was to be judged never came about, or it was too close to call. */
export class InconclusiveError extends Error {
  override readonly name = 'InconclusiveError';
  /** Only the time was in doubt: another run may decide. */
  readonly timing: boolean;

  constructor(reason: string, { timing = false }: { readonly timing?: boolean } = {}) {
    super(reason);
    this.timing = timing;
  }
}

/** The system under test lacks what the scenario needs; no fault of the system. */
export class NotTestableError extends Error {
  override readonly name = 'NotTestableError';
  readonly capability: Capability;

  constructor(capability: Capability) {
    super(`the system under test does not offer "${capability}"`);
    this.capability = capability;
  }
}

/** The stand itself failed: no verdict on the system follows from it. */
export class StandError extends Error {
  override readonly name = 'StandError';
}
