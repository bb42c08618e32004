import { describe, expect, test } from 'vitest';
import { openCopy } from './open-copy.ts';

/** A wrapper around a message; `\n` in the texts becomes CRLF, the message's bytes stay as they are. */
const wrap = (
  message: Buffer,
  { report = REPORT, type = 'text/plain', encoding = '8bit', subtype = 'mixed', tail = '', boundary = '=_b' } = {},
): Buffer =>
  Buffer.concat([
    Buffer.from(
      `From: tdc@gateway.example
Subject: Journal copy of MID 7
Content-Type: multipart/${subtype}; boundary="${boundary}"

--${boundary}
Content-Type: ${type}; charset=utf-8

${report}
--${boundary}
Content-Type: message/rfc822
Content-Transfer-Encoding: ${encoding}

`.replaceAll('\n', '\r\n'),
    ),
    message,
    Buffer.from(`\r\n--${boundary}--\r\n${tail}`),
  ]);

const REPORT = `Sender: someone@sender.example
Subject: Über
Message-ID: <1@sender.example>
Recipient: one@here.example
Recipient: <two@here.example>`;

const MESSAGE = Buffer.from('Subject: inside\r\n\r\nbody\r\n');

describe('a journal copy', () => {
  test('gives back the envelope that its first part names', () => {
    expect(openCopy(wrap(MESSAGE))).toMatchObject({
      form: 'journal',
      report: {
        sender: 'someone@sender.example',
        recipients: ['one@here.example', 'two@here.example'],
        messageId: '<1@sender.example>',
        subject: 'Über',
        text: REPORT,
      },
      flaws: [],
    });
  });

  test.each([
    ['an ordinary message', MESSAGE],
    ['no line end at the end', Buffer.from('Subject: x\r\n\r\nbody')],
    ['an empty body', Buffer.from('Subject: x\r\n\r\n')],
    ['nothing but a header', Buffer.from('Subject: x\r\n')],
    ['nothing at all', Buffer.alloc(0)],
    ['several empty lines at the end', Buffer.from('Subject: x\r\n\r\nbody\r\n\r\n\r\n')],
    ['bare line feeds and carriage returns', Buffer.from('Subject: x\n\nbody\rmore\n')],
    [
      'every byte there is',
      Buffer.concat([Buffer.from('Subject: x\r\n\r\n'), Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))]),
    ],
    ['lines that begin like the delimiter', Buffer.from('Subject: x\r\n\r\n--=_bc\r\n--=_b-\r\n --=_b\r\n--=_\r\n--\r\n')],
    ['another journal copy', wrap(MESSAGE, { boundary: '=_c' })],
    ['a multipart of its own', Buffer.from('Content-Type: multipart/mixed; boundary=q\r\n\r\n--q\r\n\r\nx\r\n--q--\r\n')],
    ['ten megabytes', Buffer.concat([Buffer.from('Subject: x\r\n\r\n'), Buffer.alloc(10_000_000, '--x\r\n')])],
  ])('holds %s byte for byte', (_what, message) => {
    const raw = wrap(message);
    const { form, inner, offset } = openCopy(raw);
    expect(form).toBe('journal');
    expect(inner.equals(message)).toBe(true);
    expect(raw.subarray(offset ?? -1, (offset ?? -1) + message.length).equals(message)).toBe(true);
  });

  test('shares the bytes of the message instead of copying them', () => {
    const raw = wrap(MESSAGE);
    expect(openCopy(raw).inner.buffer).toBe(raw.buffer);
  });

  test('may hold the message encoded, against the standard', () => {
    const encoded = Buffer.from(MESSAGE.toString('base64'));
    const { form, inner, offset, flaws } = openCopy(wrap(encoded, { encoding: 'base64' }));
    expect(form).toBe('journal');
    expect(inner.equals(MESSAGE)).toBe(true);
    expect(offset).toBeNull();
    expect(flaws).toEqual([{ kind: 'encoding not allowed', part: 2, detail: 'base64 for a message/rfc822' }]);
  });

  test('whose end is missing holds what came', () => {
    const whole = wrap(MESSAGE);
    const { form, inner, flaws } = openCopy(whole.subarray(0, whole.indexOf('\r\n--=_b--')));
    expect(form).toBe('journal');
    expect(inner.equals(MESSAGE)).toBe(true);
    expect(flaws).toMatchObject([{ kind: 'boundary not closed', part: 0 }]);
  });

  test('may carry text behind its end', () => {
    expect(openCopy(wrap(MESSAGE, { tail: 'scanned by something\r\n' })).inner.equals(MESSAGE)).toBe(true);
  });

  test.each([
    [
      'in the words of Exchange',
      'Sender: a@b.example\nSubject: s\nMessage-Id: <2@b.example>\nTo: x@y.example\nBcc: z@y.example\n',
      ['x@y.example', 'z@y.example'],
    ],
    ['with folded lines', 'Sender: a@b.example\nRecipient:\n x@y.example\n', ['x@y.example']],
  ])('may be written %s', (_how, report, recipients) => {
    expect(openCopy(wrap(MESSAGE, { report })).report).toMatchObject({ sender: 'a@b.example', recipients });
  });

  test('has a null sender where the message had one', () => {
    expect(openCopy(wrap(MESSAGE, { report: 'Sender: <>\nRecipient: x@y.example' })).report?.sender).toBe('');
  });

  test('cannot smuggle control characters into what is shown', () => {
    const { report } = openCopy(wrap(MESSAGE, { report: 'Sender: a\u0007\u202e@b.example' }));
    expect(report?.sender).toBe('a\ufffd\ufffd@b.example');
  });
});

describe('a bare message', () => {
  test.each([
    ['plain', Buffer.from('Subject: x\r\n\r\nbody\r\n')],
    ['empty', Buffer.alloc(0)],
    ['a forwarded message with a covering letter', wrap(MESSAGE, { report: 'See below.\nRegards' })],
    ['a message/rfc822 behind HTML', wrap(MESSAGE, { type: 'text/html' })],
    ['alternatives', wrap(MESSAGE, { subtype: 'alternative' })],
  ])('is what %s is taken as', (_what, raw) => {
    const { form, report, inner, offset } = openCopy(raw);
    expect({ form, report, offset }).toEqual({ form: 'bare', report: null, offset: 0 });
    expect(inner).toBe(raw);
  });
});
