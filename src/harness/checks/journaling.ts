import type { Evidence, JournalingChanged } from '../../evidence/events.ts';
import { departs, type Finding, inconclusive } from './finding.ts';

/** POLICY-11: the last change was refused, in words that say what is missing. `missing`: that, for people. */
export const refusedFor = (log: readonly Evidence[], names: RegExp, missing: string): Finding => {
  const last = log.findLast((entry): entry is Evidence<JournalingChanged> => entry.type === 'journalingChanged');
  if (last === undefined) return inconclusive('no change was asked for');
  const expected = `a refusal that names ${missing}`;
  if (last.accepted) return departs(expected, `"${last.what}" was accepted`, [last.seq]);
  return names.test(last.reason) ? undefined : departs(expected, JSON.stringify(last.reason), [last.seq]);
};
