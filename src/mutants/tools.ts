import type { CommandChannel } from '../forwarder/smtp-client/channel.ts';
import type { Dialogue } from '../forwarder/smtp-client/dialogue.ts';
import type { PartsChange } from './variant.ts';

// What several mutants need to say what they do differently.

type Ways = { -readonly [Way in 'command' | 'hear' | 'send' | 'secure']?: CommandChannel[Way] };

/** A connection on which some things are done in another way. */
export const through = (channel: CommandChannel, ways: Ways): CommandChannel => ({
  command: ways.command ?? ((line, timeoutMs) => channel.command(line, timeoutMs)),
  hear: ways.hear ?? ((timeoutMs) => channel.hear(timeoutMs)),
  send: ways.send ?? ((bytes, timeoutMs) => channel.send(bytes, timeoutMs)),
  secure: ways.secure ?? ((options) => channel.secure(options)),
  get quiet() {
    return channel.quiet;
  },
  get interrupted() {
    return channel.interrupted;
  },
});

/** Sends messages in another way. */
export const sending =
  (change: (send: Dialogue['send']) => Dialogue['send']): PartsChange =>
  ({ dialogue }) => ({ dialogue: { ...dialogue, send: change(dialogue.send) } });

/** The same reason for several requirements, for `mayAlsoFail`. */
export const everyOf = (ids: readonly string[], because: string): Record<string, string> =>
  Object.fromEntries(ids.map((id) => [id, because]));

/** The address in the From field of a message, where there is one. */
export const authorOf = (message: string): string | undefined => {
  const [header = ''] = message.split('\r\n\r\n');
  const field = /^From:(.*)$/im.exec(header)?.[1] ?? '';
  return /<([^<>\s]+@[^<>\s]+)>/.exec(field)?.[1] ?? /[^\s<>"]+@[^\s<>"]+/.exec(field)?.[0];
};
