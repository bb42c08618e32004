import { describe, expect, it } from 'vitest';
import { sent } from './case.testing.ts';
import { departs } from './finding.ts';
import { noReport, originalReached, unreached } from './policy.ts';

const MESSAGE = sent('token-1', { rcptTo: ['a@x.example', 'b@x.example'] });
const original = (rcptTo: readonly string[], token = 'token-1', mailFrom = 'sender@sender.example') => ({
  mailFrom,
  rcptTo,
  raw: Buffer.from(`Message-ID: <${token}@sender.example>\r\n\r\n`),
});

describe('originalReached', () => {
  it('adds up what came in parts', () => {
    expect(originalReached([original(['b@x.example']), original(['a@x.example'])], MESSAGE, 5)).toBeUndefined();
  });

  it('names those who did not get it, whatever else they got', () => {
    const originals = [original(['a@x.example']), original(['b@x.example'], 'token-2')];
    expect(unreached(originals, MESSAGE)).toEqual(['b@x.example']);
    expect(originalReached(originals, MESSAGE, 5)).toEqual(
      departs('the original at a@x.example, b@x.example within 5 s', 'b@x.example did not get it', []),
    );
  });
});

describe('noReport', () => {
  it('lets originals pass, in parts and from the null sender', () => {
    expect(noReport([original(['a@x.example']), original(['b@x.example'])], [MESSAGE])).toBeUndefined();
    expect(noReport([original(['a@x.example'], 'token-1', '')], [{ ...MESSAGE, mailFrom: '' }])).toBeUndefined();
  });

  it.each([
    ['a report to the sender', original(['sender@sender.example'], 'x', '')],
    ['a report to a recipient that looks like mail of the sender', original(['a@x.example'], 'x')],
    ['a message that was handed in, to somebody else', original(['admin@x.example'])],
    [
      'a report that quotes the message',
      { ...original(['a@x.example'], 'x'), raw: Buffer.from('Message-ID: <x@gateway>\r\n\r\nMessage-ID: <token-1@sender.example>\r\n') },
    ],
  ])('does not pass %s', (_what, report) => {
    expect(noReport([original(['a@x.example']), report], [MESSAGE])).toEqual(
      departs(
        'no message but the originals at the next hop',
        `1 others, the first from <${report.mailFrom}> to ${report.rcptTo.join(', ')}`,
        [],
      ),
    );
  });

  it('proves nothing where not even originals are seen', () => {
    expect(noReport([], [MESSAGE])).toHaveProperty('inconclusive');
  });
});
