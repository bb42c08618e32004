const KEY_DIGITS = 12;

/** 48 bits of a digest in hexadecimal, as a number that both JavaScript and an index hold exactly. */
export const keyOf = (sha256: string): number => Number.parseInt(sha256.slice(0, KEY_DIGITS), 16);
