import type { SentMessage } from '../src/harness/checks/case-file.ts';
import type { Envelope, MailDirection, PolicyRole } from '../src/harness/drivers/driver.ts';
import type { MessageParts, TestMessage } from '../src/harness/test-message.ts';
import type { Stand } from './stand.ts';
import { ACCOUNTS } from './stand-layout.ts';

/** Envelope sender of test messages unless told otherwise. */
export const SENDER = 'sender@sender.example';

export interface SendOptions
  extends Partial<Pick<MessageParts, 'body' | 'subject' | 'noSubject' | 'extraHeaders' | 'author' | 'messageIdTail'>> {
  readonly mailFrom?: string;
  readonly direction?: MailDirection;
  /** Recipients that the To field does not name. */
  readonly blindCopies?: readonly string[];
  /** The scanners convict it, so that it is not forwarded (SCOPE-2). */
  readonly convicted?: boolean;
  readonly fromAnotherClient?: boolean;
  /** The system does well to refuse it. */
  readonly mayBeRefused?: boolean;
}

/** The account of each policy that journals, each once: recipients under one policy share a copy (SCOPE-1). */
export const accountsOf = (roles: readonly PolicyRole[]): string[] => [
  ...new Set(roles.flatMap((role) => (role === 'No Scan' ? [] : [ACCOUNTS[role].name]))),
];

/** Hands a message to the system under test, and writes that down. */
export const handIn = async (
  stand: Stand,
  message: TestMessage,
  { mailFrom, rcptTo }: Envelope,
  { direction = 'incoming', fromAnotherClient = false }: SendOptions,
): Promise<Omit<SentMessage, 'roles' | 'expectedAt'>> => {
  const sentAtMs = stand.clock.now();
  const result = await stand.driver.inject({ mailFrom, rcptTo, fromAnotherClient }, message.raw, direction);
  const { reply, accepted } = result;
  stand.evidence.record({ type: 'messageInjected', message: message.token, mailFrom, rcptTo, size: message.raw.length, reply, accepted });
  return { ...message, mailFrom, rcptTo, ...result, sentAtMs };
};
