import { domainToASCII } from 'node:url';
import type { Reply } from '../../smtp/reply.ts';
import type { Extensions } from './session.ts';

// SMTP-3: what of an envelope depends on the extensions that the server offered.

const isAscii = (text: string): boolean => !/[^\p{ASCII}]/u.test(text);

/** The address as it is sent: a domain in its ASCII form where that makes the whole address ASCII, so that no extension is needed. */
export const addressOnTheWire = (address: string): string => {
  if (isAscii(address)) return address;
  const at = address.lastIndexOf('@') + 1;
  const ascii = domainToASCII(address.slice(at));
  return ascii !== '' && isAscii(address.slice(0, at)) ? address.slice(0, at) + ascii : address;
};

/** RFC 6531 section 3.5: without SMTPUTF8 such an address cannot be sent at all. */
export const canBeSent = (address: string, extensions: Extensions): boolean =>
  extensions.has('SMTPUTF8') || isAscii(addressOnTheWire(address));

/** The client's own refusal of such an address, in the form of a reply so that all that follows a 5yz follows it. */
export const ADDRESS_NOT_SUPPORTED: Reply = { code: 553, lines: ['5.6.7 the address needs SMTPUTF8, which the server does not offer'] };

interface EnvelopeFacts {
  readonly sender: string;
  readonly recipients: readonly string[];
  readonly size: number;
  readonly eightBit: boolean;
}

/**
 * Each parameter only if its extension was offered. ASSUMPTION: content with bytes over 127 is sent as it is where 8BITMIME is not
 * offered, without the parameter. The documents are silent; RFC 6152 leaves conversion or refusal. A conversion would change the message
 * that is to be journaled byte for byte (COPY-1) and break its signatures, and a refusal would lose a copy that servers take in practice.
 */
export const mailCommand = ({ sender, recipients, size, eightBit }: EnvelopeFacts, extensions: Extensions): string => {
  let line = `MAIL FROM:<${addressOnTheWire(sender)}>`;
  if (extensions.has('SIZE')) line += ` SIZE=${size}`;
  if (eightBit && extensions.has('8BITMIME')) line += ' BODY=8BITMIME';
  if (extensions.has('SMTPUTF8') && ![sender, ...recipients].map(addressOnTheWire).every(isAscii)) line += ' SMTPUTF8';
  return line;
};

/** The announced limit that the message is over, if any. SIZE 0, or no number, means no limit (RFC 1870). */
export const exceededLimit = (size: number, extensions: Extensions): number | undefined => {
  const limit = Number(extensions.get('SIZE') || 0);
  return limit > 0 && size > limit ? limit : undefined;
};
