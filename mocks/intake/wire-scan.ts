import type { WireAnomalyKind } from '../../src/evidence/events.ts';

/** RFC 5321 section 4.5.3.1.6: a text line holds at most 1000 octets, CRLF included, the transparency dot not counted. */
const LONGEST_LINE = 998;

const RULES = {
  'bare LF': 'a line feed without a carriage return before it (RFC 5321 section 2.3.8)',
  'bare CR': 'a carriage return without a line feed after it (RFC 5321 section 2.3.8)',
  'line too long': `a line of more than ${LONGEST_LINE} octets before its CRLF (RFC 5321 section 4.5.3.1.6)`,
  'NUL byte': 'a NUL byte (RFC 5321 section 4.5.2 with RFC 5322 section 2.2)',
} as const satisfies Partial<Record<WireAnomalyKind, string>>;

export type ByteAnomaly = keyof typeof RULES;
export type AnomalyFound = (kind: ByteAnomaly, detail: string) => void;

const isDot = (text: string, at: number): boolean => text.charCodeAt(at) === 0x2e;

/**
 * Looks through what a peer sends, commands and message data alike, for bytes that no SMTP client may send.
 * Remembers what it has to across chunks. Searches with the engine's own `indexOf`: no loop over single bytes.
 */
export class WireScan {
  /** Octets of the unfinished line at the end of the last chunk, its transparency dot left out. */
  private carried = 0;
  private fresh = true;
  private endedInCr = false;

  /** Scans the next chunk (latin1). `found` is called for each kind of anomaly, possibly several times. */
  scan(text: string, found: AnomalyFound): void {
    if (text.length === 0) return;
    if (text.includes('\0')) found('NUL byte', RULES['NUL byte']);
    if (this.endedInCr && !text.startsWith('\n')) found('bare CR', RULES['bare CR']);
    let position = 0;
    let carriageReturn = text.indexOf('\r');
    for (let lineFeed = text.indexOf('\n'); lineFeed !== -1; lineFeed = text.indexOf('\n', position)) {
      if (carriageReturn !== lineFeed - 1 || lineFeed === 0) carriageReturn = this.odd(text, carriageReturn, lineFeed, found);
      this.measure(text, position, lineFeed - 1, found);
      this.carried = 0;
      this.fresh = true;
      position = lineFeed + 1;
      carriageReturn = text.indexOf('\r', position);
    }
    this.tail(text, position, carriageReturn, found);
  }

  /** A line that does not end in exactly one CR and LF; returns the place of the CR that belongs to the line's end. */
  private odd(text: string, from: number, lineFeed: number, found: AnomalyFound): number {
    let carriageReturn = from;
    if (carriageReturn !== -1 && carriageReturn < lineFeed - 1) {
      found('bare CR', RULES['bare CR']);
      carriageReturn = text.charCodeAt(lineFeed - 1) === 0x0d ? lineFeed - 1 : -1;
    }
    const paired = lineFeed === 0 ? this.endedInCr : carriageReturn === lineFeed - 1;
    if (!paired) found('bare LF', RULES['bare LF']);
    return carriageReturn;
  }

  private tail(text: string, position: number, carriageReturn: number, found: AnomalyFound): void {
    const last = text.length - 1;
    if (carriageReturn !== -1 && carriageReturn < last) found('bare CR', RULES['bare CR']);
    this.endedInCr = text.charCodeAt(last) === 0x0d;
    if (position > last) return;
    this.measure(text, position, this.endedInCr ? last : last + 1, found);
    this.carried += last + 1 - position - (this.fresh && isDot(text, position) ? 1 : 0);
    this.fresh = false;
  }

  /** Measures the part of a line between two places, with what the chunks before held of it. */
  private measure(text: string, from: number, to: number, found: AnomalyFound): void {
    const length = this.carried + to - from;
    if (length <= LONGEST_LINE) return;
    if (length === LONGEST_LINE + 1 && this.fresh && isDot(text, from)) return;
    found('line too long', RULES['line too long']);
  }
}
