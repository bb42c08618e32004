import { SMTPStream } from 'smtp-server/lib/smtp-stream.js';
import { expect, it } from 'vitest';
import { MessageParser } from './message-parser.ts';

interface Parsed {
  readonly message: string;
  readonly commands: string[];
}

/** Feeds a message and what follows it in pieces of `size`; returns the message and the commands seen after it. */
const parse = (input: string, size: number, make: (onBytes: (chunk: Buffer) => void) => SMTPStream): Promise<Parsed> =>
  new Promise((resolve) => {
    let message = '';
    const commands: string[] = [];
    const parser = make((chunk) => {
      message += chunk.toString('latin1');
    });
    parser.oncommand = (line, next) => {
      commands.push(line.toString('latin1'));
      next?.();
    };
    const stream = parser.startDataMode();
    stream.on('data', (chunk: Buffer) => {
      message += chunk.toString('latin1');
    });
    stream.on('end', () => parser.continue());
    parser.on('finish', () => setImmediate(() => resolve({ message, commands })));
    for (let at = 0; at < input.length; at += size) parser.write(Buffer.from(input.slice(at, at + size), 'latin1'));
    parser.end();
  });

const ALPHABET = ['\r', '\n', '.', 'x', '\r\n', '\r\n.', '\r\n..', '.\r\n'];

/**
 * Texts of the alphabet in an order that a fixed arithmetic gives. None begins with a bare LF: the stock parser
 * does not unstuff a dot behind it there, though it does behind every other bare LF.
 */
const texts = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => {
    let rest = index * 7919 + 1;
    let text = '';
    for (let length = 0; length < 9; length += 1) {
      text += ALPHABET[rest % ALPHABET.length] ?? '';
      rest = Math.floor((rest * 31 + length) / 3) % 1_000_003;
    }
    return text;
  }).filter((text) => !text.startsWith('\n'));

it('ends and unstuffs a message as the stock parser does, however it is cut', async () => {
  for (const text of [...texts(400), '.\r\n', '..\r\n.\r\n', '.\r', '', '\r\n.\r\n']) {
    const input = `${text}\r\n.\r\nQUIT\r\n`;
    const stock = await parse(input, input.length, () => new SMTPStream());
    for (const size of [1, 2, 3, 4, 5, input.length]) {
      expect([input, size, await parse(input, size, (onBytes) => new MessageParser(onBytes))]).toEqual([input, size, stock]);
    }
  }
});
