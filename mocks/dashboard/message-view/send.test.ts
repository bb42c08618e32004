import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, ask, makeStand, type Stand } from '../../api/api-client.testing.ts';
import { copyView } from './view-model.ts';

let stand: Stand;

beforeAll(async () => {
  stand = await makeStand();
});

afterAll(() => stand.api.close());

const crlf = (text: string): string => text.replaceAll('\n', '\r\n');

const FILE = Buffer.from(Array.from({ length: 700_001 }, (_, at) => (at * 31 + (at >> 8)) % 256));

const MESSAGE = crlf(`Subject: inside
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/html

<p>body</p><img src="http://remote.example/x.png">
--b
Content-Type: text/html; name="../\u202egpj.html"
Content-Transfer-Encoding: base64

${FILE.toString('base64').replace(/.{76}/g, '$&\n')}
--b--
`);

const COPY =
  crlf(`Subject: outside
Content-Type: multipart/mixed; boundary=w

--w

Sender: a@sender.example
Recipient: b@company.example
--w
Content-Type: message/rfc822

`) +
  MESSAGE +
  crlf('\n--w--\n');

const get = (path: string, copy = stand.deliver('primary', COPY)): Promise<Answer> => ask(stand.api, `/api/v1/messages/${copy}${path}`);

const bytesOf = ({ text }: Answer): Buffer => Buffer.from(text, 'latin1');

describe('the view', () => {
  test('tells the wrapper and the message inside', async () => {
    const { status, body } = await get('/view');
    expect(status).toBe(200);
    const shown = copyView.parse(body);
    expect(shown).toMatchObject({
      form: 'journal',
      outer: { size: Buffer.byteLength(COPY), flaws: [] },
      inner: { size: Buffer.byteLength(MESSAGE), offset: COPY.indexOf('Subject: inside') },
      report: { sender: 'a@sender.example', recipients: ['b@company.example'] },
      message: { summary: { subject: 'inside' }, html: { blocked: { total: 1 } } },
    });
  });
});

describe('the preview', () => {
  test('is a document that may do nothing, for a frame of this server', async () => {
    const { status, headers, text } = await get('/preview');
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox",
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'SAMEORIGIN',
      'x-dns-prefetch-control': 'off',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    });
    expect(text).toContain('<p>body</p><img>');
    expect(text).not.toContain('remote.example');
  });

  test('is none for a message without HTML', async () => {
    expect((await get('/preview', stand.deliver('primary'))).status).toBe(404);
  });
});

const SANDBOX = "default-src 'none'; frame-ancestors 'none'; sandbox";

describe('a part', () => {
  test('is a download under a harmless name, whatever it calls itself, byte for byte', async () => {
    const answer = await get('/parts/2');
    expect(answer.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': 'attachment; filename="gpj.html"',
      'content-security-policy': SANDBOX,
      'x-content-type-options': 'nosniff',
    });
    expect(bytesOf(answer).equals(FILE)).toBe(true);
  });

  test('is shown as it was sent, header included', async () => {
    const { headers, text } = await get('/parts/1/source');
    expect(headers).toMatchObject({ 'content-type': 'text/plain; charset=utf-8', 'content-security-policy': SANDBOX });
    expect(text).toBe('Content-Type: text/html\r\n\r\n<p>body</p><img src="http://remote.example/x.png">');
  });

  test.each(['3', '99999', '-1', 'x', '1e3', '0x1'])('%s does not exist', async (part) => {
    expect([400, 404]).toContain((await get(`/parts/${part}`)).status);
  });
});

describe('the message inside', () => {
  test('is a download', async () => {
    const answer = await get('/message');
    expect(answer.headers).toMatchObject({ 'content-type': expect.stringMatching(/^message\/rfc822/), 'content-security-policy': SANDBOX });
    expect(answer.headers['content-disposition']).toMatch(/^attachment; filename="message-\d+\.eml"$/);
    expect(bytesOf(answer).equals(Buffer.from(MESSAGE))).toBe(true);
  });
});

describe('the source', () => {
  /** Follows the pages to the end. */
  const readAll = async (path: string, copy: number): Promise<string[]> => {
    const pages: string[] = [];
    for (let from: string | undefined = '0'; from !== undefined; ) {
      const { status, text, headers } = await get(`${path}from=${from}`, copy);
      expect(status).toBe(200);
      pages.push(text);
      const next = headers['source-next'];
      from = typeof next === 'string' ? next : undefined;
    }
    return pages;
  };

  test('comes in pages of whole lines that make up the whole', async () => {
    const copy = stand.deliver('primary', COPY);
    const pages = await readAll('/source?bytes=300&', stand.deliver('primary', COPY.slice(0, 5_000)));
    expect(pages.join('')).toBe(Buffer.from(COPY.slice(0, 5_000)).toString('latin1'));
    expect(pages.slice(0, -1).every((one) => one.endsWith('\n') && one.length <= 300)).toBe(true);
    expect((await readAll('/source?bytes=1000000&', copy)).join('')).toBe(Buffer.from(COPY).toString('latin1'));
    expect((await readAll('/source?of=message&bytes=1000000&', copy)).join('')).toBe(Buffer.from(MESSAGE).toString('latin1'));
  });

  test('is plain text, and tells its size', async () => {
    const { headers } = await get('/source?bytes=10');
    expect(headers).toMatchObject({
      'content-type': 'text/plain; charset=utf-8',
      'content-security-policy': SANDBOX,
      'source-size': String(Buffer.byteLength(COPY)),
    });
  });

  test('cuts no character where there are no lines', async () => {
    const text = 'é'.repeat(100);
    const pages = await readAll('/source?bytes=7&', stand.deliver('primary', text));
    expect(pages.every((page) => !Buffer.from(page, 'latin1').toString('utf8').includes('\ufffd'))).toBe(true);
    expect(Buffer.from(pages.join(''), 'latin1').toString('utf8')).toBe(text);
  });

  test.each(['from=99999999', 'from=-1', 'bytes=0', 'bytes=9999999', 'of=both', 'x=1'])('%s is refused', async (query) => {
    expect((await get(`/source?${query}`)).status).toBe(400);
  });
});

test('of a copy that is not there is nothing', async () => {
  for (const path of ['/view', '/preview', '/parts/0', '/parts/0/source', '/source', '/message'])
    expect((await get(path, 9_999)).status).toBe(404);
});

test('needs the token', async () => {
  for (const path of ['view', 'preview', 'parts/0', 'source', 'message'])
    expect((await ask(stand.api, `/api/v1/messages/1/${path}`, { token: null })).status).toBe(401);
});
