import { everyOf } from './tools.ts';
import type { Mutant, PartsChange } from './variant.ts';

const LF = Buffer.from('\n');
const BYTES = 'the bytes of the message are compared there as well';

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

/** The last chunk stays as it is: without its line end the final dot would never be seen, which is another fault. */
const losingCrBetweenChunks: PartsChange = ({ newDotStuffer }) => ({
  newDotStuffer: () => {
    const stuffer = newDotStuffer();
    let held: Buffer | undefined;
    return {
      push: (chunk, out) => {
        if (held !== undefined)
          stuffer.push(held.subarray(-2).toString() === '\r\n' ? Buffer.concat([held.subarray(0, -2), LF]) : held, out);
        held = chunk;
      },
      finish: () => {
        const out: Buffer[] = [];
        if (held !== undefined) stuffer.push(held, out);
        return Buffer.concat([...out, stuffer.finish()]);
      },
    };
  },
});

/** Dots and line ends of a message: SMTP-1. */
export const SMTP_BYTES: readonly Mutant[] = [
  {
    id: 'stuffs-no-dots',
    title: 'does not double dots at line starts',
    breaks: ['SMTP-1'],
    mayAlsoFail: everyOf(['COPY-1', 'COPY-2'], BYTES),
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
    mayAlsoFail: everyOf(['COPY-1', 'COPY-2'], BYTES),
    parts: stuffing(latin((text) => text.replace(/(^|\n)\.(?=[^\r])/g, '$1..'))),
  },
  {
    id: 'sends-bare-line-feeds',
    title: 'ends the lines of a message with LF alone',
    breaks: ['SMTP-1'],
    mayAlsoFail: everyOf(['COPY-1', 'COPY-2'], BYTES),
    parts: stuffing(latin((text) => text.replace(/([^.\r\n])\r\n(?=[a-z])/g, '$1\n'))),
  },
  {
    id: 'breaks-a-line-end-between-chunks',
    title: 'loses the CR when a chunk ends within a line end',
    breaks: ['SMTP-1'],
    mayAlsoFail: everyOf(['COPY-1', 'COPY-2', 'SCOPE-1'], BYTES),
    parts: losingCrBetweenChunks,
  },
];
