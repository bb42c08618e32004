import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import type { WrappedBytes } from './wrapped-bytes.ts';

/** The two kinds of jobs, as the tables name them. */
export type JobKind = 'copy' | 'original';

interface JobRow extends WrappedBytes {
  readonly mid: number;
  readonly message: number;
  readonly sender: string;
  readonly size: number;
  readonly eightBit: boolean;
  readonly attempts: number;
}

export interface CopyRow extends JobRow {
  readonly policy: string;
  readonly recipient: string;
  readonly enqueuedMs: number;
}

export interface OriginalRow extends JobRow {
  readonly recipients: readonly { readonly rid: number; readonly address: string }[];
  readonly tellsFinished: boolean;
  readonly acceptedMs: number;
}

/** A row as it is read, with what `arriving` says of it. */
export type Read<Row> = Row & { readonly inDoubt: boolean };

const flag = z.union([z.literal(0), z.literal(1)]).transform((value) => value === 1);
const blob = z.instanceof(Uint8Array).transform((bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
const recipients = z.array(z.strictObject({ rid: z.int().min(0), address: z.string() })).min(1);
const recipientsText = z.string().transform((text, context) => {
  try {
    return recipients.parse(JSON.parse(text));
  } catch {
    context.addIssue({ code: 'custom', message: 'is no list of recipients' });
    return z.NEVER;
  }
});

const job = {
  mid: z.int(),
  message: z.int(),
  sender: z.string(),
  size: z.int().min(0),
  eightBit: flag,
  attempts: z.int().min(0),
  head: blob,
  hasBody: flag,
  tail: blob,
  inDoubt: flag,
};
const copyRow = z.strictObject({ ...job, policy: z.string(), recipient: z.string(), enqueuedMs: z.int() });
const originalRow = z.strictObject({ ...job, recipients: recipientsText, tellsFinished: flag, acceptedMs: z.int() });
const bytesRow = z.object({ bytes: blob });
const messageRow = z.strictObject({ id: z.int(), pieces: z.int().min(0) });
const numberRow = z.object({ next: z.int() });

const JOB_COLUMNS = `mid, message, sender, size, eight_bit AS eightBit, attempts, head, has_body AS hasBody, tail`;
const inDoubtOf = (kind: JobKind): string =>
  `EXISTS (SELECT 1 FROM arriving WHERE arriving.kind = '${kind}' AND arriving.mid = ${kind}.mid) AS inDoubt`;

/** What belongs to no message that was accepted: left by a run that was killed while it took a large message in. */
const TIDY = `
  DELETE FROM piece WHERE message NOT IN (SELECT id FROM message);
  DELETE FROM arriving WHERE mid NOT IN (SELECT mid FROM copy UNION SELECT mid FROM original);
`;

/** The statements of a spool. Each function throws SQLite's error; transactions are the caller's. */
export const spoolTables = (database: DatabaseSync) => {
  const sql = (text: string) => database.prepare(text);
  const addMessage = sql('INSERT INTO message VALUES (?, ?, ?)');
  const addPiece = sql('INSERT INTO piece VALUES (?, ?, ?)');
  const addCopy = sql('INSERT INTO copy VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  const addOriginal = sql('INSERT INTO original VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  const addArriving = sql('INSERT OR IGNORE INTO arriving VALUES (?, ?)');
  const removeArriving = sql('DELETE FROM arriving WHERE kind = ? AND mid = ?');
  const setCopyAttempts = sql('UPDATE copy SET attempts = ? WHERE mid = ?');
  const setOriginalProgress = sql('UPDATE original SET attempts = ?, recipients = ? WHERE mid = ?');
  const remove = { copy: sql('DELETE FROM copy WHERE mid = ?'), original: sql('DELETE FROM original WHERE mid = ?') };
  const removeMessage = sql('DELETE FROM message WHERE id = ?');
  const removePieces = sql('DELETE FROM piece WHERE message = ?');
  const number = sql('SELECT next FROM number WHERE name = ?');
  const setNumber = sql('INSERT INTO number VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET next = excluded.next');
  const messageBytes = sql('SELECT bytes FROM message WHERE id = ?');
  const pieceBytes = sql('SELECT bytes FROM piece WHERE message = ? AND seq = ?');
  return {
    /** `bytes` is null when they stand in pieces. */
    addMessage: (id: number, pieces: number, bytes: Buffer | null) => void addMessage.run(id, pieces, bytes),
    addPiece: (message: number, seq: number, bytes: Buffer) => void addPiece.run(message, seq, bytes),
    addCopy: ({ mid, message, policy, sender, recipient, head, hasBody, tail, size, eightBit, enqueuedMs, attempts }: CopyRow) =>
      void addCopy.run(mid, message, policy, sender, recipient, head, Number(hasBody), tail, size, Number(eightBit), enqueuedMs, attempts),
    addOriginal: (row: OriginalRow) => {
      const { mid, message, sender, head, hasBody, tail, size, eightBit, tellsFinished, acceptedMs, attempts } = row;
      const to = JSON.stringify(row.recipients);
      const flags = [Number(eightBit), Number(tellsFinished)];
      addOriginal.run(mid, message, sender, to, head, Number(hasBody), tail, size, ...flags, acceptedMs, attempts);
    },
    /** SMTP-4: the final dot of this job is about to be sent. */
    noteArriving: (kind: JobKind, mid: number) => void addArriving.run(kind, mid),
    noteRefused: (kind: JobKind, mid: number) => void removeArriving.run(kind, mid),
    noteCopyAttempts: (mid: number, attempts: number) => void setCopyAttempts.run(attempts, mid),
    noteOriginalProgress: (mid: number, attempts: number, left: OriginalRow['recipients']) =>
      void setOriginalProgress.run(attempts, JSON.stringify(left), mid),
    removeJob: (kind: JobKind, mid: number) => {
      remove[kind].run(mid);
      removeArriving.run(kind, mid);
    },
    removeMessage: (id: number, pieces: number) => {
      removeMessage.run(id);
      if (pieces > 0) removePieces.run(id);
    },
    number: (name: string): number | undefined => numberRow.optional().parse(number.get(name))?.next,
    setNumber: (name: string, next: number) => void setNumber.run(name, next),
    messageBytes: (id: number): Buffer => bytesRow.parse(messageBytes.get(id)).bytes,
    pieceBytes: (message: number, seq: number): Buffer => bytesRow.parse(pieceBytes.get(message, seq)).bytes,
    /** Everything that is owed, in the order of acceptance. */
    copies: (): Read<CopyRow>[] =>
      copyRow
        .array()
        .parse(
          sql(
            `SELECT ${JOB_COLUMNS}, policy, recipient, enqueued_ms AS enqueuedMs, ${inDoubtOf('copy')} FROM copy ORDER BY message, mid`,
          ).all(),
        ),
    originals: (): Read<OriginalRow>[] =>
      originalRow
        .array()
        .parse(
          sql(
            `SELECT ${JOB_COLUMNS}, recipients, tells_finished AS tellsFinished, accepted_ms AS acceptedMs, ${inDoubtOf('original')} FROM original ORDER BY message, mid`,
          ).all(),
        ),
    messages: () => messageRow.array().parse(sql('SELECT id, pieces FROM message').all()),
    tidy: () => database.exec(TIDY),
  };
};

export type SpoolTables = ReturnType<typeof spoolTables>;
