import { asRefusal, BROKEN, FINAL, isPermanent, isTransient, oneMoreAfter, refusedWith, taking, tryingAgainAfter } from './outcomes.ts';
import { everyOf, sending } from './tools.ts';
import type { Mutant } from './variant.ts';

const HARD = 'a hard bounce is told as a soft one';
const SECOND = 'the one retry is what that requirement is about as well';

/** Replies: RETRY-1 to RETRY-5 and RETRY-13. */
export const RETRY_REPLIES: readonly Mutant[] = [
  {
    id: 'retries-554',
    title: 'takes 554 for a temporary refusal',
    breaks: ['RETRY-1'],
    mayAlsoFail: { 'RETRY-13': 'the code decides', 'COUNT-4': HARD },
    parts: taking(refusedWith(554), asRefusal(454)),
  },
  {
    id: 'retries-5yz-at-the-greeting',
    title: 'tries again after a 5yz greeting',
    breaks: ['RETRY-1'],
    parts: taking(refusedWith(isPermanent, 'greeting'), BROKEN),
  },
  {
    id: 'retries-5yz-inside-tls',
    title: 'tries again after 5yz to the EHLO inside TLS',
    breaks: ['RETRY-1'],
    parts: taking(refusedWith(isPermanent, 'EHLO over TLS'), BROKEN),
  },
  {
    id: 'retries-5yz-after-the-message',
    title: 'tries again after 5yz to the whole message',
    breaks: ['RETRY-1'],
    mayAlsoFail: { 'COUNT-4': HARD },
    parts: taking(refusedWith(isPermanent, 'end of data'), BROKEN),
  },
  {
    id: 'retries-551',
    title: 'takes 551 for a temporary refusal',
    breaks: ['RETRY-1'],
    parts: taking(refusedWith(551), BROKEN),
  },
  {
    id: 'retries-4yz-twice',
    title: 'makes three attempts after 4yz',
    breaks: ['RETRY-2'],
    mayAlsoFail: { 'RETRY-10': SECOND, 'RETRY-12': SECOND, 'RETRY-13': SECOND, 'QUEUE-6': SECOND },
    parts: oneMoreAfter(refusedWith(isTransient)),
  },
  {
    id: 'retries-4yz-greeting-twice',
    title: 'makes three attempts when 4yz came at the greeting',
    breaks: ['RETRY-2'],
    parts: oneMoreAfter(refusedWith(isTransient, 'greeting')),
  },
  {
    id: 'gives-up-after-421',
    title: 'takes 421 for final',
    breaks: ['RETRY-2', 'RETRY-5', 'CONN-7'],
    mayAlsoFail: { 'RETRY-10': SECOND, 'RETRY-11': SECOND },
    parts: taking(refusedWith(421), FINAL),
  },
  {
    id: 'gives-up-after-452-to-the-message',
    title: 'takes 452 for final when the whole message was sent',
    breaks: ['RETRY-2'],
    mayAlsoFail: { 'RETRY-12': SECOND },
    parts: taking(refusedWith(452, 'end of data'), FINAL),
  },
  {
    id: '503-is-final',
    title: 'takes 503 for final like other 5yz',
    breaks: ['RETRY-3', 'RETRY-5'],
    mayAlsoFail: { 'RETRY-10': SECOND, 'RETRY-12': SECOND, 'RETRY-13': SECOND },
    parts: taking(refusedWith(503), FINAL),
  },
  {
    id: '503-is-final-at-data',
    title: 'takes 503 for final at DATA only',
    breaks: ['RETRY-3'],
    mayAlsoFail: { 'RETRY-5': SECOND, 'RETRY-12': SECOND },
    parts: taking(refusedWith(503, 'DATA'), FINAL),
  },
  {
    id: '503-is-retried-twice',
    title: 'makes three attempts after 503',
    breaks: ['RETRY-3'],
    mayAlsoFail: { 'RETRY-10': SECOND, 'RETRY-12': SECOND, 'RETRY-13': SECOND },
    parts: oneMoreAfter(refusedWith(503)),
  },
  {
    id: '552-is-final',
    title: 'takes 552 for final like other 5yz',
    breaks: ['RETRY-4', 'RETRY-5'],
    mayAlsoFail: {
      'RETRY-10': SECOND,
      'RETRY-11': SECOND,
      'RETRY-13': SECOND,
      'RETRY-15': SECOND,
      'COUNT-4': 'a copy that is delivered at the second attempt after 552 is counted there',
    },
    parts: taking(refusedWith(552), FINAL),
  },
  {
    id: '552-is-final-after-the-message',
    title: 'takes 552 for final only when the whole message was sent',
    breaks: ['RETRY-4'],
    mayAlsoFail: { 'RETRY-5': SECOND },
    parts: taking(refusedWith(552, 'end of data'), FINAL),
  },
  {
    id: 'recovery-is-sent-again',
    title: 'sends a copy once more that was taken at the second attempt',
    breaks: ['RETRY-5'],
    mayAlsoFail: {
      ...everyOf(['SCOPE-1', 'SCOPE-6', 'RETRY-7', 'RETRY-8', 'SMTP-4', 'QUEUE-6'], 'the copy comes twice'),
      'COUNT-4': 'it counts as a soft bounce',
    },
    parts: tryingAgainAfter(({ kind }) => kind === 'accepted', 2),
  },
  {
    id: 'enhanced-code-decides',
    title: 'lets the enhanced status code decide where there is one',
    breaks: ['RETRY-13'],
    mayAlsoFail: everyOf(
      ['RETRY-3', 'RETRY-4', 'RETRY-5', 'RETRY-10', 'RETRY-11', 'RETRY-12', 'RETRY-15', 'COUNT-4'],
      '503 and 552 usually come with an enhanced code of the class 5',
    ),
    parts: ({ retryTable }) => ({
      retryTable: (outcome, facts) => {
        const first = outcome.kind === 'refused' ? /^([45])\.\d/.exec(outcome.reply.lines[0] ?? '')?.[1] : undefined;
        if (first === undefined) return retryTable(outcome, facts);
        return retryTable(first === '4' ? asRefusal(451) : FINAL, facts);
      },
    }),
  },
  {
    id: 'text-decides',
    title: 'gives up when the text of a 4yz says "permanent"',
    breaks: ['RETRY-13'],
    parts: taking((outcome) => outcome.kind === 'refused' && /permanent/i.test(outcome.reply.lines.join(' ')), FINAL),
  },
  {
    id: 'enhanced-code-softens',
    title: 'takes a 5yz for temporary when its enhanced code is of the class 4',
    breaks: ['RETRY-13'],
    parts: taking((outcome) => outcome.kind === 'refused' && /^4\.\d/.test(outcome.reply.lines[0] ?? ''), asRefusal(451)),
  },
  {
    id: 'second-attempt-on-the-same-connection',
    title: 'makes its one retry after 421 at once, on the connection that the 421 has ended',
    breaks: ['CONN-7', 'RETRY-2', 'RETRY-5'],
    mayAlsoFail: everyOf(['RETRY-10', 'RETRY-11'], SECOND),
    parts: (standard) => {
      const spent = new WeakSet<object>();
      return {
        ...sending((send) => async (channel, submission, settings) => {
          const first = await send(channel, submission, settings);
          if (first.outcome.kind !== 'refused' || first.outcome.reply.code !== 421 || submission.sender !== '') return first;
          const second = await send(channel, submission, settings);
          spent.add(second.outcome);
          return second;
        })(standard),
        retryTable: (outcome, facts) =>
          standard.retryTable(outcome, spent.has(outcome) ? { ...facts, attempts: facts.attempts + 1 } : facts),
      };
    },
  },
];
