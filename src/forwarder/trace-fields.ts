import { harmless } from './harmless.ts';
import type { ReceivedMessage } from './inbound.ts';
import { mailDate } from './journal-copy.ts';

/** Header fields that the gateway puts on top of a message, each line ended by CRLF (COPY-5). `date`: when it was accepted. */
export type TraceFields = (received: ReceivedMessage, mid: number, policy: string, hostname: string, date: Date) => Buffer;

/** The vendor's fields and a Received line. */
export const documentedTraceFields: TraceFields = (received, mid, policy, hostname, date) => {
  const from = harmless(received.helo);
  return Buffer.from(
    [
      `X-IronPort-RemoteIP: ${received.remoteAddress}`,
      `X-IronPort-MID: ${mid}`,
      `X-IronPort-Listener: ${received.listener}`,
      'X-IronPort-SenderGroup: None',
      `X-IronPort-MailFlowPolicy: ${policy}`,
      `Received: from ${from} ([${received.remoteAddress}]) by ${hostname}`,
      `\twith ${received.protocol} id ${mid}; ${mailDate(date)}`,
      '',
    ].join('\r\n'),
  );
};
