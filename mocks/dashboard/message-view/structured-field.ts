import { decodeBytes } from './charset.ts';

// Fields of the form `value; name=value; …` (RFC 2045), with the continuations and character sets of RFC 2231.

export interface StructuredField {
  /** Lower case. */
  readonly value: string;
  /** By name in lower case; of a repeated one the first counts. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** More parameters than any honest field has. */
const MOST_PARAMETERS = 200;

/** What stands at one place of a field: a quoted string, blanks, or characters up to the next of `; = " (` or a blank. */
const LEXEME = /"((?:[^"\\]|\\[\s\S])*)(?:"|$)|[;=]|[ \t\r\n]+|[^;="( \t\r\n]+|[("]/y;

interface Lexeme {
  readonly kind: 'text' | 'quoted' | ';' | '=' | 'space';
  readonly text: string;
}

/** Behind the comment that begins there; undefined where it never ends. Comments nest (RFC 5322 section 3.2.2). */
const endOfComment = (field: string, start: number): number | undefined => {
  let depth = 0;
  for (let at = start; at < field.length; at += 1) {
    const character = field[at];
    if (character === '\\') at += 1;
    else if (character === '(') depth += 1;
    else if (character === ')') {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return undefined;
};

const kindOf = (text: string): Lexeme['kind'] => {
  if (text === ';' || text === '=') return text;
  return /^[ \t\r\n]/.test(text) ? 'space' : 'text';
};

/** A comment counts as a blank. In a parameter it needs one before it: `name=Invoice(1).pdf` holds none. */
function* lexemesOf(field: string): Generator<Lexeme> {
  let at = 0;
  let mayComment = true;
  let inParameters = false;
  let balanced = true;
  while (at < field.length) {
    const end = mayComment && field[at] === '(' ? endOfComment(field, at) : undefined;
    if (end !== undefined) {
      at = end;
      yield { kind: 'space', text: ' ' };
      continue;
    }
    LEXEME.lastIndex = at;
    const match = LEXEME.exec(field);
    if (match === null) return;
    const [text, quoted] = match;
    // Behind a bracket that never closes no other one is looked for: each search would go to the end.
    balanced &&= !(mayComment && text === '(');
    at += text.length;
    if (quoted !== undefined) yield { kind: 'quoted', text: quoted.replace(/\\([\s\S])/g, '$1') };
    else yield { kind: kindOf(text), text };
    inParameters ||= text === ';';
    mayComment = balanced && (!inParameters || quoted !== undefined || /[ \t\r\n;]$/.test(text));
  }
}

interface Segment {
  readonly name: string;
  readonly value: string;
}

/** The pieces between the semicolons; the first has no name. What stands behind a closed quoted string is junk. */
const segmentsOf = (field: string): Segment[] => {
  const segments: Segment[] = [];
  let name = '';
  let value = '';
  let gap = '';
  let named = false;
  let closed = false;
  const finish = (): void => {
    segments.push(named ? { name: name.trim().toLowerCase(), value } : { name: '', value });
    name = value = gap = '';
    named = closed = false;
  };
  for (const { kind, text } of lexemesOf(field)) {
    if (kind === ';') finish();
    else if (kind === '=' && !named && segments.length > 0) {
      name = value;
      value = gap = '';
      named = true;
    } else if (kind === 'space') gap = value === '' ? '' : ' ';
    else if (!closed) {
      value += gap + text;
      gap = '';
      closed = kind === 'quoted';
    }
    if (segments.length > MOST_PARAMETERS) return segments;
  }
  finish();
  return segments;
};

const unescapePercent = (text: string): Buffer =>
  Buffer.from(
    text.replace(/%([0-9a-f]{2})|[^%]|%/gi, (all: string, hex: string | undefined) =>
      hex === undefined ? Buffer.from(all).toString('latin1') : String.fromCharCode(Number.parseInt(hex, 16)),
    ),
    'latin1',
  );

interface Section {
  readonly number: number;
  readonly encoded: boolean;
  readonly value: string;
}

/** Joins `name*0`, `name*1*` …; bytes are decoded together, as one character may be cut by a section's end. */
const joinSections = (sections: readonly Section[]): string => {
  const ordered = sections.toSorted((one, other) => one.number - other.number);
  let charset: string | null = null;
  let bytes = Buffer.alloc(0);
  let text = '';
  const flush = (): void => {
    if (bytes.length > 0) text += decodeBytes(bytes, charset ?? 'utf-8').text;
    bytes = Buffer.alloc(0);
  };
  for (const [place, { encoded, value }] of ordered.entries()) {
    const marked = place === 0 && encoded ? /^([^']*)'[^']*'([\s\S]*)$/.exec(value) : null;
    if (marked !== null) charset = marked[1] || null;
    if (encoded) bytes = Buffer.concat([bytes, unescapePercent(marked?.[2] ?? value)]);
    else {
      flush();
      text += value;
    }
  }
  flush();
  return text;
};

/** Reads an unfolded field; never fails: what makes no sense is left out. */
export const readStructured = (field: string): StructuredField => {
  const [first, ...rest] = segmentsOf(field);
  const parameters = new Map<string, string>();
  const sectioned = new Map<string, Section[]>();
  for (const { name, value } of rest) {
    const continued = /^([^*]+)\*(?:(\d{1,3})(\*)?)?$/.exec(name);
    if (continued === null) {
      if (name !== '' && !parameters.has(name)) parameters.set(name, value);
      continue;
    }
    const [, base = '', number, star] = continued;
    const sections = sectioned.get(base) ?? [];
    sections.push({ number: Number(number ?? 0), encoded: number === undefined || star !== undefined, value });
    sectioned.set(base, sections);
  }
  // RFC 2231 section 4: the extended form is the better one where both are given.
  for (const [name, sections] of sectioned) parameters.set(name, joinSections(sections));
  return { value: (first?.value ?? '').toLowerCase(), parameters };
};
