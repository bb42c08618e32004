import type { Flaws } from './flaws.ts';
import { readHeaderSection } from './header-section.ts';
import type { ViewLimits } from './limits.ts';
import { isMessageType, type MimePart, readPartContent } from './mime-part.ts';

// Finds the parts of a message by their delimiters, in one pass and without copying: a part is a pair of offsets. Only the
// headers and the lines that begin as all delimiters do are looked at; what lies between is skipped by a native search.

const LF = 0x0a;
const CR = 0x0d;
const DASH = 0x2d;

/** RFC 2046 allows 70 characters; senders use more. */
const LONGEST_BOUNDARY = 500;

/** What all of them begin with. */
const commonPrefix = (texts: readonly string[]): string => {
  let prefix = texts[0] ?? '';
  for (const text of texts) while (!text.startsWith(prefix)) prefix = prefix.slice(0, -1);
  // Half a pair of surrogates has no bytes.
  return prefix.replace(/[\ud800-\udbff]$/, '');
};

const isBlank = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x09 || byte === CR || byte === LF;

/** A part whose end has not come yet. */
interface OpenPart {
  readonly part: MimePart;
  /** Of a multipart whose closing delimiter has not come. */
  boundary: string | undefined;
  delimiters: number;
}

interface Delimiter {
  /** Place in the stack of open parts. */
  readonly level: number;
  readonly closing: boolean;
  /** Where its line begins, and where the next one does. */
  readonly start: number;
  readonly next: number;
}

class MimeScanner {
  readonly parts: MimePart[] = [];
  private readonly raw: Buffer;
  private readonly limits: ViewLimits;
  private readonly flaws: Flaws;
  private open: OpenPart[] = [];
  private looked = 0;

  constructor(raw: Buffer, limits: ViewLimits, flaws: Flaws) {
    this.raw = raw;
    this.limits = limits;
    this.flaws = flaws;
  }

  scan(): void {
    let at = this.begin(0, null, 'text/plain');
    for (;;) {
      const delimiter = this.nextDelimiter(at);
      if (delimiter === undefined) break;
      if (delimiter.closing) this.closeMultipart(delimiter);
      else if (!this.nextPart(delimiter)) break;
      at = this.bodyAfter(delimiter);
    }
    this.closeDownTo(0, this.raw.length);
  }

  /** Where the search goes on behind a delimiter. */
  private bodyAfter({ closing, next }: Delimiter): number {
    const last = this.parts.at(-1);
    return closing || last === undefined ? next : last.bodyStart;
  }

  /** Reads a part's header, and that of the message inside it. Returns where the body of the innermost begins. */
  private begin(start: number, parent: MimePart | null, defaultType: string): number {
    const index = this.parts.length;
    const tell = this.flaws.add.bind(this.flaws);
    const { headerBytes, headerFields } = this.limits;
    const section = readHeaderSection(
      this.raw,
      start,
      { bytes: headerBytes, fields: headerFields },
      (from, to) => this.levelOf(from, to) !== undefined,
    );
    if (section.tooLarge)
      tell('header too large', index, `only the first ${headerBytes} bytes of the header are read; the rest is taken as body`);
    if (section.fieldsCut) tell('too many fields', index, `only the first ${headerFields} are read`);
    const part: MimePart = {
      index,
      parent: parent?.index ?? null,
      depth: parent === null ? 0 : parent.depth + 1,
      children: [],
      start,
      bodyStart: section.bodyStart,
      end: this.raw.length,
      fields: section.fields,
      ...readPartContent(section.fields, defaultType, (kind, detail) => tell(kind, index, detail)),
    };
    parent?.children.push(index);
    this.parts.push(part);
    this.open.push({ part, boundary: this.boundaryOf(part), delimiters: 0 });
    return this.holdsMessage(part) ? this.begin(part.bodyStart, part, 'text/plain') : part.bodyStart;
  }

  private holdsMessage({ index, type, encoding, depth }: MimePart): boolean {
    if (!isMessageType(type) || encoding !== 'identity' || this.parts.length >= this.limits.parts) return false;
    if (depth < this.limits.depth) return true;
    this.flaws.add('too deep', index, `messages and parts are looked into ${this.limits.depth} levels deep`);
    return false;
  }

  private boundaryOf({ index, type, typeParameters, depth }: MimePart): string | undefined {
    if (!type.startsWith('multipart/')) return undefined;
    // Blanks at the end cannot be part of it: on the delimiter line they count as padding.
    const boundary = typeParameters.get('boundary')?.trimEnd() ?? '';
    if (boundary === '' || boundary.length > LONGEST_BOUNDARY) {
      this.flaws.add('boundary missing', index, `a ${type} without a usable boundary; shown as one part`);
      return undefined;
    }
    if (depth < this.limits.depth) return boundary;
    this.flaws.add('too deep', index, `messages and parts are looked into ${this.limits.depth} levels deep`);
    return undefined;
  }

  /** The open multipart that the line between these offsets delimits, the innermost first. */
  private levelOf(start: number, end: number): { level: number; closing: boolean } | undefined {
    const { raw } = this;
    if (raw[start] !== DASH || raw[start + 1] !== DASH) return undefined;
    let last = end;
    while (last > start && isBlank(raw[last - 1])) last -= 1;
    if (last - start > LONGEST_BOUNDARY + 4) return undefined;
    // Headers are read as text, where a boundary may hold more than ASCII.
    const line = raw.toString('utf8', start + 2, last);
    for (let level = this.open.length - 1; level >= 0; level -= 1) {
      const boundary = this.open[level]?.boundary;
      if (boundary === undefined) continue;
      if (line === boundary) return { level, closing: false };
      if (line === `${boundary}--`) return { level, closing: true };
    }
    return undefined;
  }

  /** What a line must begin with to be a delimiter now, with the line end before it; undefined where none can be. */
  private delimiterStart(): Buffer | undefined {
    const boundaries = this.open.flatMap(({ boundary }) => boundary ?? []);
    return boundaries.length === 0 ? undefined : Buffer.from(`\n--${commonPrefix(boundaries)}`);
  }

  /** Start of the first line from there on that begins like that. */
  private lineLike(beginning: Buffer, from: number): number | undefined {
    const { raw } = this;
    if (from === 0 && raw.subarray(0, beginning.length - 1).equals(beginning.subarray(1))) return 0;
    const found = raw.indexOf(beginning, Math.max(from - 1, 0));
    return found < 0 ? undefined : found + 1;
  }

  private nextDelimiter(from: number): Delimiter | undefined {
    const { raw } = this;
    const beginning = this.delimiterStart();
    if (beginning === undefined) return undefined;
    let start = this.lineLike(beginning, from);
    while (start !== undefined) {
      this.looked += 1;
      if (this.looked > this.limits.delimiterLines) {
        this.flaws.add(
          'too many delimiters',
          null,
          `only the first ${this.limits.delimiterLines} lines that begin like a delimiter are looked at`,
        );
        return undefined;
      }
      const found = raw.indexOf(LF, start);
      const next = found < 0 ? raw.length : found + 1;
      const level = this.levelOf(start, next);
      if (level !== undefined) return { ...level, start, next };
      start = this.lineLike(beginning, next);
    }
    return undefined;
  }

  private closeMultipart({ level, start }: Delimiter): void {
    this.closeDownTo(level + 1, this.endBefore(start));
    const multipart = this.open[level];
    if (multipart !== undefined) multipart.boundary = undefined;
  }

  /** False when there are too many parts already: the last one keeps the rest. */
  private nextPart({ level, start, next }: Delimiter): boolean {
    if (this.parts.length >= this.limits.parts) {
      this.flaws.add('too many parts', null, `only the first ${this.limits.parts} are listed; the last one holds the rest`);
      return false;
    }
    this.closeDownTo(level + 1, this.endBefore(start));
    const multipart = this.open[level];
    if (multipart === undefined) return false;
    multipart.delimiters += 1;
    this.begin(next, multipart.part, multipart.part.type === 'multipart/digest' ? 'message/rfc822' : 'text/plain');
    return true;
  }

  /** The line end before a delimiter belongs to the delimiter (RFC 2046 section 5.1.1). */
  private endBefore(delimiterStart: number): number {
    const { raw } = this;
    if (raw[delimiterStart - 1] !== LF) return delimiterStart;
    return raw[delimiterStart - 2] === CR ? delimiterStart - 2 : delimiterStart - 1;
  }

  /** Ends the parts from that place in the stack on. */
  private closeDownTo(level: number, end: number): void {
    for (const { part, boundary, delimiters } of this.open.splice(level).toReversed()) {
      part.end = Math.max(end, part.bodyStart);
      if (boundary === undefined) continue;
      if (delimiters === 0) this.flaws.add('boundary not found', part.index, 'no line holds the boundary; shown as one part');
      else this.flaws.add('boundary not closed', part.index, 'the closing delimiter is missing');
    }
  }
}

/** The parts of a message in the order in which they begin; part 0 is the message. Always finds at least that one. */
export const scanMime = (raw: Buffer, limits: ViewLimits, flaws: Flaws): MimePart[] => {
  const scanner = new MimeScanner(raw, limits, flaws);
  scanner.scan();
  return scanner.parts;
};
