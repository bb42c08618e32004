import { describe, expect, test } from 'vitest';
import { parseQuery, QueryError } from './query-language.ts';

const problem = (query: string): QueryError => {
  try {
    parseQuery(query);
  } catch (error) {
    if (error instanceof QueryError) return error;
    throw error;
  }
  throw new Error(`${query} was taken`);
};

describe('a search', () => {
  test('that is empty has no terms', () => {
    expect(parseQuery('')).toEqual([]);
    expect(parseQuery(' \t ')).toEqual([]);
  });

  test('is words, phrases and keys, each negated by a hyphen', () => {
    expect(parseQuery('report "two words" -draft from:alice -tag:done')).toEqual([
      { kind: 'words', text: 'report', whole: false, negated: false },
      { kind: 'words', text: 'two words', whole: true, negated: false },
      { kind: 'words', text: 'draft', whole: false, negated: true },
      { kind: 'text', key: 'from', text: 'alice', negated: false },
      { kind: 'name', key: 'tag', name: 'done', negated: true },
    ]);
  });

  test('takes quoted values, in which \\" and \\\\ stand for themselves', () => {
    expect(parseQuery(String.raw`subject:"say \"hi\" \\ now"`)).toEqual([
      { kind: 'text', key: 'subject', text: String.raw`say "hi" \ now`, negated: false },
    ]);
  });

  test('ends a word at a quote, and takes a hyphen or colon within one as it is', () => {
    expect(parseQuery('one"two"').map((term) => (term.kind === 'words' ? term.text : ''))).toEqual(['one', 'two']);
    expect(parseQuery('well-known 12:30').map((term) => (term.kind === 'words' ? term.text : ''))).toEqual(['well-known', '12:30']);
  });

  test('keys may be written in capitals', () => {
    expect(parseQuery('FROM:x IS:Unread')).toMatchObject([
      { key: 'from', text: 'x' },
      { kind: 'flag', flag: 'unread' },
    ]);
  });

  test.each([
    ['mid:14501404', { kind: 'number', key: 'mid', value: 14_501_404 }],
    ['dcid:0', { kind: 'number', key: 'dcid', value: 0 }],
    ['has:attachments', { kind: 'attachment' }],
    ['is:duplicate', { kind: 'flag', flag: 'duplicate' }],
    ['larger:10', { kind: 'size', key: 'larger', bytes: 10 }],
    ['larger:10b', { kind: 'size', key: 'larger', bytes: 10 }],
    ['smaller:2k', { kind: 'size', key: 'smaller', bytes: 2048 }],
    ['larger:3MiB', { kind: 'size', key: 'larger', bytes: 3 * 1024 ** 2 }],
    ['before:2026', { kind: 'time', key: 'before', at: { ms: Date.UTC(2026, 0) } }],
    ['before:2026-11', { kind: 'time', key: 'before', at: { ms: Date.UTC(2026, 10) } }],
    ['after:2026-11-02', { kind: 'time', key: 'after', at: { ms: Date.UTC(2026, 10, 2) } }],
    ['after:2026-11-02T13:30', { kind: 'time', key: 'after', at: { ms: Date.UTC(2026, 10, 2, 13, 30) } }],
    ['after:2026-11-02T13:30:15+09:00', { kind: 'time', key: 'after', at: { ms: Date.UTC(2026, 10, 2, 4, 30, 15) } }],
    ['after:90m', { kind: 'time', key: 'after', at: { agoMs: 5_400_000 } }],
  ])('%s', (query, condition) => {
    expect(parseQuery(query)).toEqual([{ ...condition, negated: false }]);
  });
});

describe('what cannot be understood is told with its place and what to do', () => {
  test.each([
    ['"open', 1, /never closed: add a "/],
    ['a subject:"open', 11, /never closed/],
    ['a -', 3, /right before a term/],
    ['- a', 1, /right before a term/],
    ['form:x', 1, /no key "form:"; did you mean from:\?/],
    ['a fro:x', 3, /did you mean from:/],
    ['subj:x', 1, /did you mean subject:/],
    ['-tags:x', 2, /did you mean tag:/],
    ['http://x', 1, /keys are from, to, .* put it in quotes/],
    ['from:', 6, /needs a value .* from:alice@example\.com/],
    ['from: alice', 6, /needs a value/],
    ['tag:""', 5, /needs a value/],
    ['mid:abc', 5, /whole number/],
    ['mid:1.5', 5, /whole number/],
    ['has:picture', 5, /has:attachment alone/],
    ['is:uread', 4, /did you mean is:unread/],
    ['is:green', 4, /it takes duplicate, unread/],
    ['before:yesterday', 8, /2026-11-02/],
    ['before:2026-02-31', 8, /is no date/],
    ['before:2026-13', 8, /is no date/],
    ['after:2026-11-02T25:00', 7, /is no date/],
    ['larger:big', 8, /larger:100k/],
    ['larger:-1', 8, /is no size/],
    ['""', 1, /quotes are empty/],
    ['a !!!', 3, /no letter and no digit/],
    ['message-id:ab', 12, /3 characters/],
    ['from:%%', 6, /too short/],
    ['x '.repeat(33), 65, /at most 32 terms/],
    ['x'.repeat(2001), 2001, /at most 2000 characters/],
  ])('%s', (query, column, message) => {
    const error = problem(query);
    expect(error.column).toBe(column);
    expect(error.message).toMatch(message);
    expect(error.message).toContain(`column ${column}: `);
  });
});
