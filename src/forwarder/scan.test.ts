import { describe, expect, it } from 'vitest';
import { TestStringScanner } from './scan.ts';

const GTUBE = `${'XJS*C4JDBQADN1.NSBN3*2IDNEN*'}GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X`;
const EICAR = `${'X5O!P%@AP[4\\PZX54(P^)7CC)7}$'}EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*`;

const verdict = (text: string, size: number): string => {
  const scanner = new TestStringScanner();
  for (let from = 0; from < text.length; from += size) scanner.push(Buffer.from(text.slice(from, from + size)));
  return scanner.verdict().kind;
};

const attachment = (content: string): string =>
  `Content-Transfer-Encoding: base64\r\n\r\n${Buffer.from(content).toString('base64').replaceAll(/.{76}/g, '$&\r\n')}\r\n`;

describe('scanner', () => {
  it.each([
    [`Subject: x\r\n\r\n${GTUBE}\r\n`, 'spam'],
    [`Subject: x\r\n\r\n${EICAR}\r\n`, 'virus'],
    [attachment(EICAR), 'virus'],
    [attachment(`a${EICAR} and more`), 'virus'],
    [attachment(`ab${EICAR}\r\n`), 'virus'],
    [attachment(`${'long '.repeat(50)}${GTUBE}`), 'spam'],
    ['Subject: x\r\n\r\nnothing here\r\n', 'clean'],
    [`Subject: x\r\n\r\n${GTUBE.slice(0, -1)}\r\n`, 'clean'],
  ])('judges message %# at every size of pieces', (text, kind) => {
    for (const size of [1, 2, 3, 7, 50, 76, 1000]) expect(verdict(text, size)).toBe(kind);
  });
});
