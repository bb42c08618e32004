import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { MessageIntake } from '../stored-message.ts';
import type { NewMessage, Spool, Spooled } from './spool.ts';

// What the tests of this folder have in common.

/** A fresh folder for each test; call it where the tests of a file begin. */
export const freshFolder = (): { readonly path: () => string; readonly file: (name: string) => string } => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'spool-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  return { path: () => folder, file: (name) => join(folder, name) };
};

/** A message with one copy and one original. */
export const newMessage = (mid: number, body: string | Buffer): NewMessage => {
  const intake = new MessageIntake();
  intake.push(Buffer.from(body));
  const message = intake.finish();
  const { size, eightBit } = message;
  const around = (head: string, tail: string) => ({
    parts: [Buffer.from(head), ...message.chunks, Buffer.from(tail)],
    size: head.length + size + tail.length,
    eightBit,
  });
  return {
    message,
    acceptedMs: 1000 + mid,
    copies: [{ mid, policy: 'p', copy: { sender: '', recipient: 'copies@intake.test', ...around('head ', ' tail') } }],
    originals: [
      {
        mid,
        sender: 's@example.com',
        recipients: [
          { rid: 0, address: 'a@example.net' },
          { rid: 1, address: 'b@example.net' },
        ],
        tellsFinished: false,
        acceptedMs: 1000 + mid,
        ...around('trace ', ''),
      },
    ],
  };
};

export const textOf = (parts: Iterable<Buffer>): string => Buffer.concat([...parts]).toString('latin1');

/** MIDs of what is owed. */
export const midsOf = ({ copies, originals }: Spooled): { copies: number[]; originals: number[] } => ({
  copies: copies.map(({ mid }) => mid),
  originals: originals.map(({ original }) => original.mid),
});

/** Ends every job of a message. */
export const endAll = ({ copies, originals }: Spooled): void => {
  for (const { job } of [...copies, ...originals]) job.end();
};

/** Waits until what was noted is committed. */
export const committed = async (spool: Spool): Promise<void> => {
  const { copies } = await spool.accept(newMessage(999_999, 'x'));
  for (const { job } of copies) await job.noteArriving();
};
