import { type OpenSession, openSession } from './session.ts';
import { type SendMessage, sendMessage, sendPipelined } from './transaction.ts';

/** Which commands are sent in which order: one exchangeable part. */
export interface Dialogue {
  readonly open: OpenSession;
  readonly send: SendMessage;
}

export const standardDialogue: Dialogue = { open: openSession, send: sendMessage };

/** The same commands, the envelope sent in one piece where the server offers it. */
export const pipeliningDialogue: Dialogue = { open: openSession, send: sendPipelined };
