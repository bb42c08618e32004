import { describe, expect, it } from 'vitest';
import { documentedRetryTable } from './retry-table.ts';
import type { DeliveryOutcome } from './smtp-client/outcome.ts';

const refused = (code: number, text = ''): DeliveryOutcome => ({ kind: 'refused', stage: 'RCPT TO', reply: { code, lines: [text] } });
const decide = (outcome: DeliveryOutcome, attempts: number) => documentedRetryTable(outcome, { attempts, retryWaitMs: 60_000 });

const RETRIED: readonly (readonly [string, DeliveryOutcome, string])[] = [
  ['RETRY-2 450', refused(450), 'Soft Bounced'],
  ['RETRY-2 421', refused(421), 'Soft Bounced'],
  ['RETRY-3 503', refused(503), 'Soft Bounced'],
  ['RETRY-4 552', refused(552), 'Soft Bounced'],
  ['RETRY-7 refused', { kind: 'network error', stage: 'connect', detail: 'refused' }, 'Connection Error'],
  ['RETRY-7 timed out', { kind: 'network error', stage: 'end of data', detail: 'timed out' }, 'Connection Error'],
  ['RETRY-8', { kind: 'dns temporary', name: 'x.test', recordType: 'MX', detail: 'ServFail' }, 'DNS Error'],
  ['RETRY-13 451 5.7.1', refused(451, '5.7.1 never'), 'Soft Bounced'],
  ['RETRY-14', { kind: 'garbled reply', stage: 'EHLO', line: 'hello' }, 'Protocol Error'],
];
const FINAL: readonly (readonly [string, DeliveryOutcome, string])[] = [
  ['RETRY-1 500', refused(500), 'Hard Bounced'],
  ['RETRY-1 550', refused(550), 'Hard Bounced'],
  ['RETRY-1 551', refused(551), 'Hard Bounced'],
  ['RETRY-1 553', refused(553), 'Hard Bounced'],
  ['RETRY-1 554', refused(554), 'Hard Bounced'],
  ['RETRY-6', { kind: 'tls error', detail: 'x' }, 'TLS Error'],
  ['RETRY-9', { kind: 'dns hard', name: 'x.test', recordType: 'MX', detail: 'NXDomain' }, 'Hard Bounced'],
  ['RETRY-13 550 4.2.1', refused(550, '4.2.1 later'), 'Hard Bounced'],
  ['too large', { kind: 'too large', size: 2, limit: 1 }, 'Message Too Large'],
];

describe('retry table', () => {
  it('ends with an acceptance', () => {
    expect(decide({ kind: 'accepted', reply: { code: 250, lines: [] } }, 2)).toEqual({ kind: 'delivered' });
  });

  it.each(RETRIED)('%s: one retry, then failed', (_row, outcome, reason) => {
    expect(decide(outcome, 1)).toEqual({ kind: 'retry', waitMs: 60_000 });
    expect(decide(outcome, 2)).toEqual({ kind: 'failed', reason });
  });

  it.each(FINAL)('%s: failed at once', (_row, outcome, reason) => {
    expect(decide(outcome, 1)).toEqual({ kind: 'failed', reason });
    expect(decide(outcome, 2)).toEqual({ kind: 'failed', reason });
  });
});
