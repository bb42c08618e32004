import { describe, expect, it } from 'vitest';
import { StandardDotStuffer } from './dot-stuffing.ts';

const stuff = (pieces: readonly string[]): string => {
  const stuffer = new StandardDotStuffer();
  const out: Buffer[] = [];
  for (const piece of pieces) stuffer.push(Buffer.from(piece), out);
  return Buffer.concat([...out, stuffer.finish()]).toString();
};

/** The standard's rule said in another way: line by line. */
const expected = (text: string): string => {
  const ended = text === '' || text.endsWith('\r\n') ? text : `${text}\r\n`;
  return `${ended.replace(/^\./gm, '..')}.\r\n`;
};

const TEXTS = [
  '',
  '.',
  '..',
  '.\r\n',
  '\r\n.\r\n',
  'a\r\n.b\r\n..c\r\n',
  '.\r\n.\r\n.\r\n',
  'no end',
  'x\r\n\r\n....\r\n.',
  'a.b\r\n c.\r\n',
];

describe('dot stuffing', () => {
  it.each(TEXTS)('is right for %j at every border of two or three pieces', (text) => {
    const wanted = expected(text);
    for (let first = 0; first <= text.length; first += 1) {
      for (let second = first; second <= text.length; second += 1) {
        expect(stuff([text.slice(0, first), text.slice(first, second), text.slice(second)])).toBe(wanted);
      }
    }
    expect(stuff([...text])).toBe(wanted);
  });
});
