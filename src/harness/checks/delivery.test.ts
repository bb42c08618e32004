import { describe, expect, it } from 'vitest';
import { caseOf, copyOf, logOf, mail, opened, sent } from './case.testing.ts';
import {
  allDeliveredFor,
  allDeliveredOnce,
  copiesAt,
  copyCountAt,
  deliveredBetween,
  deliveredOnce,
  noCopy,
  undelivered,
  underPolicy,
} from './delivery.ts';
import { departs, missesTime } from './finding.ts';

const MESSAGE = sent();
const unanswered = copyOf('token-1', { seq: 4, answeredAtMs: null });

describe('deliveredOnce', () => {
  const expected = 'the copy of message token-1 delivered once';

  it('counts the copies that the intake took', () => {
    expect(deliveredOnce(caseOf({ copies: [copyOf('token-1'), copyOf('token-2'), unanswered] }), MESSAGE)).toBeUndefined();
    expect(deliveredOnce(caseOf({ copies: [copyOf('token-1', { seq: 5 }), copyOf('token-1', { seq: 8 })] }), MESSAGE)).toEqual(
      departs(expected, 'it was delivered 2 times', [5, 8]),
    );
  });

  it('shows the attempts when nothing was delivered', () => {
    expect(deliveredOnce(caseOf({ evidence: logOf(opened(1), mail(1)), copies: [unanswered] }), MESSAGE)).toEqual(
      departs(expected, 'it was not delivered', [2]),
    );
  });
});

describe('allDeliveredOnce', () => {
  const messages = [sent('token-1'), sent('token-2')];

  it('wants each message once, not the right number of copies', () => {
    expect(allDeliveredOnce(caseOf({ sent: messages, copies: [copyOf('token-2'), copyOf('token-1')] }))).toBeUndefined();
    expect(allDeliveredOnce(caseOf({ sent: messages, copies: [copyOf('token-1'), copyOf('token-1')] }))).toEqual(
      departs('the copy of message token-1 delivered once', 'it was delivered 2 times', [9, 9]),
    );
    expect(allDeliveredOnce(caseOf({ sent: messages, copies: [copyOf('token-1')] }))).toMatchObject({
      departs: { expected: 'the copy of message token-2 delivered once', observed: 'it was not delivered' },
    });
  });
});

describe('noCopy', () => {
  it('takes every whole copy for one, answered or not', () => {
    expect(noCopy(caseOf({}))).toBeUndefined();
    expect(noCopy(caseOf({ copies: [unanswered] }))).toEqual(departs('no copy', '1 delivered', [4]));
  });
});

describe('deliveredBetween', () => {
  const answeredAt = (answeredAtMs: number) => caseOf({ copies: [copyOf('token-1', { answeredAtMs: answeredAtMs + 5000 })] });
  const message = sent('token-1', { sentAtMs: 5000 });

  it('measures from handing-in to answer, both ends included', () => {
    expect(deliveredBetween(answeredAt(10_000), message, 10, 20)).toBeUndefined();
    expect(deliveredBetween(answeredAt(20_000), message, 10, 20)).toBeUndefined();
    expect(deliveredBetween(answeredAt(9_999), message, 10, 20)).toEqual(
      missesTime([message.sentAtMs, 1], 'the copy 10 to 20 s after it was sent', '9.999 s', [9]),
    );
    expect(deliveredBetween(answeredAt(20_001), message, 10, 20)).toHaveProperty('departs');
  });

  it('departs when none came', () => {
    expect(deliveredBetween(caseOf({}), message, 10, 20)).toMatchObject({ departs: { observed: 'it was not delivered' } });
  });
});

describe('copyCountAt', () => {
  const copies = [copyOf('token-1'), copyOf('token-1', { seq: 10, fact: { account: 'secondary' } }), copyOf('token-2', { seq: 11 })];

  it('tells accounts and messages apart', () => {
    expect(copiesAt({ ...caseOf({}), copies }, MESSAGE, 'primary')).toBe(1);
    expect(copyCountAt(caseOf({ copies }), MESSAGE, 'primary', 1)).toBeUndefined();
    expect(copyCountAt(caseOf({ copies }), MESSAGE, 'tertiary', 0)).toBeUndefined();
    expect(copyCountAt(caseOf({ copies }), MESSAGE, 'secondary', 0)).toEqual(
      departs('0 at the secondary account', '1; copies went to primary, secondary', [9, 10]),
    );
    expect(copyCountAt(caseOf({}), MESSAGE, 'primary', 1)).toEqual(departs('1 at the primary account', '0; copies went to no account', []));
  });
});

describe('allDeliveredFor', () => {
  const messages = [sent('token-1'), sent('token-2', { roles: ['Custom'] }), sent('token-3')];

  it('looks at the messages of one policy alone', () => {
    const file = caseOf({ sent: messages, copies: [copyOf('token-1'), copyOf('token-3', { seq: 12, answeredAtMs: null })] });
    expect(undelivered(file, underPolicy('Default'))).toEqual({ all: 2, missing: 1 });
    expect(allDeliveredFor(file, underPolicy('Default'), 'of the Default policy', 30)).toEqual(
      departs('all 2 copies of the Default policy within 30 s', '1 were still missing', [9]),
    );
    expect(allDeliveredFor({ ...file, copies: [copyOf('token-2')] }, underPolicy('Custom'), 'of the Custom policy', 30)).toBeUndefined();
  });
});
