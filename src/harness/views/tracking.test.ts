import { describe, expect, it } from 'vitest';
import { linesAboutCopy, readTrackingLine } from './tracking.ts';

const PRODUCT = 'Cisco Secure Email Threat Defense';

describe('readTrackingLine', () => {
  it.each([
    [`TDC: Message 14501404 was successfully delivered for scanning with ${PRODUCT}.`, { kind: 'delivered', mid: 14501404 }],
    [`Message 7 successfully delivered for scanning with ${PRODUCT}`, { kind: 'delivered', mid: 7 }],
    [
      `17 Mar 2026 18:24:37 (GMT +00:00) TDC: Message 7 was successfully delivered for scanning with ${PRODUCT}.`,
      { kind: 'delivered', mid: 7 },
    ],
    [`TDC: Message 7 delivery failed to ${PRODUCT}: TLS Error.`, { kind: 'failed', mid: 7, reason: 'TLS Error' }],
    [`TDC: Message 7 delivery failed to ${PRODUCT}:Hard Bounced`, { kind: 'failed', mid: 7, reason: 'Hard Bounced' }],
  ])('reads %j', (line, statement) => {
    expect(readTrackingLine(line)).toEqual(statement);
  });

  it.each([
    'Message 7 queued for delivery.',
    `Message 7 original subject on injection: TDC: Message 8 was successfully delivered for scanning with ${PRODUCT}.`,
    `TDC: MID 7 successfully delivered for scanning with ${PRODUCT}.`,
    `TDC: Message 7 delivery failed to ${PRODUCT}.`,
  ])('does not take %j for the end of a copy', (line) => {
    expect(readTrackingLine(line)).toBeUndefined();
  });
});

it('the lines about a copy are those of the connector, and those that tell its end', () => {
  const own = ['TDC: Message 7 waits', `Message 7 delivery failed to ${PRODUCT}: TLS Error.`];
  expect(linesAboutCopy({ mid: 7, messageId: '', lines: ['Message 7 is ready.', 'Subject: TDC: x', ...own] })).toEqual(own);
});
