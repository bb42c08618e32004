import type { Evidence, TrackedEntry, TrackingRead } from '../../evidence/events.ts';
import { logSeen, statements } from '../views/mail-log.ts';
import { lastSearch, linesAboutCopy, readTrackingLine } from '../views/tracking.ts';
import type { SentMessage } from './case-file.ts';
import { departs, type Finding, inconclusive } from './finding.ts';

type Log = readonly Evidence[];

const withSearch = (log: Log, judge: (search: Evidence<TrackingRead>) => Finding): Finding => {
  const search = lastSearch(log);
  return search === undefined ? inconclusive('nothing was looked for in the message tracking') : judge(search);
};

/** Judges each part of the message that the last search found: a message that was split has several. */
const withEntries = (
  log: Log,
  { messageId, token }: SentMessage,
  parts: number,
  judge: (entry: TrackedEntry, seq: number) => Finding,
): Finding =>
  withSearch(log, ({ found, seq }) => {
    const entries = found.filter((entry) => entry.messageId === messageId);
    if (entries.length !== parts) return departs(`${token} in the message tracking, as ${parts}`, `${entries.length} entries`, [seq]);
    return entries.map((entry) => judge(entry, seq)).find((finding) => finding !== undefined);
  });

const quoted = (lines: readonly string[]): string => (lines.length === 0 ? 'no such line' : lines.join(' / '));

/** TRACK-1: exactly one line about the copy, which says that it was delivered; for each of the `parts` of a split message. */
export const successInOneLine = (log: Log, message: SentMessage, parts = 1): Finding =>
  withEntries(log, message, parts, (entry, seq) => {
    const lines = linesAboutCopy(entry);
    const told = readTrackingLine(lines[0] ?? '');
    if (lines.length === 1 && told?.kind === 'delivered' && told.mid === entry.mid) return undefined;
    return departs(`one line: message ${entry.mid} was successfully delivered for scanning`, quoted(lines), [seq]);
  });

/** TRACK-1: nothing is told of a copy that has not come to its end. */
export const nothingOfCopy = (log: Log, message: SentMessage): Finding =>
  withEntries(log, message, 1, (entry, seq) => {
    const lines = linesAboutCopy(entry);
    return lines.length === 0 ? undefined : departs('no line about the copy', quoted(lines), [seq]);
  });

/** The reason that the mail log gives for the failure of a MID. */
const reasonInLog = (log: Log, mid: number): string | undefined =>
  statements(logSeen(log), 'failed').find(({ statement }) => statement.mid === mid)?.statement.reason;

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/**
 * TRACK-2: one line says that the copy failed, and why; none that it was delivered. Without a `wanted` reason: the one that the mail
 * log gives, if it gives one, and in any case some reason.
 */
export const failureTold = (log: Log, message: SentMessage, wanted?: string): Finding =>
  withEntries(log, message, 1, (entry, seq) => {
    const lines = linesAboutCopy(entry);
    const told = lines.map(readTrackingLine);
    const reason = wanted ?? reasonInLog(log, entry.mid);
    const fits = told.filter(
      (statement) =>
        statement?.kind === 'failed' &&
        statement.mid === entry.mid &&
        statement.reason !== '' &&
        (reason === undefined || same(statement.reason, reason)),
    );
    if (fits.length === 1 && told.every((statement) => statement?.kind !== 'delivered')) return undefined;
    return departs(`one line: message ${entry.mid} delivery failed: ${reason ?? 'the reason'}`, quoted(lines), [seq]);
  });

/** Whether the last search tells how a copy of the message ended. */
export const endIsTold = (log: Log, { messageId }: SentMessage): boolean =>
  (lastSearch(log)?.found ?? []).some(
    (entry) => entry.messageId === messageId && entry.lines.some((line) => readTrackingLine(line) !== undefined),
  );

/** TRACK-3: the search found these messages and no others; each may be there in several parts. */
export const searchFinds = (log: Log, wanted: readonly SentMessage[]): Finding =>
  withSearch(log, ({ found, seq, query }) => {
    const ids = new Set(found.map(({ messageId }) => messageId));
    const missing = wanted.filter(({ messageId }) => !ids.has(messageId)).map(({ messageId }) => `${messageId} is missing`);
    const expected = new Set(wanted.map(({ messageId }) => messageId));
    const surplus = [...ids].filter((messageId) => !expected.has(messageId)).map((messageId) => `${messageId} was found too`);
    const wrong = [...missing, ...surplus];
    if (wrong.length === 0) return undefined;
    const what = wanted.length === 0 ? 'nothing' : [...expected].join(', ');
    return departs(`a search by ${Object.keys(query).join(' and ')} to find ${what}`, wrong.join('; '), [seq]);
  });
