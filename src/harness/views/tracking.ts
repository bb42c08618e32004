import type { Evidence, TrackedEntry, TrackingRead } from '../../evidence/events.ts';

// Reads what message tracking tells of journal copies. Tolerant of a time in front of a line and of a missing `TDC:`, but a line
// must begin with its own words: tracking quotes subjects and addresses, which could hold anything.

/** What a line of message tracking says of a journal copy. */
export type TrackedStatement =
  | { readonly kind: 'delivered'; readonly mid: number }
  | { readonly kind: 'failed'; readonly mid: number; readonly reason: string };

/** A time such as `17 Mar 2026 18:24:37 (GMT +00:00)`, as the page puts it before a line. */
const TIME = String.raw`(?:\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d (?:\([^)]*\) )?)?`;
const OWN = '(?:TDC: ?)?';
const PRODUCT = 'Cisco Secure Email Threat Defense';

const DELIVERED = new RegExp(
  String.raw`^${TIME}${OWN}Message (?<mid>\d+) (?:was )?successfully delivered for scanning with ${PRODUCT}\.?\s*$`,
);
const FAILED = new RegExp(String.raw`^${TIME}${OWN}Message (?<mid>\d+) delivery failed to ${PRODUCT} ?: ?(?<reason>.*?)\.?\s*$`);
const ABOUT_COPY = new RegExp(`^${TIME}TDC:`);

/** Reads one line; undefined for one that says nothing of how a copy ended. */
export const readTrackingLine = (line: string): TrackedStatement | undefined => {
  const delivered = DELIVERED.exec(line)?.groups;
  if (delivered !== undefined) return { kind: 'delivered', mid: Number(delivered.mid) };
  const failed = FAILED.exec(line)?.groups;
  if (failed !== undefined) return { kind: 'failed', mid: Number(failed.mid), reason: failed.reason ?? '' };
  return undefined;
};

/** The lines of a message that are about its copy: the connector's own, and those that say how it ended. */
export const linesAboutCopy = ({ lines }: TrackedEntry): string[] =>
  lines.filter((line) => ABOUT_COPY.test(line) || readTrackingLine(line) !== undefined);

/** The last search; undefined when nothing was ever looked for. */
export const lastSearch = (log: readonly Evidence[]): Evidence<TrackingRead> | undefined =>
  log.findLast((entry): entry is Evidence<TrackingRead> => entry.type === 'trackingRead');
