import { describe, expect, test } from 'vitest';
import { columnOf, hasTerm, reasonOf, toggleTerm } from '../ui/messages/query-text.ts';

describe('a filter in a search', () => {
  test.each([
    ['', 'is:unread', 'is:unread'],
    ['report', 'is:unread', 'report is:unread'],
    ['is:unread report', 'is:unread', 'report'],
    ['subject:"is:unread really" x', 'is:unread', 'subject:"is:unread really" x is:unread'],
    ['"open is:unread', 'is:unread', '"open is:unread is:unread'],
  ])('%j with %s becomes %j', (query, term, next) => {
    expect(toggleTerm(query, term)).toBe(next);
  });

  test('is on where it stands as a term of its own', () => {
    expect(hasTerm('a is:unread', 'is:unread')).toBe(true);
    expect(hasTerm('-is:unread', 'is:unread')).toBe(false);
    expect(hasTerm('"is:unread"', 'is:unread')).toBe(false);
  });
});

test('an error of the search language is taken apart', () => {
  const problem = 'correct the search. column 12: there is no key "x:"';
  expect(columnOf(problem)).toBe(12);
  expect(reasonOf(problem)).toBe('there is no key "x:"');
  expect(columnOf('no answer')).toBeUndefined();
  expect(reasonOf('no answer')).toBe('no answer');
});
