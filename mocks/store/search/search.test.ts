import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeStoreStand, message, type StoreStand, wrap } from '../store.testing.ts';

let stand: StoreStand;

const found = async (q: string, account?: string): Promise<number[]> => {
  const { messages } = await stand.store.messages.list({ q, ...(account === undefined ? {} : { account }) });
  return messages.map(({ id }) => id);
};

const ATTACHED = [
  'Subject: with a file',
  'Content-Type: multipart/mixed; boundary=x',
  '',
  '--x',
  'Content-Type: text/html; charset=iso-2022-jp',
  'Content-Transfer-Encoding: base64',
  '',
  // <p>東京<b>都</b>庁</p><script>hidden</script> in ISO-2022-JP
  Buffer.from('<p>\x1b$BEl5~\x1b(B<b>\x1b$BET\x1b(B</b>\x1b$BD#\x1b(B</p><script>hidden</script>', 'latin1').toString('base64'),
  '--x',
  'Content-Type: application/pdf',
  "Content-Disposition: attachment; filename*=utf-8''%E8%AB%8B%E6%B1%82%E6%9B%B8.pdf",
  '',
  'JVBERi0=',
  '--x--',
  '',
].join('\r\n');

beforeAll(async () => {
  stand = await makeStoreStand();
  const { clock, deliver, store } = stand;
  // 1
  deliver(
    message(
      { From: 'Ålice Ärger <alice@out.example>', To: 'bob@site.example', Subject: 'Monthly report', 'Message-ID': '<m1@out.example>' },
      'the numbers are well-known',
    ),
  );
  await clock.advance(3_600_000);
  // 2
  deliver(
    wrap(
      message({ From: 'carol@else.example', Subject: '=?utf-8?B?6KuL5rGC5pu444Gu5Lu2?=', 'X-IronPort-MID': '4711' }, 'x'.repeat(5000)),
      'w',
      ['hidden@site.example'],
    ),
  );
  // 3
  deliver(ATTACHED, { account: 'secondary', connection: 3 });
  // 4, refused
  deliver(message({ Subject: 'refused report' }), { fate: 'refused' });
  // 5, a duplicate of 1
  deliver(
    message(
      { From: 'Ålice Ärger <alice@out.example>', To: 'bob@site.example', Subject: 'Monthly report', 'Message-ID': '<m1@out.example>' },
      'the numbers are well-known',
    ),
  );
  await store.messages.tag({ ids: [2] }, { add: ['checked'] });
  await store.messages.markRead({ ids: [1] }, true);
});

afterAll(() => stand.store.close());

describe('a search finds', () => {
  test.each([
    ['everything that is kept, newest first', '', [5, 3, 2, 1]],
    ['words in the body', 'numbers', [5, 1]],
    ['the beginning of a word', 'numb', [5, 1]],
    ['only whole words in quotes', '"numb"', []],
    ['no word by its middle in the body', 'umber', []],
    ['a single letter as a word alone', 'n', []],
    ['a phrase', '"the numbers are"', [5, 1]],
    ['no phrase in another order', '"numbers the"', []],
    ['all words given, in any order', 'known report', [5, 1]],
    ['words whatever their case and accents', 'arger ALICE', [5, 1]],
    ['any piece of an address or subject', 'onthly', [5, 1]],
    ['a sender by a piece of the address', 'from:lice@out', [5, 2, 1]],
    ['a sender by two letters that begin a word', 'from:ca', [2]],
    ['a recipient', 'to:bob', [5, 1]],
    ['an envelope recipient that only the wrapper names', 'to:hidden@', [2]],
    ['nothing of another field', 'to:alice', []],
    ['a subject', 'subject:"monthly report"', [5, 1]],
    ['a Message-ID', 'message-id:<m1@', [5, 1]],
    ['Japanese in a subject, by one character', 'subject:請', [2]],
    ['by two', 'subject:求書', [2]],
    ['by more', '請求書の', [2]],
    ['the last character', '件', [2]],
    ['Japanese in HTML, across a tag', '東京都庁', [3]],
    ['by one character in the middle', '京', [3]],
    ['no Japanese that stands apart', '東都', []],
    ['the name of an attachment', '請求書.pdf', [3]],
    ['nothing in scripts', 'hidden', [2]],
    ['a MID', 'mid:4711', [2]],
    ['no MID', '-mid:4711', [5, 3, 1]],
    ['a connection', 'connection:3', [3]],
    ['attachments', 'has:attachment', [3]],
    ['large ones', 'larger:2k', [2]],
    ['small ones', 'smaller:2k -is:duplicate', [3, 1]],
    ['unread ones', 'is:unread', [5, 3, 2]],
    ['read ones', 'is:read', [1]],
    ['duplicates', 'is:duplicate', [5]],
    ['refused ones, when asked for', 'is:refused', [4]],
    ['what is not refused', '-is:refused', [5, 3, 2, 1]],
    ['a tag', 'tag:checked', [2]],
    ['what has no such tag', '-tag:checked', [5, 3, 1]],
    ['an account', 'account:secondary', [3]],
    ['what came before', 'before:2026-11-02T12:30', [1]],
    ['what came since', 'after:30m', [5, 3, 2]],
    ['text that looks like a query of the index', '"a OR b" "NEAR("', []],
  ])('%s: %s', async (_what, q, ids) => {
    expect(await found(q)).toEqual(ids);
  });

  test('and counts', async () => {
    expect(await stand.store.messages.count({ q: 'numbers' })).toBe(2);
    expect(await stand.store.messages.count()).toBe(4);
  });

  test('within an account', async () => {
    expect(await found('', 'primary')).toEqual([5, 2, 1]);
    expect(await found('numbers', 'secondary')).toEqual([]);
  });
});
