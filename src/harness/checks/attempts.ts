import type { Evidence } from '../../evidence/events.ts';
import { type Attempt, attemptsFor, attemptsSeen } from '../views/attempts.ts';
import { isMailCommand } from '../views/commands.ts';
import type { CaseFile } from './case-file.ts';
import { departs, exceeds, type Finding, inconclusive, missesTime, seqsOf } from './finding.ts';

/** QUEUE-1: how long a copy lives in the queue. */
const QUEUE_LIFE_MS = 120_000;
/** An attempt that lasted until this close to the end of the queue's life was ended by that, not by a time-out. */
const LIFE_TOLERANCE_MS = 5_000;

const timesOf = (count: number): string => (count === 1 ? 'one attempt' : `${count} attempts`);

const inSeconds = (durationMs: number): string => `${(durationMs / 1000).toFixed(1)} s`;

/** Whether the last of the attempts seen ended with the queue's life, when measured from the handing-in. */
const heldToTheEnd = ({ evidence, sent }: CaseFile): boolean => {
  const begun = sent[0]?.sentAtMs;
  const lastClosed = evidence.findLast((entry) => entry.type === 'connectionClosed')?.atMs ?? 0;
  return begun !== undefined && lastClosed - begun >= QUEUE_LIFE_MS - LIFE_TOLERANCE_MS;
};

const judgeCount = (file: CaseFile, attempts: readonly Attempt[], wanted: number, whose: string): Finding => {
  if (attempts.length === wanted) return undefined;
  if (attempts.length === 0) return inconclusive(`no attempt for ${whose} was ever seen`);
  if (attempts.length < wanted && heldToTheEnd(file)) {
    return inconclusive(`the system waited for a reply until the queue's life was over, so no time was left for a retry of ${whose}`);
  }
  const begunAt = attempts.map(({ atMs }) => inSeconds(atMs - (file.sent[0]?.sentAtMs ?? atMs)));
  const tell = attempts.length > wanted ? exceeds : departs;
  return tell(
    `${timesOf(wanted)} for ${whose}`,
    `${timesOf(attempts.length)}, begun at ${begunAt.join(', ')}`,
    attempts.flatMap(({ evidence }) => evidence),
  );
};

/** RETRY-1 to RETRY-9: so many attempts in all, however far each came. */
export const attemptCount = (file: CaseFile, wanted: number): Finding =>
  judgeCount(file, attemptsSeen(file.evidence, file.intakeDomain), wanted, 'the copy');

/** RETRY-12: so many attempts for one of several copies, told apart by the recipient. */
export const attemptCountFor = (file: CaseFile, recipient: string, wanted: number, whose: string): Finding =>
  judgeCount(file, attemptsFor(file.evidence, recipient), wanted, whose);

/** Whether there was a second attempt. */
export const wasRetried = ({ evidence, intakeDomain }: CaseFile): boolean => attemptsSeen(evidence, intakeDomain).length >= 2;

/** RETRY-15: the second attempt begins so soon after the first. */
export const retryBegins = ({ evidence, intakeDomain }: CaseFile, beforeSeconds: number): Finding => {
  const [first, second] = attemptsSeen(evidence, intakeDomain);
  if (first === undefined) return inconclusive('no attempt was ever seen');
  const expected = `a retry within ${beforeSeconds} s`;
  if (second === undefined) return departs(expected, 'no retry', first.evidence);
  const waitedMs = second.atMs - first.atMs;
  const missedByMs = waitedMs - beforeSeconds * 1000;
  if (missedByMs < 0) return undefined;
  return missesTime([first.atMs, missedByMs], expected, `a retry after ${waitedMs / 1000} s`, second.evidence);
};

/** When the retry began, in words: worth knowing whatever the verdict, for the documents leave it open. */
export const tellRetry = ({ evidence, intakeDomain }: CaseFile): string => {
  const [first, second] = attemptsSeen(evidence, intakeDomain);
  if (first === undefined || second === undefined) return 'no retry was seen';
  return `the retry began ${inSeconds(second.atMs - first.atMs)} after the first attempt`;
};

const isBeginning = (entry: Evidence): boolean =>
  entry.type === 'connectionOpened' || (entry.type === 'commandReceived' && isMailCommand(entry.line));

/** No connection and no transaction begins after the entry `afterSeq`, a stretch of `seconds`. */
export const nothingBegins = ({ evidence }: CaseFile, afterSeq: number, seconds: number): Finding => {
  const begun = evidence.filter((entry) => entry.seq > afterSeq && isBeginning(entry));
  return begun.length === 0
    ? undefined
    : departs(`no attempt in ${seconds} s`, `${begun.length} connections or transactions`, seqsOf(begun));
};
