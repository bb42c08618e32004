// Seven-bit encodings of mail that browsers gave up and old senders still use. Each is turned into one that TextDecoder knows.

const HIGH_BIT = 0x80;
const SHIFT_OUT = 0x0e;
const SHIFT_IN = 0x0f;
const LF = 0x0a;
const CR = 0x0d;
const TILDE = 0x7e;

/** ISO-2022-KR (RFC 1557): between SO and SI two bytes are one character of KS C 5601; an end of line shifts back. */
export const decodeIso2022Kr = (bytes: Buffer): string => {
  const shifted = Buffer.from(bytes.toString('latin1').replaceAll('\x1b$)C', ''), 'latin1');
  let korean = false;
  const out: number[] = [];
  for (const byte of shifted) {
    if (byte === SHIFT_OUT) korean = true;
    else if (byte === SHIFT_IN) korean = false;
    else {
      if (byte === LF || byte === CR) korean = false;
      out.push(korean && byte > 0x20 ? byte | HIGH_BIT : byte);
    }
  }
  return new TextDecoder('euc-kr').decode(Uint8Array.from(out));
};

/** HZ (RFC 1843): between `~{` and `~}` two bytes are one character of GB 2312; `~~` is a tilde, `~` at a line's end joins lines. */
export const decodeHz = (bytes: Buffer): string => {
  let chinese = false;
  const out: number[] = [];
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    const next = bytes[at + 1];
    if (byte === TILDE && (next === 0x7b || next === 0x7d)) {
      chinese = next === 0x7b;
      at += 1;
    } else if (byte === TILDE && !chinese && (next === TILDE || next === LF)) {
      if (next === TILDE) out.push(TILDE);
      at += 1;
    } else {
      if (byte === LF) chinese = false;
      out.push(chinese && byte > 0x20 ? byte | HIGH_BIT : byte);
    }
  }
  return new TextDecoder('gbk').decode(Uint8Array.from(out));
};

/** UTF-7 (RFC 2152): `+…-` holds UTF-16 in base64, `+-` is a plus sign. */
export const decodeUtf7 = (bytes: Buffer): string =>
  bytes.toString('utf8').replace(/\+([A-Za-z0-9+/]*)-?/g, (all: string, base64: string) => {
    if (base64 === '') return all === '+-' ? '+' : all;
    const units = Buffer.from(base64, 'base64');
    return units
      .subarray(0, units.length & ~1)
      .swap16()
      .toString('utf16le');
  });
