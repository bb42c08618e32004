import type { ExitStatus, RunResult } from '../run-result.ts';

// A badge by way of https://shields.io/badges/endpoint-badge: this JSON, put where shields.io can read it, becomes the picture.

const COLOUR: Readonly<Record<ExitStatus, string>> = { 0: 'brightgreen', 1: 'red', 2: 'orange', 3: 'lightgrey', 4: 'yellow' };

const words = ({ exitStatus, totals }: RunResult, judged: number): string => {
  switch (exitStatus) {
    case 0:
      return `${totals.conforms} of ${judged} conform`;
    case 1:
      return `${totals.departs} of ${judged} depart`;
    case 2:
      return 'stale baseline';
    case 3:
      return 'could not be judged';
    case 4:
      return 'not all could be tested';
  }
};

/** The badge of a run: how many of the judged requirements conform, or what is wrong. */
export function badgeJson(result: RunResult): string {
  const { totals, requirements, exitStatus, meta } = result;
  const judged = requirements.length - totals.untested - totals['not-applicable'];
  // A part of the requirements must not look like all of them.
  const label = meta.selection === '' ? 'SETD conformance' : 'SETD conformance (part)';
  const error = exitStatus === 3 ? { isError: true } : {};
  return `${JSON.stringify({ schemaVersion: 1, label, message: words(result, judged), color: COLOUR[exitStatus], ...error })}\n`;
}
