import { describe, expect, test } from 'vitest';
import { VIEW_LIMITS } from './limits.ts';
import { REAL_MAIL, realMail } from './real-mail.testing.ts';
import { viewMessage } from './view-message.ts';
import { type MessageView, messageView } from './view-model.ts';

/** Lines end in CRLF. Every view is held against its schema. */
const view = async (source: string | Buffer): Promise<MessageView> =>
  messageView.parse(await viewMessage(typeof source === 'string' ? Buffer.from(source.replaceAll('\n', '\r\n')) : source));

const real = (name: string): Promise<MessageView> => view(realMail(`${name}.eml`));

const kinds = ({ flaws }: MessageView): string[] => flaws.map(({ kind, part }) => (part === null ? kind : `${kind} ${part}`));

describe('real mail', () => {
  test('is there', () => {
    expect(REAL_MAIL.length).toBeGreaterThan(90);
  });

  test.each(REAL_MAIL)('%s has a view', async (name) => {
    const { parts, headers, size } = await view(realMail(name));
    expect(size).toBe(realMail(name).length);
    expect(parts[0]).toMatchObject({ index: 0, start: 0, parent: null });
    expect(headers.length).toBeGreaterThan(0);
    for (const { start, bodyStart, end, parent } of parts) {
      expect(start <= bodyStart && bodyStart <= end && end <= size).toBe(true);
      if (parent !== null) expect(parts[parent]).toMatchObject({ depth: expect.any(Number) });
    }
  });

  test.each([
    ['multi_charset--japanese', 'まみむめも', 'かきくえこ'],
    ['multi_charset--japanese_iso_2022', 'まみむめも', 'すみません。'],
    ['multi_charset--japanese_shift_jis', 'test', 'あいうえお\n\nこのメールはテスト用のメールです。'],
    ['multi_charset--ks_c_5601-1987', 'test', '스티해'],
    ['plain_emails--raw_email', 'NOTE: 한국말로 하는 것', '대부분의 마찬가지로, 우리는 하나님을 믿습니다.'],
    ['plain_emails--raw_email_with_partially_quoted_subject', 'Re: Test: "漢字" mid "漢字" tail', '대부분의'],
    ['error_emails--invalid_subject_characters', 'Formação FrenetikPolis: Mega Campanha Final Verão | Cursos de Setembro', 'TEST'],
    [
      'error_emails--encoding_madness',
      'eBay Bid - 2008 Ford Super Duty F-350 DRW King Ranch Crew Cab 4x4 (156) - Stock# XXXX',
      'Body Text',
    ],
    ['rfc6532--utf8_headers', 'Säying Hello', 'body'],
    ['plain_emails--raw_email6', null, 'Test test. Hi. Waving. m'],
  ])('%s reads as its writer meant it', async (name, subject, text) => {
    const { summary, text: shown } = await real(name);
    expect(summary.subject).toBe(subject);
    expect(shown.content.startsWith(text)).toBe(true);
  });

  test.each([
    ['attachment_emails--attachment_nonascii_filename', ['ciële.txt text/plain 11']],
    ['attachment_emails--attachment_with_quoted_filename', ['Eelanalüüsi päring.jpg image/jpeg 1952']],
    ['attachment_emails--attachment_only_email', ['blah.gz application/x-gzip 288']],
    ['attachment_emails--attachment_message_rfc822', ['ForwardedMessage.eml message/rfc822 3781']],
    ['attachment_emails--attachment_with_base64_encoded_name', ['This is a test.pdf application/pdf 399']],
    ['multi_charset--japanese_attachment', ['てすと.txt text/plain 33']],
    ['multi_charset--japanese_attachment_long_name', ['かきくけこかきくけこかきくけこかきくけこかきくけこ.txt text/plain 18']],
    ['mime_emails--raw_email_with_nested_attachment', ['truncated.png image/png 1902', 'smime.p7s application/pkcs7-signature 939']],
    ['multipart_report_emails--report_422', ['part-2.txt message/delivery-status 337', 'part-3.txt text/rfc822-headers 686']],
    ['error_emails--missing_content_disposition', ['part-1.jpg image/jpg 1311']],
  ])('%s has its attachments', async (name, wanted) => {
    const { attachments } = await real(name);
    expect(attachments.map(({ name: shown, type, size }) => `${shown} ${type} ${size}`)).toEqual(wanted);
  });

  test.each([
    ['error_emails--missing_body', ['boundary not found 0']],
    ['error_emails--bad_date_header', ['date unreadable']],
    ['error_emails--multiple_content_types', ['field repeated 0']],
    ['error_emails--content_transfer_encoding_plain', ['encoding unknown 0', 'character set wrong 0']],
    ['error_emails--multiple_references_with_one_invalid', ['field malformed']],
    ['mime_emails--raw_email4', ['boundary not closed 0']],
    ['plain_emails--raw_email10', ['character set unknown 0']],
    ['plain_emails--basic_email', []],
    ['rfc2822--example04', []],
  ])('%s has its flaws told', async (name, wanted) => {
    expect(kinds(await real(name))).toEqual(wanted);
  });

  test('comments in addresses and dates mean nothing (RFC 5322, appendix A.5)', async () => {
    const { summary } = await real('rfc2822--example10');
    expect(summary.from[0]?.address).toBe('pete@silly.test');
    expect(summary.date).toBe('1969-02-14T03:02:00.000Z');
  });
});

describe('headers', () => {
  test('come in order, decoded and as sent', async () => {
    const { headers } = await view('Subject: =?utf-8?Q?=C3=A9?=\n =?utf-8?Q?t=C3=A9?=\nX-A: 1\nx-a:2\n\n');
    expect(headers).toEqual([
      { name: 'Subject', value: 'été', raw: 'Subject: =?utf-8?Q?=C3=A9?=\r\n =?utf-8?Q?t=C3=A9?=' },
      { name: 'X-A', value: '1', raw: 'X-A: 1' },
      { name: 'x-a', value: '2', raw: 'x-a:2' },
    ]);
  });

  test('in the character set of the message, where they are not UTF-8', async () => {
    const { summary } = await view(Buffer.from('Subject: \xcf\xf0\r\nContent-Type: text/plain; charset=windows-1251\r\n\r\n', 'latin1'));
    expect(summary.subject).toBe('Пр');
  });

  test('neither reverse nor break what stands beside them', async () => {
    const shown = await view('Subject: =?utf-8?B?4oCuZXhlLmdwag==?= =?utf-8?Q?=0D=0ABcc:_x=00?=\n\n');
    expect(shown.summary.subject).toBe('\ufffdexe.gpj\ufffd\ufffdBcc: x\ufffd');
    expect(kinds(shown)).toContain('direction marks');
  });

  test('are cut where nobody would read on', async () => {
    const shown = await view(`Subject: ${'x'.repeat(100_000)}\nTo: ${'a@b.example,'.repeat(3_000)}\n\n`);
    expect(shown.summary.subject).toHaveLength(VIEW_LIMITS.fieldBytes - 1);
    expect(shown.summary.to).toHaveLength(VIEW_LIMITS.addresses);
    expect(kinds(shown)).toEqual(['field cut', 'too many addresses']);
  });

  test('that may stand once and stand twice are told', async () => {
    expect(kinds(await view('From: a@b.example\nFrom: c@d.example\nReceived: x\nReceived: y\n\n'))).toEqual(['field repeated']);
  });
});

const html = '<p>rich</p>';
const alternative = `Content-Type: multipart/alternative; boundary=a\n\n--a\n\nplain\n--a\nContent-Type: text/html\n\n${html}\n--a--\n`;

describe('the body', () => {
  test('is the plain alternative as text, the HTML one as HTML', async () => {
    const shown = await view(alternative);
    expect(shown.text).toEqual({ content: 'plain', from: 'plain', cut: false });
    expect(shown.html).not.toBeNull();
    expect(shown.attachments).toEqual([]);
  });

  test('is made from HTML where there is no plain text', async () => {
    expect((await view(`Content-Type: text/html\n\n${html}`)).text).toEqual({ content: 'rich', from: 'html', cut: false });
  });

  test('is all the text between attachments', async () => {
    const shown = await view(
      'Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b\nContent-Type: image/png\n\nx\n--b\n\ntwo\n--b--\n',
    );
    expect(shown.text.content).toBe('one\ntwo');
    expect(shown.attachments).toMatchObject([{ part: 2, name: 'part-2.png' }]);
  });

  test('of a related group is its root, wherever that stands', async () => {
    const shown = await view(
      `Content-Type: multipart/related; start="<r>"; boundary=b\n\n--b\nContent-Type: text/plain\nContent-ID: <t>\n\naside\n--b\nContent-Type: text/html\nContent-ID: <r>\n\n${html}\n--b--\n`,
    );
    expect(shown.text.content).toBe('rich');
    expect(shown.attachments).toMatchObject([{ part: 1, inline: true }]);
    expect(shown.parts.map(({ role }) => role)).toEqual(['container', 'inline', 'body']);
  });

  test('does not take from an attached message', async () => {
    const shown = await view(
      `Content-Type: multipart/mixed; boundary=b\n\n--b\n\nouter\n--b\nContent-Type: message/rfc822\n\nSubject: a/b\n${alternative}\n--b--\n`,
    );
    expect(shown.text.content).toBe('outer');
    expect(shown.html).toBeNull();
    expect(shown.attachments).toMatchObject([{ part: 2, name: 'a_b.eml', downloadName: 'a_b.eml' }]);
    expect(shown.parts.map(({ role }) => role)).toEqual(['container', 'body', 'attachment', 'nested', 'nested', 'nested']);
  });

  test('flows where it says so', async () => {
    expect((await view('Content-Type: text/plain; format=flowed\n\none \ntwo')).text.content).toBe('one two');
  });

  test('names its character set in HTML', async () => {
    const source = Buffer.from(
      'Content-Type: text/html\r\n\r\n<meta http-equiv=content-type content="text/html; charset=shift_jis">\x82\xa0',
      'latin1',
    );
    expect((await view(source)).text.content).toBe('あ');
  });

  test('is cut where it is very long, and says so', async () => {
    const shown = await view(`Content-Type: text/plain\n\n${'x'.repeat(2_000_000)}`);
    expect(shown.text.content).toHaveLength(VIEW_LIMITS.textBytes);
    expect(shown.text.cut).toBe(true);
    expect(kinds(shown)).toEqual(['text cut']);
  });

  test('may be nothing', async () => {
    expect(await view('')).toMatchObject({ size: 0, headers: [], text: { content: '' }, html: null, attachments: [], flaws: [] });
  });
});

describe('sizes', () => {
  test('are those of the decoded bytes', async () => {
    const encoded = Buffer.alloc(600_000, 'x').toString('base64').replace(/.{76}/g, '$&\n');
    const { attachments } = await view(
      `Content-Type: application/zip; name="../../a.zip"\nContent-Transfer-Encoding: base64\n\n${encoded}`,
    );
    expect(attachments).toMatchObject([{ size: 600_000, name: '../../a.zip', downloadName: 'a.zip' }]);
  });

  test('of broken encodings come with what is wrong', async () => {
    expect(kinds(await view('Content-Type: application/zip; name="nul.zip"\nContent-Transfer-Encoding: base64\n\nYWJj!ZGVmZ'))).toEqual([
      'file name unsafe 0',
      'base64 broken 0',
    ]);
  });
});

describe('a bomb', () => {
  test('of ten thousand parts has a view of bounded size', async () => {
    const shown = await view(
      `Content-Type: multipart/mixed; boundary=b\n\n${'--b\nContent-Type: image/png; name=x\n\nx\n'.repeat(10_000)}--b--\n`,
    );
    expect(shown.parts).toHaveLength(VIEW_LIMITS.parts);
    expect(JSON.stringify(shown).length).toBeLessThan(2_000_000);
  });

  test('of flaws tells so many', async () => {
    const shown = await view(
      `Content-Type: multipart/mixed; boundary=b\n\n${'--b\nContent-Type: application/zip; name=a/b\n\nx\n'.repeat(1_000)}--b--\n`,
    );
    expect(shown.flaws).toHaveLength(VIEW_LIMITS.flaws);
  });
});
