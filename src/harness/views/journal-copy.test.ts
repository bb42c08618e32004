import { describe, expect, it } from 'vitest';
import { differenceFrom, readJournalCopy } from './journal-copy.ts';

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');
const wrap = (inner: string, header = 'Content-Type: message/rfc822\r\n'): Buffer =>
  bytes(
    `From: a\r\nContent-Type: multipart/mixed;\r\n boundary="b1"\r\n\r\nfor old readers\r\n--b1\r\n\r\nSender: x\r\n--b1\r\n${header}\r\n${inner}\r\n--b1--\r\n`,
  );

describe('readJournalCopy', () => {
  it.each(['Subject: s\r\n\r\nbody\r\n', 'Subject: s\r\n\r\nno line end', 'Subject: s\r\n\r\n', 'Subject: s\r\n\r\n--b12\r\n--b1x--\r\n'])(
    'takes out %j byte for byte',
    (inner) => {
      const copy = readJournalCopy(wrap(inner));
      expect(copy.form).toBe('journal');
      expect(copy.inner.toString('latin1')).toBe(inner);
      expect(copy.report).toBe('Sender: x');
    },
  );

  it('decodes an attachment in base64', () => {
    const header = 'Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n';
    expect(readJournalCopy(wrap(Buffer.from('Subject: s\r\n\r\nx').toString('base64'), header)).inner.toString()).toBe(
      'Subject: s\r\n\r\nx',
    );
  });

  it('tells a bare message apart', () => {
    const raw = bytes('Subject: s\r\nContent-Type: text/plain\r\n\r\nbody\r\n');
    expect(readJournalCopy(raw)).toEqual({ form: 'bare message', report: '', inner: raw });
  });

  it('does not take an ordinary multipart message for a wrapper', () => {
    const raw = bytes('Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\none\r\n--x--\r\n');
    expect(readJournalCopy(raw).form).toBe('bare message');
  });
});

describe('differenceFrom', () => {
  const accepted = bytes('Subject: s\r\n\r\nline one\r\nline two\r\n');

  it('finds none in an equal message, nor where header fields were added on top', () => {
    expect(differenceFrom(accepted, accepted)).toBeUndefined();
    expect(differenceFrom(accepted, Buffer.concat([bytes('Received: from a\r\n\tby b\r\nX-Ip: 1\r\n'), accepted]))).toBeUndefined();
  });

  it.each([
    ['a lost last line', 'Subject: s\r\n\r\nline one\r\n'],
    ['a changed byte', 'Subject: s\r\n\r\nline 0ne\r\nline two\r\n'],
    ['a line end too many', 'Subject: s\r\n\r\nline one\r\nline two\r\n\r\n'],
    ['something that is no header field on top', 'hello\r\nSubject: s\r\n\r\nline one\r\nline two\r\n'],
    ['an empty line on top', '\r\nSubject: s\r\n\r\nline one\r\nline two\r\n'],
  ])('finds %s', (_name, inner) => {
    expect(differenceFrom(accepted, bytes(inner))).toBeTypeOf('string');
  });
});
