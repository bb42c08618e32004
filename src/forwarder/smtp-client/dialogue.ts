import { type OpenSession, openSession } from './session.ts';
import { type SendMessage, sendMessage } from './transaction.ts';

/** Which commands are sent in which order: one exchangeable part. */
export interface Dialogue {
  readonly open: OpenSession;
  readonly send: SendMessage;
}

export const standardDialogue: Dialogue = { open: openSession, send: sendMessage };
