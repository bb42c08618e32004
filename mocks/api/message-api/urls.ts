import { openCopy } from '../../dashboard/message-view/open-copy.ts';

/** Looked through at most, of a message: addresses that matter stand in its text, not behind megabytes of attachments. */
const MOST_BYTES = 512 * 1024;
const MOST_URLS = 200;
const WEB_ADDRESS = /\bhttps?:\/\/[\w.~:/?#@!$&*+,;=%-]{3,2000}/gi;

/** Soft line breaks and `=3D` of quoted-printable (RFC 2045), which cut addresses in two. */
const unfolded = (text: string): string => text.replace(/=\r?\n/g, '').replaceAll('=3D', '=');

/**
 * Web addresses in the message inside a copy, each once, in the order in which they come.
 * ASSUMPTION: the real service lists those that a reader could follow; text in base64 is not looked into here.
 */
export const urlsIn = (raw: Buffer): string[] => {
  const text = unfolded(openCopy(raw).inner.toString('latin1', 0, MOST_BYTES));
  const found = Array.from(text.matchAll(WEB_ADDRESS), ([url]) => url.replace(/[.,;:!?]+$/, ''));
  return [...new Set(found)].slice(0, MOST_URLS);
};
