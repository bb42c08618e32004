import { everyOf } from './tools.ts';
import type { Mutant } from './variant.ts';

/** QUEUE-6: what a crash leaves. */
export const SPOOL: readonly Mutant[] = [
  {
    id: 'forgets-the-queue',
    title: 'takes up nothing of what an earlier run has left',
    breaks: ['QUEUE-6'],
    mayAlsoFail: { 'SCOPE-6': 'the copies are lost' },
    parts: () => ({ leftovers: (left) => ({ ...left, copies: [] }) }),
  },
  {
    id: 'forgets-all-but-the-oldest',
    title: 'takes up only the oldest copy that an earlier run has left',
    breaks: ['QUEUE-6'],
    parts: () => ({ leftovers: (left) => ({ ...left, copies: left.copies.slice(0, 1) }) }),
  },
  {
    id: 'age-begins-anew-after-a-crash',
    title: 'counts the age of a copy from the restart',
    breaks: ['QUEUE-6'],
    parts: () => ({ leftovers: (left, nowMs) => ({ ...left, copies: left.copies.map((copy) => ({ ...copy, enqueuedMs: nowMs })) }) }),
  },
  {
    id: 'attempts-begin-anew-after-a-crash',
    title: 'forgets after a crash how many attempts were made',
    breaks: ['QUEUE-6'],
    parts: () => ({ leftovers: (left) => ({ ...left, copies: left.copies.map((copy) => ({ ...copy, attempts: 0 })) }) }),
  },
  {
    id: 'doubtful-copies-are-dropped',
    title: 'drops after a crash what may have arrived already',
    breaks: ['QUEUE-6'],
    parts: () => ({ leftovers: (left) => ({ ...left, copies: left.copies.filter(({ inDoubt }) => !inDoubt) }) }),
  },
  {
    id: 'delivered-copies-stay-in-the-spool',
    title: 'does not note in the spool that a copy has ended',
    breaks: ['QUEUE-6'],
    mayAlsoFail: everyOf(['SCOPE-1', 'SCOPE-6'], 'the copy comes again after the restart'),
    parts: ({ dispatch }) => ({
      dispatch: (spooled, exits) =>
        dispatch({ ...spooled, copies: spooled.copies.map((copy) => ({ ...copy, job: { ...copy.job, end: () => {} } })) }, exits),
    }),
  },
  {
    id: 'doubtful-copies-come-twice',
    title: 'takes up twice after a crash what may have arrived already',
    breaks: ['QUEUE-6'],
    mayAlsoFail: everyOf(['SCOPE-1', 'SCOPE-6'], 'the copy comes twice'),
    parts: () => ({
      leftovers: (left) => ({
        ...left,
        copies: left.copies.flatMap((copy) => (copy.inDoubt ? [copy, { ...copy, mid: copy.mid + 100_000 }] : [copy])),
      }),
    }),
  },
];
