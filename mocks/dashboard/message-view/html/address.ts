// Addresses as browsers read them (URL Standard): with blanks and controls taken out, and backslashes taken for slashes.

/** Stands for "our own server" while an address is read: what ends up there was relative. */
const NOWHERE = 'http://relative.invalid/';

/** The longest address that is told of. */
const LONGEST = 2_000;

const NETWORK = /^(?:https?|ftp|wss?|file|smb|gopher):$/;

export const parseAddress = (address: string, base: string | undefined): URL | undefined => {
  try {
    return new URL(address, base ?? NOWHERE);
  } catch {
    return undefined;
  }
};

/** The host that an address leads to; undefined where it stays within the message. */
export const remoteHost = (address: string, base: string | undefined): string | undefined => {
  if (address.trim() === '') return undefined;
  const url = parseAddress(address, base);
  if (url === undefined || !NETWORK.test(url.protocol) || url.hostname === '') return undefined;
  return url.hostname === 'relative.invalid' ? undefined : url.hostname.slice(0, 255);
};

/** An address for people to read: as the browser would go there. */
export const shownAddress = (url: URL): string => url.href.slice(0, LONGEST);
