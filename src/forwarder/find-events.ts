import type { LogRing, NumberedLine } from './log-ring.ts';
import type { TrackedMessage, TrackingQuery } from './tracking/tracked-message.ts';
import type { TrackingStore } from './tracking/tracking-store.ts';

/** All messages that one message was split into, or from, itself included. */
const family = (tracking: TrackingStore, message: TrackedMessage): TrackedMessage[] => {
  const parent = message.splitFrom === null ? message : (tracking.get(message.splitFrom) ?? message);
  return [parent, ...parent.splitInto.flatMap((mid) => tracking.get(mid) ?? [])];
};

const idsIn = (line: string, kind: 'MID' | 'ICID' | 'DCID'): number[] =>
  [...line.matchAll(new RegExp(`\\b${kind} (\\d+)\\b`, 'g'))].map(([, id]) => Number(id));

interface Reading extends NumberedLine {
  readonly mids: readonly number[];
  readonly icids: readonly number[];
  readonly dcids: readonly number[];
}

/** The text of a line up to what peers and messages may have put into it: only the gateway's own words name ids. */
const ownWords = (line: string): string => line.slice(25).replace(/[<"'(].*$/s, '');

const read = (entry: NumberedLine): Reading => {
  const words = ownWords(entry.line);
  return { ...entry, mids: idsIn(words, 'MID'), icids: idsIn(words, 'ICID'), dcids: idsIn(words, 'DCID') };
};

/** Lines about these messages, and about the connections that carried them where no other message is meant. */
const linesOf = (lines: readonly Reading[], messages: readonly TrackedMessage[]): Reading[] => {
  const mids = new Set(messages.map(({ mid }) => mid));
  const icids = new Set(messages.map(({ icid }) => icid));
  const about = (line: Reading): boolean => line.mids.some((mid) => mids.has(mid));
  const dcids = new Set(lines.filter(about).flatMap((line) => line.dcids));
  // DCID 0: no connection was made.
  dcids.delete(0);
  return lines.filter(
    (line) =>
      about(line) || (line.mids.length === 0 && (line.icids.some((icid) => icids.has(icid)) || line.dcids.some((dcid) => dcids.has(dcid)))),
  );
};

/** What `findevent` prints: the lines of the log about the messages that are found, splits of the same message together. */
export const findEvents = (tracking: TrackingStore, log: LogRing, query: TrackingQuery): string => {
  const { messages, next } = tracking.search(query);
  if (messages.length === 0) return 'No matching message was found.\n';
  const lines = log.after(0, Number.POSITIVE_INFINITY).map(read);
  const told = new Set<number>();
  const blocks: string[] = [];
  for (const message of messages) {
    if (told.has(message.mid)) continue;
    const related = family(tracking, message);
    for (const { mid } of related) told.add(mid);
    const found = linesOf(lines, related).map(({ line }) => line);
    blocks.push((found.length > 0 ? found : [`MID ${message.mid}: its lines are no longer in memory; look in the log file.`]).join('\n'));
  }
  if (next !== null) blocks.push('There are more; narrow the search or raise the limit.');
  return `${blocks.join('\n\n')}\n`;
};
