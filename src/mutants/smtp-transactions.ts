import { BROKEN, inDoubt, oneMoreAfter, takingForDelivered } from './outcomes.ts';
import { everyOf, sending, through } from './tools.ts';
import type { Mutant } from './variant.ts';

const LOST = 'the copy is lost or comes too often';

/** How transactions and connections end: SMTP-4 and SMTP-5. */
export const SMTP_TRANSACTIONS: readonly Mutant[] = [
  {
    id: 'in-doubt-is-delivered',
    title: 'takes a copy for delivered when the connection broke after the final dot',
    breaks: ['SMTP-4'],
    mayAlsoFail: everyOf(['RETRY-7', 'RETRY-14', 'SCOPE-6', 'COUNT-4', 'LOG-9'], LOST),
    parts: takingForDelivered(inDoubt),
  },
  {
    id: 'in-doubt-is-sent-three-times',
    title: 'makes a third attempt when the answer to a copy was lost twice',
    breaks: ['SMTP-4'],
    mayAlsoFail: everyOf(['RETRY-7', 'RETRY-14'], LOST),
    parts: oneMoreAfter(inDoubt),
  },
  {
    id: 'a-close-after-the-answer-is-a-failure',
    title: 'sends a copy again when the intake closes right after its answer',
    breaks: ['SMTP-4'],
    mayAlsoFail: {
      ...everyOf(['SCOPE-1', 'SCOPE-6', 'SMTP-5'], LOST),
      ...everyOf(['CONN-3', 'COUNT-3'], 'such a connection is dropped, without QUIT'),
    },
    parts: sending((send) => async (channel, submission, settings) => {
      const result = await send(channel, submission, settings);
      if (result.outcome.kind !== 'accepted' || submission.sender !== '') return result;
      for (let turn = 0; turn < 4; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      return channel.quiet ? result : { ...result, outcome: BROKEN, next: 'close' };
    }),
  },
  {
    id: 'closes-without-quit',
    title: 'closes connections without QUIT',
    breaks: ['SMTP-5', 'CONN-3'],
    parts: ({ dialogue }) => ({ dialogue: { ...dialogue, quit: () => Promise.resolve() } }),
  },
  {
    id: 'no-reset-after-a-refusal',
    title: 'begins the next transaction without RSET after a refusal',
    breaks: ['SMTP-5'],
    parts: ({ dialogue }) => ({ dialogue: { ...dialogue, reset: () => Promise.resolve(true) } }),
  },
  {
    id: 'no-new-mail-for-the-next-copy',
    remembers: true,
    title: 'sends the next copy with RCPT TO, without a MAIL FROM of its own',
    breaks: ['SMTP-5', 'CONN-7'],
    mayAlsoFail: everyOf(
      ['CONN-3', 'CONN-4', 'CONN-5', 'CONN-6', 'COUNT-2', 'COUNT-4', 'LOG-5', 'LOG-6', 'LOG-7', 'QUEUE-5', 'SMTP-2', 'SCOPE-6'],
      'the next copy on a connection is answered 503',
    ),
    parts: ({ dialogue }) => {
      const used = new WeakSet<object>();
      return {
        dialogue: {
          ...dialogue,
          send: (channel, submission, settings) => {
            const again = submission.sender === '' && used.has(channel);
            used.add(channel);
            if (!again) return dialogue.send(channel, submission, settings);
            const fine = { kind: 'reply', reply: { code: 250, lines: ['ok'] } } as const;
            return dialogue.send(
              through(channel, {
                command: (line, ms) => (line.startsWith('MAIL FROM') ? Promise.resolve(fine) : channel.command(line, ms)),
              }),
              submission,
              settings,
            );
          },
        },
      };
    },
  },
];
