import { opening } from './tls-opening.ts';
import { everyOf, through } from './tools.ts';
import type { Mutant } from './variant.ts';

const TOLD = 'such a failure is told as "TLS Error" there';
const FINAL = 'it is a TLS error, which is final';

/** Something of the message goes in clear: TLS-1. */
export const TLS_CLEAR: readonly Mutant[] = [
  {
    id: 'clear-text-without-starttls',
    title: 'sends in clear where STARTTLS is not offered',
    breaks: ['TLS-1', 'TLS-3'],
    mayAlsoFail: {
      ...everyOf(['RETRY-6', 'RETRY-11'], FINAL),
      ...everyOf(['LOG-9', 'TRACK-2', 'COUNT-2'], TOLD),
    },
    parts: opening((open) => (channel, settings, secured) => open(channel, { ...settings, tls: 'if offered' }, secured)),
  },
  {
    id: 'clear-text-after-a-refused-starttls',
    title: 'sends in clear when STARTTLS is answered with 502',
    breaks: ['TLS-1', 'TLS-3'],
    mayAlsoFail: everyOf(['RETRY-6'], FINAL),
    parts: opening((open) => (channel, settings, secured) => {
      let extensions = new Map<string, string>();
      const watched = through(channel, {
        command: async (line, timeoutMs) => {
          const heard = await channel.command(line, timeoutMs);
          if (line.startsWith('EHLO') && heard.kind === 'reply')
            extensions = new Map(heard.reply.lines.map((text) => [text.split(' ')[0] ?? '', '']));
          return heard;
        },
      });
      return open(watched, settings, secured).then((opened) =>
        opened.kind === 'failed' && opened.failure.kind === 'tls error' && /^STARTTLS refused: 502/.test(opened.failure.detail)
          ? { kind: 'open', extensions, tls: undefined }
          : opened,
      );
    }),
  },
  {
    id: 'clear-text-at-the-retry',
    title: 'tries again after a TLS error, and then in clear',
    breaks: ['TLS-1', 'RETRY-6'],
    mayAlsoFail: {
      ...everyOf(['TLS-2', 'TLS-3', 'TLS-4', 'TLS-5', 'LOG-9', 'LOG-11', 'TRACK-2', 'COUNT-2', 'COUNT-4'], TOLD),
    },
    parts: ({ retryTable, dialogue }) => {
      let failed = false;
      return {
        retryTable: (outcome, facts) => {
          if (outcome.kind !== 'tls error' || facts.attempts > 1) return retryTable(outcome, facts);
          failed = true;
          return { kind: 'retry', waitMs: facts.retryWaitMs };
        },
        dialogue: {
          ...dialogue,
          open: async (channel, settings, secured) => {
            if (!failed || settings.tls !== 'required') return dialogue.open(channel, settings, secured);
            await channel.hear(settings.timeouts.greetingMs);
            await channel.command(`EHLO ${settings.hostname}`, settings.timeouts.commandMs);
            return { kind: 'open', extensions: new Map(), tls: undefined };
          },
        },
      };
    },
  },
  {
    id: 'names-the-sender-in-clear',
    title: 'asks with MAIL FROM in clear whether the intake takes mail at all',
    breaks: ['TLS-1'],
    mayAlsoFail: everyOf(
      ['RETRY-2', 'RETRY-5', 'RETRY-7', 'RETRY-11', 'RETRY-14', 'COUNT-4', 'QUEUE-1'],
      'faults at MAIL FROM are met in clear already, and before anything else',
    ),
    parts: opening(
      (open) => (channel, settings, secured) =>
        open(
          through(channel, {
            command: async (line, timeoutMs) => {
              if (line === 'STARTTLS') {
                await channel.command('MAIL FROM:<>', timeoutMs);
                await channel.command('RSET', timeoutMs);
              }
              return channel.command(line, timeoutMs);
            },
          }),
          settings,
          secured,
        ),
    ),
  },
];
