import type { CommandChannel } from '../forwarder/smtp-client/channel.ts';
import type { DeliveryFailure, DeliveryOutcome } from '../forwarder/smtp-client/outcome.ts';
import type { SmtpStage } from '../smtp/stage.ts';

// What several mutants need to say what they do differently.

/** Whether an attempt was refused with one of these codes, at this stage where one is given. */
export const isRefusal = (outcome: DeliveryOutcome, codes: (code: number) => boolean, stage?: SmtpStage): boolean =>
  outcome.kind === 'refused' && codes(outcome.reply.code) && (stage === undefined || outcome.stage === stage);

export const isTransient = (code: number): boolean => code < 500;
export const isPermanent = (code: number): boolean => code >= 500 && code !== 503 && code !== 552;

/** A refusal with a code, as the retry table looks at it. */
export const asRefusal = (code: number): DeliveryFailure => ({ kind: 'refused', stage: 'RCPT TO', reply: { code, lines: [''] } });

export const BROKEN: DeliveryFailure = { kind: 'network error', stage: 'connect', detail: 'closed' };

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

/** The same reason for several requirements, for `mayAlsoFail`. */
export const everyOf = (ids: readonly string[], because: string): Record<string, string> =>
  Object.fromEntries(ids.map((id) => [id, because]));
