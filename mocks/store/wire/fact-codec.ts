import type { Evidence } from '../../../src/evidence/events.ts';
import { SMTP_STAGES, type SmtpStage } from '../../../src/smtp/stage.ts';

// Evidence as bytes, on the way to the store and in it. A message makes eight entries, and six of them are commands and
// replies: those have a form of their own, which costs a fraction of JSON. Everything else is JSON.
//
// Each entry: kind, flags, stage, 0 (1 byte each), length of the text (4), connection (4), seq (8), atMs (8), text.

const HEAD = 28;
const JSON_TEXT = 0;
const COMMAND = 1;
const REPLY = 2;
const SECURE = 1;

const STAGE_CODES = new Map<SmtpStage, number>(SMTP_STAGES.map((stage, code) => [stage, code]));

/** Room that an entry takes at most. */
export const roomFor = (entry: Evidence): number => {
  if (entry.type === 'commandReceived') return HEAD + entry.line.length;
  if (entry.type === 'replySent' && entry.ruleId === undefined) return HEAD + entry.text.length;
  return HEAD;
};

const connectionOf = (entry: Evidence): number => ('connection' in entry ? (entry.connection ?? 0) : 0);

/** Writes an entry that is a plain command or reply; 0 when it is none or does not fit, else the bytes written. */
const writePlain = (entry: Evidence, into: Buffer, at: number): number => {
  let text: string;
  let kind: number;
  if (entry.type === 'commandReceived') {
    text = entry.line;
    kind = COMMAND;
  } else if (entry.type === 'replySent' && entry.ruleId === undefined) {
    text = entry.text;
    kind = REPLY;
  } else return 0;
  into[at + 1] = entry.secure ? SECURE : 0;
  into[at + 2] = STAGE_CODES.get(entry.stage) ?? 0;
  into.write(text, at + HEAD, 'latin1');
  return writeHead(into, at, kind, text.length, entry);
};

const writeHead = (into: Buffer, at: number, kind: number, length: number, entry: Evidence): number => {
  into[at] = kind;
  into[at + 3] = 0;
  into.writeUInt32LE(length, at + 4);
  into.writeUInt32LE(connectionOf(entry), at + 8);
  into.writeDoubleLE(entry.seq, at + 12);
  into.writeDoubleLE(entry.atMs, at + 20);
  return HEAD + length;
};

/**
 * Writes an entry at `at` and tells how many bytes it took; -1 when it does not fit.
 * Lines and replies are text of one byte a character, as the evidence defines them.
 */
export const writeFact = (entry: Evidence, into: Buffer, at: number): number => {
  if (at + roomFor(entry) > into.length) return -1;
  const plain = writePlain(entry, into, at);
  if (plain > 0) return plain;
  const json = JSON.stringify(entry);
  // Three bytes a character at most in UTF-8.
  if (at + HEAD + json.length * 3 > into.length && at + HEAD + Buffer.byteLength(json) > into.length) return -1;
  into[at + 1] = 0;
  into[at + 2] = 0;
  return writeHead(into, at, JSON_TEXT, into.write(json, at + HEAD), entry);
};

/** An entry as bytes of its own. */
export const encodeFact = (entry: Evidence): Buffer => {
  const json = roomFor(entry) > HEAD ? 0 : Buffer.byteLength(JSON.stringify(entry));
  const bytes = Buffer.allocUnsafe(roomFor(entry) + json);
  writeFact(entry, bytes, 0);
  return bytes;
};

/** What stands in front of an entry: enough to file it without reading it. */
export interface FactHead {
  readonly isPlain: boolean;
  readonly stage: SmtpStage;
  readonly connection: number;
  readonly seq: number;
  readonly atMs: number;
  /** Index just behind the entry. */
  readonly end: number;
}

export const factHeadAt = (bytes: Buffer, at: number): FactHead => ({
  isPlain: bytes[at] !== JSON_TEXT,
  stage: SMTP_STAGES[bytes[at + 2] ?? 0] ?? 'connect',
  connection: bytes.readUInt32LE(at + 8),
  seq: bytes.readDoubleLE(at + 12),
  atMs: bytes.readDoubleLE(at + 20),
  end: at + HEAD + bytes.readUInt32LE(at + 4),
});

/** Reads the entry at `at`. The bytes are our own: the store that wrote them was checked for its format. */
export const readFact = (bytes: Buffer, at: number): Evidence => {
  const { stage, connection, seq, atMs, end } = factHeadAt(bytes, at);
  if (bytes[at] === JSON_TEXT) {
    const entry: Evidence = JSON.parse(bytes.toString('utf8', at + HEAD, end));
    return entry;
  }
  const text = bytes.toString('latin1', at + HEAD, end);
  const secure = bytes[at + 1] === SECURE;
  if (bytes[at] === COMMAND) return { type: 'commandReceived', connection, stage, line: text, secure, seq, atMs };
  return { type: 'replySent', connection, stage, text, secure, seq, atMs };
};

/** Reads all entries of a block. */
export const readFacts = (bytes: Buffer): Evidence[] => {
  const entries: Evidence[] = [];
  for (let at = 0; at < bytes.length; at = factHeadAt(bytes, at).end) entries.push(readFact(bytes, at));
  return entries;
};
