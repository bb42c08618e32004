import { describe, expect, it } from 'vitest';
import type { Fact, TrackedEntry } from '../../evidence/events.ts';
import { failedLine, logOf, sent } from './case.testing.ts';
import { departs, inconclusive } from './finding.ts';
import { endIsTold, failureTold, nothingOfCopy, searchFinds, successInOneLine } from './tracking.ts';

const MESSAGE = sent('token-1');
const PRODUCT = 'Cisco Secure Email Threat Defense';
const DELIVERED = `TDC: Message 7 was successfully delivered for scanning with ${PRODUCT}.`;
const failed = (reason: string) => `TDC: Message 7 delivery failed to ${PRODUCT}: ${reason}.`;

const entry = (lines: readonly string[], mid = 7, messageId = MESSAGE.messageId): TrackedEntry => ({ mid, messageId, lines });
const search = (...found: readonly TrackedEntry[]): Fact => ({ type: 'trackingRead', query: { subject: 's' }, found });
const logWith = (...lines: readonly string[]) => logOf(search(entry(['Message 7 is ready.', ...lines])));

describe('successInOneLine', () => {
  const expected = 'one line: message 7 was successfully delivered for scanning';

  it('wants one line about the copy, and that one', () => {
    expect(successInOneLine(logWith(DELIVERED), MESSAGE)).toBeUndefined();
    expect(successInOneLine(logWith(), MESSAGE)).toEqual(departs(expected, 'no such line', [1]));
    expect(successInOneLine(logWith(DELIVERED, DELIVERED), MESSAGE)).toEqual(departs(expected, `${DELIVERED} / ${DELIVERED}`, [1]));
    expect(successInOneLine(logWith('TDC: Message 7 waits', DELIVERED), MESSAGE)).toHaveProperty('departs');
    expect(successInOneLine(logOf(search(entry([DELIVERED], 8))), MESSAGE)).toHaveProperty('departs');
  });

  it('looks at each part of a split message', () => {
    const other = entry([DELIVERED.replace('7', '8')], 8);
    expect(successInOneLine(logOf(search(entry([DELIVERED]), other)), MESSAGE, 2)).toBeUndefined();
    expect(successInOneLine(logOf(search(entry([]), other)), MESSAGE, 2)).toHaveProperty('departs');
    expect(successInOneLine(logOf(search(other)), MESSAGE, 2)).toEqual(departs('token-1 in the message tracking, as 2', '1 entries', [1]));
  });

  it('departs for a message that is not found, and proves nothing without a search', () => {
    expect(successInOneLine(logOf(search(entry([DELIVERED], 7, '<other>'))), MESSAGE)).toEqual(
      departs('token-1 in the message tracking, as 1', '0 entries', [1]),
    );
    expect(successInOneLine([], MESSAGE)).toEqual(inconclusive('nothing was looked for in the message tracking'));
  });
});

it('nothingOfCopy wants no line about the copy', () => {
  expect(nothingOfCopy(logWith(), MESSAGE)).toBeUndefined();
  expect(nothingOfCopy(logWith(DELIVERED), MESSAGE)).toEqual(departs('no line about the copy', DELIVERED, [1]));
});

describe('failureTold', () => {
  it('wants the reason that was asked for, in any case of letters', () => {
    expect(failureTold(logWith(failed('tls error')), MESSAGE, 'TLS Error')).toBeUndefined();
    expect(failureTold(logWith(failed('Timeout')), MESSAGE, 'TLS Error')).toEqual(
      departs('one line: message 7 delivery failed: TLS Error', failed('Timeout'), [1]),
    );
  });

  it('or else the one in the mail log, or else any at all', () => {
    expect(failureTold(logWith(failed('Timeout')), MESSAGE)).toBeUndefined();
    const read = search(entry([failed('Timeout')]));
    expect(failureTold(logOf(failedLine(7, 'Timeout'), failedLine(8, 'x'), read), MESSAGE)).toBeUndefined();
    expect(failureTold(logOf(failedLine(7, 'Hard Bounced'), read), MESSAGE)).toEqual(
      departs('one line: message 7 delivery failed: Hard Bounced', failed('Timeout'), [2]),
    );
    expect(failureTold(logWith(failed('')), MESSAGE)).toHaveProperty('departs');
  });

  it('does not pass a success beside it, a failure told twice, or another MID', () => {
    expect(failureTold(logWith(failed('x'), DELIVERED), MESSAGE)).toHaveProperty('departs');
    expect(failureTold(logWith(failed('x'), failed('x')), MESSAGE)).toHaveProperty('departs');
    expect(failureTold(logOf(search(entry([failed('x')], 8))), MESSAGE)).toHaveProperty('departs');
  });
});

it('endIsTold waits for the end, not for any line', () => {
  expect(endIsTold(logWith('TDC: Message 7 waits'), MESSAGE)).toBe(false);
  expect(endIsTold(logWith(failed('x')), MESSAGE)).toBe(true);
  expect(endIsTold(logWith(failed('x')), sent('token-2'))).toBe(false);
  expect(endIsTold([], MESSAGE)).toBe(false);
});

describe('searchFinds', () => {
  const second = sent('token-2');

  it('wants the messages named, in any order and any number of parts, and no others', () => {
    const both = logOf(search(entry([], 8, second.messageId), entry([]), entry([], 9)));
    expect(searchFinds(both, [MESSAGE, second])).toBeUndefined();
    expect(searchFinds(both, [MESSAGE])).toEqual(
      departs('a search by subject to find <token-1@sender.example>', '<token-2@sender.example> was found too', [1]),
    );
    expect(searchFinds(logOf(search()), [MESSAGE])).toEqual(
      departs('a search by subject to find <token-1@sender.example>', '<token-1@sender.example> is missing', [1]),
    );
  });

  it('can want nothing', () => {
    expect(searchFinds(logOf(search()), [])).toBeUndefined();
    expect(searchFinds(logOf(search(entry([]))), [])).toEqual(
      departs('a search by subject to find nothing', '<token-1@sender.example> was found too', [1]),
    );
  });
});
