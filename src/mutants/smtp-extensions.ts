import type { Extensions } from '../forwarder/smtp-client/session.ts';
import { sending, through } from './tools.ts';
import type { Mutant, PartsChange } from './variant.ts';

/** Takes extensions for offered, or for not offered. */
const believing = (change: (extensions: Map<string, string>) => Extensions): PartsChange =>
  sending(
    (send) => (channel, submission, settings) =>
      send(channel, submission, { ...settings, extensions: change(new Map(settings.extensions)) }),
  );

/** Extensions are used that were not offered, or not kept to: SMTP-3. */
export const SMTP_EXTENSIONS: readonly Mutant[] = [
  {
    id: 'always-announces-the-size',
    title: 'names the size although SIZE is not offered',
    breaks: ['SMTP-3', 'TLS-6'],
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
];
