import { describe, expect, it } from 'vitest';
import { buildJournalCopy, type CopySource, unusedBoundary } from './journal-copy.ts';
import { MessageIntake } from './stored-message.ts';

const copyOf = (text: string | Buffer, fields: Partial<CopySource> = {}) => {
  const intake = new MessageIntake();
  const bytes = Buffer.from(text);
  for (let from = 0; from < bytes.length; from += 1000) intake.push(bytes.subarray(from, from + 1000));
  const message = intake.finish();
  const copy = buildJournalCopy({
    mid: 7,
    hostname: 'gateway.test',
    sender: 's@a.test',
    recipients: ['r@b.test', 'hidden@b.test'],
    messageId: '<id@a.test>',
    subject: 'Hello',
    intakeAddress: 'copies@intake.test',
    acceptedAt: new Date(0),
    trace: Buffer.from('X-IronPort-MID: 7\r\n'),
    message,
    boundary: unusedBoundary(message),
    ...fields,
  });
  return { copy, bytes: Buffer.concat(copy.parts) };
};

const attached = (bytes: Buffer): Buffer => {
  const text = bytes.toString('latin1');
  const boundary = /boundary="(.+)"/.exec(text)?.[1] ?? 'none';
  const from = text.indexOf('\r\n\r\n', text.indexOf('message/rfc822')) + 4;
  return bytes.subarray(from, text.indexOf(`\r\n--${boundary}--`));
};

describe('journal copy', () => {
  it.each([
    ['an ordinary message', Buffer.from('Subject: a\r\n\r\nbody\r\n')],
    ['no body', Buffer.from('Subject: a\r\n')],
    ['nothing', Buffer.from('')],
    [
      'all bytes',
      Buffer.concat([
        Buffer.from('Subject: a\r\n\r\n'),
        Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)).subarray(14),
        Buffer.from('\r\n'),
      ]),
    ],
    ['long', Buffer.from(`Subject: a\r\n\r\n${'0123456789\r\n'.repeat(5000)}`)],
  ])('holds %s byte for byte', (_name, message) => {
    const { copy, bytes } = copyOf(message);
    expect(attached(bytes)).toEqual(Buffer.concat([Buffer.from('X-IronPort-MID: 7\r\n'), message]));
    expect(bytes.length).toBe(copy.size);
    expect(bytes.toString('latin1')).not.toMatch(/\r(?!\n)|(?<!\r)\n/);
  });

  it('goes to the intake address alone, from the null sender', () => {
    expect(copyOf('').copy).toMatchObject({ sender: '', recipient: 'copies@intake.test', eightBit: false });
  });

  it('names sender, recipients, Message-ID and subject', () => {
    const text = copyOf('x\r\n').bytes.toString();
    expect(text).toContain(
      'Sender: s@a.test\r\nSubject: Hello\r\nMessage-ID: <id@a.test>\r\nRecipient: r@b.test\r\nRecipient: hidden@b.test\r\n',
    );
  });

  it('makes control characters harmless and declares 8-bit text', () => {
    const { copy, bytes } = copyOf('x\r\n', { subject: 'a\r\nSender: forged \u00e9' });
    expect(bytes.toString()).toContain('Subject: a\\x0d\\x0aSender: forged \u00e9\r\n');
    expect(bytes.toString()).toContain('Content-Transfer-Encoding: 8bit\r\n\r\nSender: s@a.test');
    expect(copy.eightBit).toBe(true);
  });

  it('sends an overlong subject in base64', () => {
    const text = copyOf('x\r\n', { subject: 'y'.repeat(2000) }).bytes.toString();
    expect(Math.max(...text.split('\r\n').map((line) => line.length))).toBeLessThan(998);
    const encoded = /base64\r\n\r\n([A-Za-z0-9+/=\r\n]+?)\r\n--/.exec(text)?.[1] ?? '';
    expect(Buffer.from(encoded, 'base64').toString()).toContain(`Subject: ${'y'.repeat(2000)}`);
  });
});
