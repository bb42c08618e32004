import { writing } from './log-writing.ts';
import type { Mutant } from './variant.ts';

const raw = (text: string): string => Buffer.from(text, 'utf8').toString('utf8');

const oneLine = (text: string): string => text.replaceAll(/[\r\n]/g, ' ');

/** What others wrote gets into the log as lines of its own: LOG-12. */
export const LOG_FORGERY: readonly Mutant[] = [
  {
    id: 'a-message-id-may-forge-lines',
    title: 'writes a Message-ID into the log as it is',
    breaks: ['LOG-12'],
    parts: writing(() => ({
      copyEnqueued: (mid, messageId, address) =>
        `TDC: MID ${mid} with Message-ID '${raw(messageId)}' enqueued for forwarding to Cisco Secure Email Threat Defense to the message intake address ${address}`,
    })),
  },
  {
    id: 'a-subject-may-forge-lines',
    title: 'writes a subject into the log as it is',
    breaks: ['LOG-12'],
    parts: writing(() => ({ subject: (mid, subject) => `MID ${mid} Subject "${raw(subject)}"` })),
  },
  {
    id: 'a-refusal-may-forge-lines',
    title: 'writes the reply of the intake into the log with a line for each of its lines',
    breaks: ['LOG-12'],
    parts: writing(() => ({
      bounced: (dcid, mid, rid, reply) =>
        `Bounced: DCID ${dcid} MID ${mid} to RID ${rid} - 5.1.0 - Unknown address error ${reply.code} ${reply.lines.join('\n')}`,
      delayed: (dcid, mid, rid, reply) =>
        `Delayed: DCID ${dcid} MID ${mid} to RID ${rid} - 4.1.0 - Unknown address error ${reply.code} ${reply.lines.join('\n')}`,
    })),
  },
  {
    id: 'only-line-ends-are-harmless',
    title: 'writes control bytes of a Message-ID or a subject into the log as they are, but for CR and LF',
    breaks: ['LOG-12'],
    parts: writing(() => ({
      copyEnqueued: (mid, messageId, address) =>
        `TDC: MID ${mid} with Message-ID '${oneLine(messageId)}' enqueued for forwarding to Cisco Secure Email Threat Defense to the message intake address ${address}`,
      messageId: (mid, messageId) => `MID ${mid} Message-ID '${oneLine(messageId)}'`,
      subject: (mid, subject) => `MID ${mid} Subject "${oneLine(subject)}"`,
    })),
  },
];
