import { CopyReport } from '../forwarder/copy-report.ts';
import type { Original } from '../forwarder/originals.ts';
import type { SpooledOriginal } from '../forwarder/spool/spool.ts';
import { everyOf } from './tools.ts';
import type { Mutant } from './variant.ts';

const NO_COPY = 'copies are missing that are looked for there';

/** SCOPE-1 to SCOPE-6. */
export const SCOPE: readonly Mutant[] = [
  {
    id: 'null-sender-is-not-journaled',
    title: 'forwards no message from the null sender',
    breaks: ['SCOPE-1'],
    mayAlsoFail: everyOf(['SCOPE-6'], NO_COPY),
    parts: ({ journals }) => ({ journals: (facts) => facts.sender !== '' && journals(facts) }),
  },
  {
    id: 'takes-twice-after-a-slow-answer',
    title: 'sends a copy again when the answer to it took longer than ten seconds',
    breaks: ['SCOPE-1', 'SCOPE-6'],
    parts: ({ dialogue, newCopyReport, retryTable }) => {
      let now = (): number => 0;
      const slow = new Set<string>();
      return {
        newCopyReport: (context) => {
          now = () => context.clock.now();
          return newCopyReport(context);
        },
        dialogue: {
          ...dialogue,
          send: async (channel, submission, settings) => {
            const begun = now();
            const result = await dialogue.send(channel, submission, settings);
            if (result.outcome.kind === 'accepted' && now() - begun >= 10_000) slow.add(result.outcome.reply.lines.join());
            return result;
          },
        },
        retryTable: (outcome, facts) =>
          outcome.kind === 'accepted' && facts.attempts === 1 && slow.has(outcome.reply.lines.join())
            ? { kind: 'retry', waitMs: facts.retryWaitMs }
            : retryTable(outcome, facts),
      };
    },
  },
  {
    id: 'spam-is-journaled',
    title: 'forwards what the anti-spam engine convicts',
    breaks: ['SCOPE-2'],
    parts: ({ journals }) => ({
      journals: (facts) => journals(facts) || (facts.verdict.kind === 'spam' && facts.direction === 'incoming'),
    }),
  },
  {
    id: 'viruses-are-journaled',
    title: 'forwards what the anti-virus engine convicts',
    breaks: ['SCOPE-2'],
    parts: ({ journals }) => ({
      journals: (facts) => journals(facts) || (facts.verdict.kind === 'virus' && facts.direction === 'incoming'),
    }),
  },
  {
    id: 'scans-nothing',
    title: 'takes every message for clean',
    breaks: ['SCOPE-2'],
    parts: () => ({ newScanner: () => ({ push: () => {}, verdict: () => ({ kind: 'clean' }) }) }),
  },
  {
    id: 'outgoing-mail-is-journaled',
    title: 'forwards outgoing mail as well, under the Default Policy',
    breaks: ['SCOPE-3'],
    parts: ({ journals }) => ({ journals: (facts) => facts.verdict.kind === 'clean' || journals(facts) }),
  },
  {
    id: 'incoming-policies-hold-for-outgoing-mail',
    title: 'looks for outgoing mail in the incoming policies too',
    breaks: ['SCOPE-3'],
    parts: ({ journals, policyGroups }) => ({
      journals: (facts) => journals({ ...facts, direction: 'incoming' }),
      policyGroups: (table, mail) => policyGroups(table, { ...mail, direction: 'incoming' }),
    }),
  },
  {
    id: 'the-original-waits-for-the-copy',
    title: 'delivers the original when its copy has come to its end',
    breaks: ['SCOPE-4'],
    parts: ({ dispatch }) => ({
      dispatch: ({ copies, originals }, exits) => {
        const left = new Set(copies);
        const release = (): void => {
          if (left.size === 0) dispatch({ copies: [], originals }, exits);
        };
        const watched = copies.map((copy) => ({
          ...copy,
          job: {
            noteArriving: () => copy.job.noteArriving(),
            noteRetry: (progress: Parameters<typeof copy.job.noteRetry>[0]) => copy.job.noteRetry(progress),
            end: () => {
              copy.job.end();
              left.delete(copy);
              release();
            },
          },
        }));
        release();
        dispatch({ copies: watched, originals: [] }, exits);
      },
    }),
  },
  {
    id: 'the-copy-takes-the-place-of-the-original',
    title: 'delivers no original where a copy is made',
    breaks: ['SCOPE-4'],
    mayAlsoFail: everyOf(['POLICY-5', 'POLICY-6'], 'originals are missing'),
    parts: ({ dispatch }) => ({
      dispatch: (spooled, exits) => dispatch(spooled.copies.length > 0 ? { ...spooled, originals: [] } : spooled, exits),
    }),
  },
  ...[
    { id: 'tells-the-sender-of-failures', title: 'sends the sender a report when a copy has failed', when: () => true },
    {
      id: 'tells-the-sender-of-tls-errors',
      title: 'sends the sender a report when a copy has failed with a TLS error',
      when: (reason: string) => reason === 'TLS Error',
    },
  ].map(
    ({ id, title, when }): Mutant => ({
      id,
      title,
      breaks: ['SCOPE-5'],
      parts: ({ dispatch }) => {
        let enqueue: (original: SpooledOriginal) => void = () => {};
        class Telling extends CopyReport {
          protected override failed(mid: number, reason: string, kind: Parameters<CopyReport['failed']>[2]): void {
            super.failed(mid, reason, kind);
            if (!when(reason)) return;
            const text = Buffer.from(
              `From: <postmaster@gateway.example>\r\nSubject: Journal copy of MID ${mid} failed\r\n\r\n${reason}\r\n`,
            );
            const original: Original = {
              ...{
                mid: mid + 100_000,
                sender: '',
                recipients: [{ rid: 0, address: 'sender@sender.example' }],
                parts: [text],
                size: text.length,
              },
              ...{ eightBit: false, tellsFinished: false, acceptedMs: this.context.clock.now() },
            };
            enqueue({ original, attempts: 0, inDoubt: false, job: { noteArriving: () => undefined, noteRetry: () => {}, end: () => {} } });
          }
        }
        return {
          newCopyReport: (context) => new Telling(context),
          dispatch: (spooled, exits) => {
            enqueue = (original) => exits.enqueueOriginal(original);
            dispatch(spooled, exits);
          },
        };
      },
    }),
  ),
  {
    id: 'a-third-copy-in-the-queue-is-lost',
    title: 'loses every tenth copy on its way into the queue',
    breaks: ['SCOPE-6'],
    mayAlsoFail: everyOf(['CONN-3', 'CONN-4', 'CONN-5', 'CONN-6', 'COUNT-2', 'COUNT-3', 'LOG-4', 'QUEUE-5', 'CONN-7'], NO_COPY),
    parts: ({ dispatch }) => {
      let count = 0;
      return {
        dispatch: (spooled, exits) => {
          const copies = spooled.copies.filter(() => {
            count += 1;
            return count % 10 !== 0;
          });
          dispatch({ ...spooled, copies }, exits);
        },
      };
    },
  },
  {
    id: 'fails-without-a-word',
    title: 'drops a copy that is refused after the message, and tells nobody',
    breaks: ['SCOPE-6'],
    mayAlsoFail: everyOf(['LOG-7', 'LOG-9', 'COUNT-4', 'TRACK-2'], 'the failure is told nowhere'),
    parts: () => {
      class Silent extends CopyReport {
        override attemptEnded(...[mid, outcome, decision, connection]: Parameters<CopyReport['attemptEnded']>): void {
          if (decision.kind !== 'failed' || outcome.kind !== 'refused' || outcome.stage !== 'end of data')
            super.attemptEnded(mid, outcome, decision, connection);
        }
      }
      return { newCopyReport: (context) => new Silent(context) };
    },
  },
  {
    id: 'same-message-id-same-message',
    title: 'takes a message for a duplicate when another had the same Message-ID, and does not forward it',
    breaks: ['SCOPE-1'],
    parts: ({ journals }) => {
      const seen = new Map<string, object>();
      return {
        journals: (facts) => {
          const header =
            Buffer.concat([...facts.message.chunks])
              .toString('latin1')
              .split('\r\n\r\n')[0] ?? '';
          const id = /^Message-ID:\s*(\S+)/im.exec(header)?.[1];
          if (id === undefined || !journals(facts)) return journals(facts);
          const first = seen.get(id) ?? facts.message;
          seen.set(id, first);
          return first === facts.message;
        },
      };
    },
  },
  {
    id: 'one-original-of-a-split-message',
    title: 'delivers the original only to the recipients of the first policy when a message is split',
    breaks: ['SCOPE-4'],
    mayAlsoFail: everyOf(['POLICY-5', 'POLICY-6'], 'the original is looked for there as well'),
    parts: ({ dispatch }) => ({
      dispatch: ({ copies, originals }, exits) => dispatch({ copies, originals: originals.slice(0, 1) }, exits),
    }),
  },
];
