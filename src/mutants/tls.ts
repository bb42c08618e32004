import type { Dialogue } from '../forwarder/smtp-client/dialogue.ts';
import type { OpenSession } from '../forwarder/smtp-client/session.ts';
import { everyOf, through } from './tools.ts';
import type { Mutant, PartsChange } from './variant.ts';

/** Opens sessions to the intake in another way; those to the next hop, where TLS is not required, stay as they are. */
const opening =
  (change: (open: OpenSession) => OpenSession): PartsChange =>
  ({ dialogue }) => {
    const other = change(dialogue.open);
    const changed: Dialogue = {
      ...dialogue,
      open: (channel, settings, secured) => (settings.tls === 'required' ? other : dialogue.open)(channel, settings, secured),
    };
    return { dialogue: changed };
  };

/** Trusts a certificate in spite of some problem. */
const trusting =
  (problem: RegExp): PartsChange =>
  ({ trusts }) => ({ trusts: (found, verifies) => trusts(found !== undefined && problem.test(found) ? undefined : found, verifies) });

const TOLD = 'such a failure is told as "TLS Error" there';
const FINAL = 'it is a TLS error, which is final';

/** TLS-1 to TLS-7. */
export const TLS: readonly Mutant[] = [
  {
    id: 'clear-text-without-starttls',
    title: 'sends in clear where STARTTLS is not offered',
    breaks: ['TLS-1', 'TLS-3'],
    mayAlsoFail: {
      ...everyOf(['RETRY-6', 'RETRY-11'], FINAL),
      ...everyOf(['LOG-9', 'TRACK-2', 'SCOPE-5', 'COUNT-2'], TOLD),
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
    remembers: true,
    title: 'tries again after a TLS error, and then in clear',
    breaks: ['TLS-1', 'RETRY-6'],
    mayAlsoFail: {
      ...everyOf(['RETRY-11'], FINAL),
      ...everyOf(
        ['TLS-2', 'TLS-3', 'TLS-4', 'TLS-5', 'LOG-9', 'LOG-11', 'TRACK-2', 'SCOPE-5', 'SCOPE-6', 'COUNT-2', 'COUNT-3', 'COUNT-4', 'LOG-3'],
        TOLD,
      ),
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
      [
        'RETRY-1',
        'RETRY-2',
        'RETRY-3',
        'RETRY-4',
        'RETRY-5',
        'RETRY-6',
        'RETRY-7',
        'RETRY-10',
        'RETRY-11',
        'RETRY-13',
        'RETRY-14',
        'TLS-3',
        'TLS-4',
        'SMTP-2',
        'SMTP-3',
        'SMTP-5',
        'COUNT-2',
        'COUNT-3',
        'COUNT-4',
        'LOG-2',
        'LOG-4',
        'LOG-8',
        'LOG-9',
        'LOG-11',
        'CONN-1',
        'CONN-6',
        'CONN-7',
        'QUEUE-1',
        'QUEUE-2',
        'QUEUE-3',
        'SCOPE-5',
        'SCOPE-6',
        'TRACK-2',
        'QUEUE-4',
        'QUEUE-6',
        'RETRY-12',
        'RETRY-15',
        'POLICY-10',
        'LOG-7',
        'TLS-5',
        'TLS-2',
      ],
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
  {
    id: 'speaks-tls-1.0',
    title: 'speaks TLS 1.0 where the intake has nothing newer',
    breaks: ['TLS-2', 'RETRY-6'],
    parts: ({ tlsOptions }) => ({ tlsOptions: (tls) => ({ ...tlsOptions(tls), minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' }) }),
  },
  {
    id: 'speaks-tls-1.1',
    title: 'speaks TLS 1.1, though not 1.0, where the intake has nothing newer',
    breaks: ['TLS-2', 'RETRY-6'],
    parts: ({ tlsOptions }) => ({ tlsOptions: (tls) => ({ ...tlsOptions(tls), minVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }) }),
  },
  {
    id: 'needs-tls-1.3',
    title: 'takes TLS 1.2 for too old',
    breaks: ['TLS-2'],
    mayAlsoFail: { 'TLS-7': 'the session of TLS 1.2 does not come about' },
    parts: ({ tlsOptions }) => ({ tlsOptions: (tls) => ({ ...tlsOptions(tls), minVersion: 'TLSv1.3' }) }),
  },
  {
    id: '454-to-starttls-is-temporary',
    title: 'takes 454 to STARTTLS for a temporary refusal',
    breaks: ['TLS-3', 'RETRY-6'],
    parts: opening((open) => async (channel, settings, secured) => {
      const opened = await open(channel, settings, secured);
      if (opened.kind === 'open' || opened.failure.kind !== 'tls error' || !/refused: 454/.test(opened.failure.detail)) return opened;
      return { kind: 'failed', failure: { kind: 'refused', stage: 'STARTTLS', reply: { code: 454, lines: ['TLS not available'] } } };
    }),
  },
  {
    id: '5yz-to-starttls-is-a-bounce',
    title: 'tells 5yz to STARTTLS as a hard bounce',
    breaks: ['TLS-3'],
    parts: opening((open) => async (channel, settings, secured) => {
      const opened = await open(channel, settings, secured);
      if (opened.kind === 'open' || opened.failure.kind !== 'tls error' || !/refused: 5/.test(opened.failure.detail)) return opened;
      return { kind: 'failed', failure: { kind: 'refused', stage: 'STARTTLS', reply: { code: 554, lines: ['no TLS'] } } };
    }),
  },
  {
    id: 'garbage-is-a-network-error',
    title: 'takes garbage in place of a handshake for a network error',
    breaks: ['TLS-4', 'RETRY-6'],
    mayAlsoFail: everyOf(['LOG-9', 'TRACK-2', 'TLS-2', 'COUNT-4', 'LOG-11'], TOLD),
    parts: ({ retryTable }) => ({
      retryTable: (outcome, facts) =>
        retryTable(
          outcome.kind === 'tls error' && /ERR_SSL|EPROTO/.test(outcome.detail)
            ? { kind: 'network error', stage: 'TLS', detail: 'closed' }
            : outcome,
          facts,
        ),
    }),
  },
  {
    id: 'trusts-everybody',
    title: 'never verifies a certificate',
    breaks: ['TLS-5', 'RETRY-6'],
    parts: ({ trusts }) => ({ trusts: (problem) => trusts(problem, false) }),
  },
  {
    id: 'trusts-nobody-new',
    title: 'verifies certificates although told not to',
    breaks: ['TLS-5'],
    parts: ({ trusts }) => ({ trusts: (problem) => trusts(problem, true) }),
  },
  {
    id: 'trusts-another-host',
    title: 'does not compare the certificate with the name of the host',
    breaks: ['TLS-5', 'RETRY-6'],
    parts: trusting(/ALTNAME/),
  },
  {
    id: 'trusts-expired-certificates',
    title: 'trusts a certificate that has expired',
    breaks: ['TLS-5', 'RETRY-6'],
    parts: trusting(/EXPIRED/),
  },
  {
    id: 'trusts-certificates-of-tomorrow',
    title: 'trusts a certificate that is not yet valid',
    breaks: ['TLS-5', 'RETRY-6'],
    parts: trusting(/NOT_YET_VALID/),
  },
  {
    id: 'trusts-self-signed-certificates',
    title: 'trusts a certificate that is signed by itself',
    breaks: ['TLS-5', 'RETRY-6'],
    parts: trusting(/SELF_SIGNED/),
  },
  {
    id: 'no-second-ehlo',
    title: 'does not send EHLO again after the handshake',
    breaks: ['TLS-6'],
    mayAlsoFail: everyOf(
      [
        'RETRY-1',
        'RETRY-2',
        'RETRY-3',
        'RETRY-4',
        'RETRY-5',
        'RETRY-7',
        'RETRY-14',
        'QUEUE-1',
        'QUEUE-2',
        'SMTP-2',
        'SMTP-3',
        'SMTP-5',
        'CONN-7',
      ],
      'what happens at the EHLO inside TLS is not met',
    ),
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
    mayAlsoFail: { 'LOG-3': 'the line is what that requirement is about as well' },
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
];
