import type { CommandChannel } from './channel.ts';
import { type OpenSession, openSession } from './session.ts';
import { type SendMessage, sendMessage } from './transaction.ts';

/** Which commands are sent in which order: one exchangeable part. */
export interface Dialogue {
  readonly open: OpenSession;
  readonly send: SendMessage;
  /** Ends a transaction that was refused half-way; false when the connection is of no more use. */
  readonly reset: (channel: CommandChannel, timeoutMs: number) => Promise<boolean>;
  /** Takes leave (SMTP-5); the connection is closed when it resolves. */
  readonly quit: (channel: CommandChannel) => Promise<void>;
}

/** How long the answer to QUIT is waited for, ms. */
const QUIT_WAIT_MS = 5000;

export const standardDialogue: Dialogue = {
  open: openSession,
  send: sendMessage,
  reset: async (channel, timeoutMs) => {
    const heard = await channel.command('RSET', timeoutMs);
    return heard.kind === 'reply' && heard.reply.code >= 200 && heard.reply.code < 300;
  },
  quit: async (channel) => {
    await channel.command('QUIT', QUIT_WAIT_MS);
  },
};
