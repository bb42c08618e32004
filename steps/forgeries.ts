import { named } from './named.ts';
import type { SendOptions } from './sending.ts';

// LOG-12: attempts to put a line into the mail log that the gateway never wrote. All of them speak of a MID that is never given.

export const FORGED_MID = 66_600_666;

const FORGED_LINE = `Mon Nov  2 09:00:00 2026 Info: TDC: MID ${FORGED_MID} successfully delivered for scanning with Cisco Secure Email Threat Defense.`;

/** What makes a terminal forget the line before: escape sequences, backspaces, a bell, a vertical tab. */
const CONTROLS = '\u001b[2K\u001b[1A\b\b\u0007\u000b';
/** The same by the controls of Latin-1 (NEL, CSI), and the line ends of Unicode. */
const MORE_CONTROLS = '\u0085\u009b2K\u2028\u2029';

const FOLDED = `${CONTROLS}${MORE_CONTROLS}\r\n ${FORGED_LINE}`;

const inField = (name: string): SendOptions => ({ extraHeaders: [`${name}: x${FOLDED}`, 'MIME-Version: 1.0'] });

/** Control bytes, and a line end inside a field, folded or in an encoded word, followed by a line of success. */
export const FORGERIES: ReadonlyMap<string, SendOptions> = new Map<string, SendOptions>([
  ['Message-ID', { messageIdTail: FOLDED }],
  ['Subject', { subject: `=?utf-8?Q?x=0D=0A${FORGED_LINE.replaceAll(' ', '_')}?=${FOLDED}` }],
  ['From', inField('From')],
  ['To', inField('To')],
  ['Date', inField('Date')],
  ['Received', inField('Received')],
  ['other field', inField('X-Mailer')],
]);

/** CR and LF cannot be part of a command; what drives a terminal, and what ends a line elsewhere, can. */
const IN_ENVELOPE: ReadonlyMap<string, string> = new Map([
  ['control characters', CONTROLS],
  ['line ends of Unicode', 'x\u0085\u2028\u2029y'],
]);

/** An address that holds such a text in its local part; `domain` is where it belongs. */
export const forgedAddress = (kind: string, domain: string): string =>
  `${named(IN_ENVELOPE, kind, 'kind of forgery')}${FORGED_MID}@${domain}`;

/** Replies of the intake, as bytes (latin1). */
export const FORGED_REPLIES: ReadonlyMap<string, string> = new Map([
  ['a log line', `550 5.1.1 ${FORGED_LINE}\r\n`],
  ['a log line of its own', `550-5.1.1 no\r\n550 ${FORGED_LINE}\r\n`],
  ['a bare line feed', `550 5.1.1 no\n${FORGED_LINE}\r\n`],
  ['control characters', `550 5.1.1 no ${CONTROLS}\u0085\u009b2K${FORGED_LINE}\r\n`],
]);
