import { everyOf, through } from './tools.ts';
import type { Mutant } from './variant.ts';

/** Replies are read in another way, or not waited for: SMTP-2. */
export const SMTP_REPLIES: readonly Mutant[] = [
  {
    id: 'reads-a-reply-line-by-line',
    title: 'takes each line of a reply for a reply',
    breaks: ['SMTP-2'],
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
    mayAlsoFail: everyOf(['RETRY-14'], 'replies come in pieces there as well'),
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
    mayAlsoFail: everyOf(['CONN-1', 'QUEUE-4', 'QUEUE-6', 'COUNT-3', 'COUNT-4'], 'a slow intake is given up'),
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
