import { describe, expect, it } from 'vitest';
import { asRead, decodeWords } from './encoded-words.ts';

describe('decodeWords', () => {
  it.each([
    ['=?utf-8?Q?Gr=C3=BC=C3=9Fe_aus?=', 'Grüße aus'],
    ['=?UTF-8?b?5pel5pys6Kqe?=', '日本語'],
    ['=?iso-8859-1?Q?Z=FCrich?=', 'Zürich'],
    ['=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=', '日本'],
    ['a =?utf-8?Q?b?= =?utf-8?Q?c?=\r\n =?utf-8?Q?d?= e', 'a bcd e'],
    ['=?utf-8*de?Q?f=C3=BCnf?=', 'fünf'],
    ['no words at all', 'no words at all'],
    ['=?no-such-charset?Q?a?=', '=?no-such-charset?Q?a?='],
    ['=?utf-8?X?a?= =?utf-8?Q?a b?=', '=?utf-8?X?a?= =?utf-8?Q?a b?='],
  ])('reads %j', (text, expected) => {
    expect(decodeWords(text)).toBe(expected);
  });
});

it('texts compare whatever their white space', () => {
  expect(asRead(' a\r\n\tb   =?utf-8?Q?c?=\r\n =?utf-8?Q?_d?= ')).toBe('a b c d');
});
