import { isIP } from 'node:net';

const LAST_PORT = 65_535;

/** `192.0.2.1`, `192.0.2.1:2525`, `[2001:db8::1]:25` or `2001:db8::1`; undefined for what is no place. Without a port, that of SMTP. */
export const placeOf = (text: string): { readonly address: string; readonly port: number } | undefined => {
  const [, bracketed, plain, digits] = /^(?:\[([^\]]+)\]|([^[\]:]+))(?::(\d+))?$/.exec(text) ?? [];
  const address = bracketed ?? plain ?? text;
  const port = Number(digits ?? 25);
  return isIP(address) !== 0 && port >= 1 && port <= LAST_PORT ? { address, port } : undefined;
};

/** Whether nobody but this machine can reach an address. */
export const isLoopback = (address: string): boolean => address === '::1' || address.startsWith('127.');
