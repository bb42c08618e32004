import type { Dialogue } from '../forwarder/smtp-client/dialogue.ts';
import type { Extensions } from '../forwarder/smtp-client/session.ts';
import { BROKEN, everyOf, through } from './tools.ts';
import type { Mutant, PartsChange } from './variant.ts';

const BYTES = 'the bytes of the message are compared there as well';

/** Sends messages in another way. */
const sending =
  (change: (send: Dialogue['send']) => Dialogue['send']): PartsChange =>
  ({ dialogue }) => ({ dialogue: { ...dialogue, send: change(dialogue.send) } });

/** Takes extensions for offered, or for not offered. */
const believing = (change: (extensions: Map<string, string>) => Extensions): PartsChange =>
  sending(
    (send) => (channel, submission, settings) =>
      send(channel, submission, { ...settings, extensions: change(new Map(settings.extensions)) }),
  );

const stuffing =
  (change: (chunk: Buffer, index: number) => Buffer, end?: string): PartsChange =>
  ({ newDotStuffer }) => ({
    newDotStuffer: () => {
      const stuffer = newDotStuffer();
      let index = 0;
      return {
        push: (chunk, out) => {
          stuffer.push(change(chunk, index), out);
          index += 1;
        },
        finish: () => (end === undefined ? stuffer.finish() : Buffer.from(end)),
      };
    },
  });

const latin =
  (change: (text: string) => string) =>
  (chunk: Buffer): Buffer =>
    Buffer.from(change(chunk.toString('latin1')), 'latin1');

const LOST = 'the copy is lost or comes too often';

/** SMTP-1 to SMTP-5. */
export const SMTP: readonly Mutant[] = [
  {
    id: 'stuffs-no-dots',
    title: 'does not double dots at line starts',
    breaks: ['SMTP-1'],
    mayAlsoFail: everyOf(['COPY-1', 'COPY-2', 'SCOPE-6', 'SCOPE-1'], BYTES),
    parts: () => ({
      newDotStuffer: () => ({ push: (chunk, out) => void out.push(chunk), finish: () => Buffer.from('.\r\n') }),
    }),
  },
  {
    id: 'stuffs-dots-within-a-chunk-only',
    title: 'forgets a line start at the border of two chunks',
    breaks: ['SMTP-1'],
    mayAlsoFail: everyOf(['COPY-1', 'COPY-2'], BYTES),
    parts: ({ newDotStuffer }) => ({
      newDotStuffer: () => {
        let last = newDotStuffer();
        let first = true;
        return {
          push: (chunk, out) => {
            const fresh = newDotStuffer();
            if (!first) fresh.push(Buffer.from('x'), []);
            first = false;
            fresh.push(chunk, out);
            last = fresh;
          },
          finish: () => last.finish(),
        };
      },
    }),
  },
  {
    id: 'stuffs-every-dot-line-but-the-first',
    title: 'does not double the first dot of a message',
    breaks: ['SMTP-1'],
    mayAlsoFail: everyOf(['COPY-1', 'COPY-2'], BYTES),
    parts: ({ newDotStuffer }) => ({
      newDotStuffer: () => {
        const stuffer = newDotStuffer();
        let spared = false;
        let atLineStart = true;
        return {
          push: (chunk, out) => {
            const own: Buffer[] = [];
            stuffer.push(chunk, own);
            const text = Buffer.concat(own).toString('latin1');
            const at = spared ? -1 : (atLineStart ? `\n${text}` : ` ${text}`).search(/\n\.\./);
            atLineStart = chunk.length === 0 ? atLineStart : chunk.at(-1) === 0x0a;
            spared ||= at !== -1;
            out.push(at === -1 ? Buffer.from(text, 'latin1') : Buffer.from(text.slice(0, at) + text.slice(at + 1), 'latin1'));
          },
          finish: () => stuffer.finish(),
        };
      },
    }),
  },
  {
    id: 'doubles-dots-twice',
    title: 'doubles the dot of a line twice',
    breaks: ['SMTP-1'],
    mayAlsoFail: everyOf(['COPY-1', 'COPY-2', 'COPY-4', 'SCOPE-6', 'SCOPE-1'], BYTES),
    parts: stuffing(latin((text) => text.replace(/(^|\n)\.(?=[^\r])/g, '$1..'))),
  },
  {
    id: 'sends-bare-line-feeds',
    title: 'ends the lines of a message with LF alone',
    breaks: ['SMTP-1'],
    mayAlsoFail: everyOf(['COPY-1', 'COPY-2', 'COPY-3', 'COPY-4', 'COPY-5', 'SCOPE-6', 'SCOPE-1', 'SCOPE-4'], BYTES),
    parts: stuffing(latin((text) => text.replace(/([^.\r\n])\r\n(?=[a-z])/g, '$1\n'))),
  },
  {
    id: 'breaks-a-line-end-between-chunks',
    title: 'loses the CR when a chunk ends within a line end',
    breaks: ['SMTP-1'],
    mayAlsoFail: everyOf(['COPY-1', 'COPY-2', 'COPY-3', 'COPY-4', 'COPY-5', 'SCOPE-6', 'SCOPE-1'], BYTES),
    parts: stuffing((chunk, index) =>
      index > 0 && chunk.subarray(-2).toString() === '\r\n' ? Buffer.concat([chunk.subarray(0, -2), Buffer.from('\n')]) : chunk,
    ),
  },
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
  {
    id: 'always-announces-the-size',
    title: 'names the size although SIZE is not offered',
    breaks: ['SMTP-3'],
    parts: believing((extensions) => (extensions.has('SIZE') ? extensions : extensions.set('SIZE', ''))),
  },
  {
    id: 'always-announces-8-bit',
    title: 'says BODY=8BITMIME although 8BITMIME is not offered',
    breaks: ['SMTP-3'],
    parts: believing((extensions) => extensions.set('8BITMIME', '')),
  },
  {
    id: 'always-says-smtputf8',
    title: 'says SMTPUTF8 in every MAIL FROM with 8-bit content',
    breaks: ['SMTP-3'],
    mayAlsoFail: { 'SMTP-1': 'an intake that does not offer it answers 501 or 555' },
    parts: sending(
      (send) => (channel, submission, settings) =>
        send(
          through(channel, {
            command: (line, ms) =>
              channel.command(
                submission.eightBit && line.startsWith('MAIL FROM') && submission.sender === '' ? `${line} SMTPUTF8` : line,
                ms,
              ),
          }),
          submission,
          settings,
        ),
    ),
  },
  {
    id: 'ignores-the-announced-size',
    title: 'sends a copy although it is over the announced size',
    breaks: ['SMTP-3'],
    parts: believing((extensions) => {
      extensions.delete('SIZE');
      return extensions;
    }),
  },
  {
    id: 'counts-the-size-too-high',
    title: 'takes a copy for twice as large as it is',
    breaks: ['SMTP-3'],
    parts: sending((send) => (channel, submission, settings) => send(channel, { ...submission, size: submission.size * 2 }, settings)),
  },
  {
    id: 'in-doubt-is-delivered',
    title: 'takes a copy for delivered when the connection broke after the final dot',
    breaks: ['SMTP-4'],
    mayAlsoFail: everyOf(['RETRY-7', 'RETRY-14', 'SCOPE-6', 'CONN-7', 'COUNT-4', 'LOG-9', 'QUEUE-4', 'LOG-7', 'TRACK-2'], LOST),
    parts: ({ retryTable }) => ({
      retryTable: (outcome, facts) =>
        outcome.kind === 'network error' && outcome.stage === 'end of data' ? { kind: 'delivered' } : retryTable(outcome, facts),
    }),
  },
  {
    id: 'in-doubt-is-sent-three-times',
    title: 'makes a third attempt when the answer to a copy was lost twice',
    breaks: ['SMTP-4'],
    mayAlsoFail: everyOf(['RETRY-7', 'RETRY-14', 'SCOPE-6'], LOST),
    parts: ({ retryTable }) => ({
      retryTable: (outcome, facts) =>
        retryTable(
          outcome,
          outcome.kind === 'network error' && outcome.stage === 'end of data' ? { ...facts, attempts: facts.attempts - 1 } : facts,
        ),
    }),
  },
  {
    id: 'a-close-after-the-answer-is-a-failure',
    title: 'sends a copy again when the intake closes right after its answer',
    breaks: ['SMTP-4'],
    mayAlsoFail: {
      ...everyOf(['SCOPE-1', 'SCOPE-6', 'CONN-7', 'SMTP-2', 'SMTP-5', 'COUNT-4', 'LOG-7', 'TRACK-1', 'LOG-5'], LOST),
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
    mayAlsoFail: everyOf(['CONN-7', 'RETRY-12', 'SCOPE-6', 'COUNT-4', 'SMTP-4', 'COUNT-5', 'QUEUE-5'], 'the next copy is answered 503'),
    parts: ({ dialogue }) => ({ dialogue: { ...dialogue, reset: () => Promise.resolve(true) } }),
  },
  {
    id: 'no-new-mail-for-the-next-copy',
    remembers: true,
    title: 'sends the next copy with RCPT TO, without a MAIL FROM of its own',
    breaks: ['SMTP-5', 'CONN-7'],
    mayAlsoFail: everyOf(
      [
        'CONN-2',
        'CONN-3',
        'CONN-4',
        'CONN-5',
        'CONN-6',
        'COUNT-1',
        'COUNT-2',
        'COUNT-3',
        'COUNT-4',
        'COUNT-5',
        'LOG-2',
        'LOG-4',
        'LOG-5',
        'LOG-6',
        'LOG-7',
        'QUEUE-5',
        'QUEUE-6',
        'SMTP-2',
        'SMTP-3',
        'SCOPE-6',
        'SCOPE-1',
        'DNS-5',
        'POLICY-9',
        'RETRY-2',
        'RETRY-3',
        'RETRY-4',
        'RETRY-5',
        'RETRY-8',
        'RETRY-10',
        'RETRY-11',
        'RETRY-12',
        'RETRY-13',
        'RETRY-14',
        'RETRY-15',
        'COPY-1',
        'COPY-2',
        'SMTP-4',
        'POLICY-10',
        'TRACK-1',
        'LOG-3',
        'QUEUE-1',
        'QUEUE-2',
      ],
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
