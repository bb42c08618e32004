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
  it('lets originals pass', () => {
    expect(noReport([original(['a@x.example'])], 'sender.example')).toBeUndefined();
  });

  it.each([
    ['a report to the sender', original(['admin@x.example', 'sender@sender.example'], 'x', 'gateway@x.example')],
    ['a report from nobody', original(['admin@x.example'], 'x', '')],
  ])('does not pass %s', (_what, report) => {
    expect(noReport([original(['a@x.example']), report], 'sender.example')).toEqual(
      departs('no report about the copy', `1 messages, the first for ${report.rcptTo.join(', ')}`, []),
    );
  });
});
