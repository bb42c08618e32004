import { everyOf, through } from './tools.ts';
import type { Mutant } from './variant.ts';

/** Replies are read in another way, or not waited for: SMTP-2. */
export const SMTP_REPLIES: readonly Mutant[] = [
  {
    id: 'reads-a-reply-line-by-line',
    title: 'takes each line of a reply for a reply',
    breaks: ['SMTP-2'],
    mayAlsoFail: everyOf(['SCOPE-1', 'SCOPE-6', 'RETRY-13', 'TLS-6'], 'replies of several lines come there as well'),
    parts: ({ newReplyParser }) => ({
      newReplyParser: () => {
        const parser = newReplyParser();
        return {
          push: (chunk) => {
            const text = chunk.toString('latin1');
            return parser.push(
              /^250-(?!\S*\b(?:PIPE|8BIT|SMTPUTF8|ENH|START|SIZE|mx|intake|\S+\.\S+))/m.test(text)
                ? Buffer.from(text.replace(/^(\d{3})-(one|two)/gm, '$1 $2'), 'latin1')
                : chunk,
            );
          },
          get partial() {
            return parser.partial;
          },
        };
      },
    }),
  },
  {
    id: 'needs-a-reply-in-one-piece',
    title: 'takes every piece that arrives for a whole reply',
    breaks: ['SMTP-2'],
    mayAlsoFail: everyOf(['RETRY-14', 'SMTP-4', 'SCOPE-6', 'RETRY-5', 'SCOPE-1', 'LOG-12'], 'replies come in pieces there as well'),
    parts: ({ newReplyParser }) => ({
      newReplyParser: () => {
        const parser = newReplyParser();
        return {
          push: (chunk) => parser.push(chunk.includes('\n') ? chunk : Buffer.concat([chunk, Buffer.from('\r\n')])),
          get partial() {
            return parser.partial;
          },
        };
      },
    }),
  },
  {
    id: 'waits-four-seconds-at-most',
    title: 'gives a reply four seconds, whatever is configured',
    breaks: ['SMTP-2'],
    mayAlsoFail: everyOf(
      [
        'CONN-1',
        'CONN-2',
        'CONN-3',
        'CONN-4',
        'CONN-5',
        'CONN-6',
        'CONN-7',
        'QUEUE-1',
        'QUEUE-2',
        'QUEUE-3',
        'QUEUE-4',
        'QUEUE-5',
        'QUEUE-6',
        'SCOPE-1',
        'SCOPE-4',
        'SCOPE-5',
        'SCOPE-6',
        'COUNT-2',
        'COUNT-3',
        'COUNT-4',
        'COUNT-5',
        'LOG-8',
        'LOG-9',
        'LOG-11',
        'LOG-5',
        'LOG-7',
        'POLICY-10',
        'TRACK-1',
        'TRACK-2',
        'TLS-6',
        'RETRY-7',
        'TLS-4',
        'RETRY-6',
        'DNS-2',
        'LOG-6',
      ],
      'a slow intake is given up',
    ),
    parts: ({ dialogue }) => ({
      dialogue: {
        ...dialogue,
        open: (channel, settings, secured) =>
          dialogue.open(
            settings.tls === 'required'
              ? through(channel, { hear: () => channel.hear(4000), command: (line) => channel.command(line, 4000) })
              : channel,
            settings,
            secured,
          ),
        send: (channel, submission, settings) =>
          dialogue.send(
            through(channel, { hear: (ms) => channel.hear(Math.min(ms, 4000)), command: (line) => channel.command(line, 4000) }),
            submission,
            settings,
          ),
      },
    }),
  },
];
