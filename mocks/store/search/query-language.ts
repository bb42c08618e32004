// The search language of messages, pure: a text in, terms out, or an error that says where and what to do.
// `from:alice "monthly report" -is:duplicate` finds what fits all of its terms.

/** Keys whose value is looked for in a text, wherever in it. */
export const TEXT_KEYS = ['from', 'to', 'subject', 'message-id'] as const;
/** Keys whose value is a name, whole. */
export const NAME_KEYS = ['account', 'tag', 'rule'] as const;
export const NUMBER_KEYS = ['mid', 'dcid', 'connection'] as const;
export const TIME_KEYS = ['before', 'after'] as const;
export const SIZE_KEYS = ['larger', 'smaller'] as const;
export const FLAGS = ['duplicate', 'unread', 'read', 'refused', 'dropped', 'stored'] as const;

export type TextKey = (typeof TEXT_KEYS)[number];
export type NameKey = (typeof NAME_KEYS)[number];
export type NumberKey = (typeof NUMBER_KEYS)[number];
export type TimeKey = (typeof TIME_KEYS)[number];
export type SizeKey = (typeof SIZE_KEYS)[number];
export type Flag = (typeof FLAGS)[number];

export type Condition =
  /** `whole`: written in quotes, so that its last word is a whole word and not the beginning of one. */
  | { readonly kind: 'words'; readonly text: string; readonly whole: boolean }
  | { readonly kind: 'text'; readonly key: TextKey; readonly text: string }
  | { readonly kind: 'name'; readonly key: NameKey; readonly name: string }
  | { readonly kind: 'number'; readonly key: NumberKey; readonly value: number }
  /** A moment in milliseconds since the epoch, or so long before now. */
  | { readonly kind: 'time'; readonly key: TimeKey; readonly at: { readonly ms: number } | { readonly agoMs: number } }
  | { readonly kind: 'size'; readonly key: SizeKey; readonly bytes: number }
  | { readonly kind: 'attachment' }
  | { readonly kind: 'flag'; readonly flag: Flag };

export type Term = Condition & { readonly negated: boolean };

/** Thrown for a search that cannot be understood. `column` counts from 1. */
export class QueryError extends Error {
  override readonly name = 'QueryError';
  readonly column: number;

  constructor(column: number, problem: string) {
    super(`column ${column}: ${problem}`);
    this.column = column;
  }
}

const LONGEST_QUERY = 2000;
const MOST_TERMS = 32;

const KEYS = [...TEXT_KEYS, ...NAME_KEYS, ...NUMBER_KEYS, 'has', ...TIME_KEYS, ...SIZE_KEYS, 'is'] as const;
type Key = (typeof KEYS)[number];

/** Changes that turn one word into another (Levenshtein): to guess which key was meant. */
const distance = (one: string, other: string): number => {
  let previous = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const replaced = (previous[column - 1] ?? 0) + (one[row - 1] === other[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[other.length] ?? 0;
};

const FAR = 3;

const nearest = <Word extends string>(given: string, words: readonly Word[]): Word | undefined => {
  const [best] = words
    .map((word) => ({ word, far: word.startsWith(given) || given.startsWith(word) ? 1 : distance(given, word) }))
    .toSorted((one, other) => one.far - other.far);
  return best !== undefined && best.far < FAR ? best.word : undefined;
};

const isOneOf = <Word extends string>(text: string, words: readonly Word[]): text is Word => words.some((word) => word === text);

/** A value with the column at which it stands. */
interface Value {
  readonly text: string;
  readonly column: number;
  readonly quoted: boolean;
}

const DATE = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/;
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)?$/i;
const AGO = /^(\d{1,6})([smhdw])$/;
const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

const parseTime = (key: TimeKey, { text, column }: Value): Condition => {
  const ago = AGO.exec(text);
  if (ago !== null) return { kind: 'time', key, at: { agoMs: Number(ago[1]) * (UNIT_MS[ago[2] ?? ''] ?? 0) } };
  const date = DATE.exec(text);
  const moment = MOMENT.exec(text);
  const iso =
    date !== null ? `${date[1]}-${date[2] ?? '01'}-${date[3] ?? '01'}T00:00:00Z` : `${text}${moment?.[1] === undefined ? 'Z' : ''}`;
  const ms = date === null && moment === null ? Number.NaN : Date.parse(iso);
  // Date.parse takes 31 February for a day of March.
  const exists = date === null || Number.isNaN(ms) || new Date(ms).toISOString().startsWith(iso.slice(0, 10));
  if (Number.isNaN(ms) || !exists) {
    throw new QueryError(
      column,
      `"${text}" is no date: write ${key}:2026-11-02, ${key}:2026-11-02T13:30 (UTC), or ${key}:2h for two hours ago (s, m, h, d, w)`,
    );
  }
  return { kind: 'time', key, at: { ms } };
};

const SIZE = /^(\d{1,12})(?:([kmg])(?:i?b)?|b)?$/i;
const FACTORS: Readonly<Record<string, number>> = { k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

const parseSize = (key: SizeKey, { text, column }: Value): Condition => {
  const size = SIZE.exec(text);
  if (size === null) throw new QueryError(column, `"${text}" is no size: write bytes, or a number with k, M or G, as in ${key}:100k`);
  return { kind: 'size', key, bytes: Number(size[1]) * (FACTORS[size[2]?.toLowerCase() ?? ''] ?? 1) };
};

const parseFlag = ({ text, column }: Value): Condition => {
  const flag = text.toLowerCase();
  if (isOneOf(flag, FLAGS)) return { kind: 'flag', flag };
  const meant = nearest(flag, FLAGS);
  throw new QueryError(
    column,
    `there is no is:${text}; ${meant === undefined ? `it takes ${FLAGS.join(', ')}` : `did you mean is:${meant}?`}`,
  );
};

const parseHas = ({ text, column }: Value): Condition => {
  if (/^attachments?$/i.test(text)) return { kind: 'attachment' };
  throw new QueryError(column, `there is no has:${text}; it takes has:attachment alone`);
};

const parseNumber = (key: NumberKey, { text, column }: Value): Condition => {
  if (!/^\d{1,15}$/.test(text)) throw new QueryError(column, `"${text}" is no number: ${key}: takes a whole number, as in ${key}:14501404`);
  return { kind: 'number', key, value: Number(text) };
};

const EXAMPLES: Readonly<Record<Key, string>> = {
  from: 'from:alice@example.com',
  to: 'to:example.com',
  subject: 'subject:"monthly report"',
  'message-id': 'message-id:O7afv777',
  account: 'account:primary',
  tag: 'tag:checked',
  rule: 'rule:busy-at-rcpt',
  mid: 'mid:14501404',
  dcid: 'dcid:4566150',
  connection: 'connection:3',
  has: 'has:attachment',
  before: 'before:2026-11-02',
  after: 'after:2h',
  larger: 'larger:100k',
  smaller: 'smaller:1M',
  is: 'is:unread',
};

const HAS_WORD = /[\p{L}\p{N}]/u;
/** Shorter texts are looked for as the beginning of a word; Message-IDs have no words. */
export const SHORTEST_PIECE = 3;

const parseText = (key: TextKey, { text, column }: Value): Condition => {
  const trimmed = text.trim();
  const short = [...trimmed].length < SHORTEST_PIECE;
  if (short && key === 'message-id') throw new QueryError(column, `message-id: takes ${SHORTEST_PIECE} characters at least`);
  if (short && !HAS_WORD.test(trimmed))
    throw new QueryError(column, `"${trimmed}" is too short: write ${SHORTEST_PIECE} characters, or a letter or digit`);
  return { kind: 'text', key, text: trimmed };
};

const keyed = (key: Key, value: Value): Condition => {
  if (value.text.trim() === '')
    throw new QueryError(value.column, `${key}: needs a value without a space before it, as in ${EXAMPLES[key]}`);
  if (isOneOf(key, TEXT_KEYS)) return parseText(key, value);
  if (isOneOf(key, NAME_KEYS)) return { kind: 'name', key, name: value.text };
  if (isOneOf(key, NUMBER_KEYS)) return parseNumber(key, value);
  if (isOneOf(key, TIME_KEYS)) return parseTime(key, value);
  if (isOneOf(key, SIZE_KEYS)) return parseSize(key, value);
  return key === 'has' ? parseHas(value) : parseFlag(value);
};

const KEY = /([a-z][a-z-]*):/iy;
const SPACES = /\s*/y;
const BARE = /[^\s"]*/y;

class Reader {
  private readonly query: string;
  private at = 0;

  constructor(query: string) {
    this.query = query;
  }

  terms(): Term[] {
    const terms: Term[] = [];
    for (this.take(SPACES); this.at < this.query.length; this.take(SPACES)) {
      if (terms.length === MOST_TERMS) throw new QueryError(this.at + 1, `a search has at most ${MOST_TERMS} terms: leave some out`);
      terms.push(this.term());
    }
    return terms;
  }

  private term(): Term {
    const start = this.at;
    const negated = this.query[this.at] === '-';
    if (negated) this.at += 1;
    if (negated && /^\s?$/.test(this.query[this.at] ?? '')) {
      throw new QueryError(start + 1, '"-" excludes what follows it: write it right before a term, as in -is:duplicate');
    }
    const key = this.take(KEY);
    if (key !== undefined) return { ...keyed(this.keyNamed(key, start + (negated ? 1 : 0)), this.value()), negated };
    const { text, column, quoted } = this.value();
    if (text.trim() === '') throw new QueryError(column, 'the quotes are empty: put the words to be found between them');
    if (!HAS_WORD.test(text)) throw new QueryError(column, `"${text}" has no letter and no digit that could be looked for`);
    return { kind: 'words', text, whole: quoted, negated };
  }

  private keyNamed(given: string, start: number): Key {
    const name = given.toLowerCase();
    if (isOneOf(name, KEYS)) return name;
    const meant = nearest(name, KEYS);
    const advice = meant === undefined ? `keys are ${KEYS.join(', ')}` : `did you mean ${meant}:?`;
    throw new QueryError(start + 1, `there is no key "${given}:"; ${advice} To find the text itself, put it in quotes`);
  }

  /** A quoted phrase, in which \\" and \\\\ stand for themselves, or all up to the next space. */
  private value(): Value {
    const column = this.at + 1;
    if (this.query[this.at] !== '"') return { text: this.take(BARE) ?? '', column, quoted: false };
    let text = '';
    for (this.at += 1; this.at < this.query.length; this.at += 1) {
      const character = this.query[this.at];
      const next = this.query[this.at + 1];
      if (character === '"') {
        this.at += 1;
        return { text, column, quoted: true };
      }
      if (character === '\\' && (next === '"' || next === '\\')) this.at += 1;
      text += this.query[this.at];
    }
    throw new QueryError(column, 'the quotes that open here are never closed: add a " at the end of the phrase');
  }

  /** What matches here, or its first group; undefined when nothing does. */
  private take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.query);
    if (found === null) return undefined;
    this.at = pattern.lastIndex;
    return found[1] ?? found[0];
  }
}

/** Reads a search. An empty one has no terms and finds everything. Throws a QueryError. */
export const parseQuery = (query: string): Term[] => {
  if (query.length > LONGEST_QUERY) throw new QueryError(LONGEST_QUERY + 1, `a search has at most ${LONGEST_QUERY} characters`);
  return new Reader(query).terms();
};
