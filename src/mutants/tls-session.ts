import { type Extensions, readExtensions } from '../forwarder/smtp-client/session.ts';
import { opening } from './tls-opening.ts';
import { through } from './tools.ts';
import type { Mutant } from './variant.ts';

/** What follows the handshake, and what is told of it: TLS-6 and TLS-7. */
export const TLS_SESSION: readonly Mutant[] = [
  {
    id: 'no-second-ehlo',
    title: 'does not send EHLO again after the handshake',
    breaks: ['TLS-6'],
    // RFC 3207 section 4.2: the intake has forgotten the EHLO before, and answers 503 to every MAIL FROM.
    mayAlsoFail: { '*': 'no copy is taken from one who has not said EHLO inside TLS' },
    parts: opening((open) => (channel, settings, secured) => {
      let hello: Awaited<ReturnType<typeof channel.command>> | undefined;
      return open(
        through(channel, {
          command: async (line, timeoutMs) => {
            if (!line.startsWith('EHLO')) return channel.command(line, timeoutMs);
            const heard = hello ?? (await channel.command(line, timeoutMs));
            hello = heard;
            return heard;
          },
        }),
        settings,
        secured,
      );
    }),
  },
  {
    id: 'takes-injected-replies',
    title: 'takes what came in clear behind the 220 for the reply to EHLO inside TLS',
    breaks: ['TLS-6'],
    parts: opening((open) => (channel, settings, secured) => {
      let injected: Awaited<ReturnType<typeof channel.hear>> | undefined;
      return open(
        through(channel, {
          secure: async (options) => {
            if (!channel.quiet) injected = await channel.hear(1);
            return channel.secure(options);
          },
          command: (line, timeoutMs) => {
            const ready = injected;
            injected = undefined;
            if (ready === undefined) return channel.command(line, timeoutMs);
            void channel.send(Buffer.from(`${line}\r\n`), timeoutMs);
            return Promise.resolve(ready);
          },
        }),
        settings,
        secured,
      );
    }),
  },
  {
    id: 'logs-another-protocol',
    title: 'logs every session as TLSv1.3',
    breaks: ['TLS-7'],
    parts: ({ logFormat }) => ({
      logFormat: { ...logFormat, tlsSucceeded: (dcid, _, cipher) => logFormat.tlsSucceeded(dcid, 'TLSv1.3', cipher) },
    }),
  },
  {
    id: 'logs-another-cipher',
    title: 'logs the same cipher for every session',
    breaks: ['TLS-7', 'LOG-3'],
    parts: ({ logFormat }) => ({
      logFormat: { ...logFormat, tlsSucceeded: (dcid, protocol) => logFormat.tlsSucceeded(dcid, protocol, 'ECDHE-RSA-AES128-GCM-SHA256') },
    }),
  },
  {
    id: 'remembers-what-was-offered-in-clear',
    title: 'goes on using extensions that were offered in clear, and not inside TLS',
    breaks: ['TLS-6', 'SMTP-3'],
    parts: opening((open) => async (channel, settings, secured) => {
      let offered: Extensions = new Map();
      const opened = await open(
        through(channel, {
          command: async (line, timeoutMs) => {
            const heard = await channel.command(line, timeoutMs);
            if (line.startsWith('EHLO') && heard.kind === 'reply') offered = new Map([...offered, ...readExtensions(heard.reply)]);
            return heard;
          },
        }),
        settings,
        secured,
      );
      // STARTTLS is never offered twice, and is of no use inside TLS.
      return opened.kind === 'open' && opened.tls !== undefined
        ? { ...opened, extensions: new Map([...offered].filter(([keyword]) => keyword !== 'STARTTLS')) }
        : opened;
    }),
  },
];
