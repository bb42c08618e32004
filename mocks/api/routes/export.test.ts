import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ask, makeStand, type Stand } from '../api-client.testing.ts';

let stand: Stand;

beforeEach(async () => {
  stand = await makeStand();
});

afterEach(() => stand.api.close());

const EXPORT = '/api/v1/messages/export';
const get = (query: string) => ask(stand.api, `${EXPORT}?${query}`);

const WRAPPED = [
  'Content-Type: multipart/mixed; boundary=b',
  '',
  '--b',
  'Content-Type: text/plain',
  '',
  'Sender: <a@b.example>',
  'Recipient: <c@d.example>',
  '--b',
  'Content-Type: message/rfc822',
  '',
  'Subject: inside',
  '',
  'the message itself',
  '--b--',
  '',
].join('\r\n');

describe('as mbox', () => {
  test('messages come newest first, each behind its From line, quoted', async () => {
    stand.deliver('primary', 'Subject: one\r\n\r\nFrom here\r\n');
    stand.deliver('primary', 'Subject: two\r\n\r\n>From there');
    const answer = await get('format=mbox');
    expect(answer.headers['content-type']).toBe('application/mbox');
    expect(answer.headers['content-disposition']).toBe('attachment; filename="messages.mbox"');
    expect(answer.text).toBe(
      [
        'From MAILER-DAEMON Thu Jan  1 00:00:00 1970',
        'Subject: two',
        '',
        '>>From there',
        '',
        'From MAILER-DAEMON Thu Jan  1 00:00:00 1970',
        'Subject: one',
        '',
        '>From here',
        '',
        '',
      ].join('\n'),
    );
  });

  test('a search, or numbers, choose', async () => {
    stand.deliver('primary', 'Subject: one\r\n\r\n');
    stand.deliver('primary', 'Subject: two\r\n\r\n');
    expect((await get('format=mbox&q=subject:one')).text.match(/^Subject: .*$/gm)).toEqual(['Subject: one']);
    expect((await get('format=mbox&ids=2,1,99')).text.match(/^Subject: .*$/gm)).toEqual(['Subject: two', 'Subject: one']);
    expect((await get('format=mbox&account=nobody')).text).toBe('');
  });

  test('the messages inside the copies are given where asked for', async () => {
    stand.deliver('primary', WRAPPED);
    const { text } = await get('format=mbox&of=message');
    expect(text).toBe('From MAILER-DAEMON Thu Jan  1 00:00:00 1970\nSubject: inside\n\nthe message itself\n\n');
  });

  test('more than fits into one page is all there', async () => {
    for (let count = 0; count < 250; count += 1) stand.deliver('primary', `Subject: number ${count}\r\n\r\n`);
    const subjects = (await get('format=mbox')).text.match(/^Subject: number \d+$/gm);
    expect(subjects).toEqual(Array.from({ length: 250 }, (_, index) => `Subject: number ${249 - index}`));
  });
});

describe('as NDJSON', () => {
  test('each message is a line, as its list shows it', async () => {
    stand.deliver('primary', 'Subject: one\r\n\r\n');
    stand.deliver('secondary', 'Subject: two\r\n\r\n');
    const answer = await get('format=ndjson');
    expect(answer.headers['content-type']).toBe('application/x-ndjson');
    const lines = answer.text
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(lines).toEqual((await stand.store.messages.list()).messages);
  });

  test('with its bytes where asked for', async () => {
    const raw = Buffer.from(Array.from({ length: 400_001 }, (_, index) => index % 256));
    stand.deliver('primary', raw);
    const line: unknown = JSON.parse((await get('format=ndjson&bytes=true')).text);
    expect(line).toMatchObject({ id: 1, base64: raw.toString('base64') });
  });
});

test.each([
  '',
  'format=eml',
  'format=mbox&ids=',
  'format=mbox&ids=1,,2',
  'format=mbox&ids=0',
  'format=mbox&of=all',
  'format=mbox&colour=red',
])('%j: 400', async (query) => {
  expect((await get(query)).status).toBe(400);
});

test('a client that goes away ends the export', async () => {
  stand.deliver('primary', Buffer.alloc(8_000_000, 'x'));
  const { address, port } = stand.api;
  const controller = new AbortController();
  const response = await fetch(`http://${address}:${port}${EXPORT}?format=mbox`, {
    headers: { Authorization: 'Bearer a-token-for-tests' },
    signal: controller.signal,
  });
  controller.abort();
  await expect(response.text()).rejects.toThrow();
  expect((await ask(stand.api, '/api/v1/messages')).status).toBe(200);
});
