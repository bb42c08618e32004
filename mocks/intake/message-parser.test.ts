import { SMTPStream } from 'smtp-server/lib/smtp-stream.js';
import { expect, it } from 'vitest';
import { MessageParser } from './message-parser.ts';

interface Parsed {
  readonly messages: readonly string[];
  readonly commands: readonly string[];
}

/** Begins a message on a parser and calls `onEnd` when it has come whole. */
type Begin = (hear: (chunk: Buffer) => void, onEnd: () => void) => void;

const stockParser = (): { parser: SMTPStream; begin: Begin } => {
  const parser = new SMTPStream();
  return { parser, begin: (hear, onEnd) => void parser.startDataMode().on('data', hear).on('end', onEnd) };
};

const ownParser = (): { parser: SMTPStream; begin: Begin } => {
  let onBytes: (chunk: Buffer) => void = () => undefined;
  const parser = new MessageParser((chunk) => onBytes(chunk));
  const begin: Begin = (hear, onEnd) => {
    onBytes = hear;
    parser.startMessage(onEnd);
  };
  return { parser, begin };
};

/** Feeds commands and messages in pieces of `size`; returns what was taken for what. Every `DATA` begins a message. */
const parse = (input: string, size: number, make: () => { parser: SMTPStream; begin: Begin }): Promise<Parsed> =>
  new Promise((resolve) => {
    const messages: string[] = [];
    const commands: string[] = [];
    const { parser, begin } = make();
    parser.oncommand = (line, next) => {
      const command = line.toString('latin1');
      commands.push(command);
      if (command === 'DATA') {
        const index = messages.push('') - 1;
        begin(
          (chunk) => {
            messages[index] += chunk.toString('latin1');
          },
          () => parser.continue(),
        );
      }
      next?.();
    };
    parser.on('finish', () => setImmediate(() => resolve({ messages, commands })));
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
    const input = `DATA\r\n${text}\r\n.\r\nQUIT\r\n`;
    const stock = await parse(input, input.length, stockParser);
    for (const size of [1, 2, 3, 4, 5, input.length]) {
      expect([input, size, await parse(input, size, ownParser)]).toEqual([input, size, stock]);
    }
  }
});

it('finds the commands that the stock parser finds, however they are cut', async () => {
  for (const input of ['RSET\r\nNOOP\n\r\n\nQUIT\r\n', '\n', '\r\n', 'x\n', 'x\r\r\n', 'NOOP\r\nQUIT', 'NOOP \0\x80\xff\r\n']) {
    for (const size of [1, 2, 3, 6, input.length]) {
      expect([input, size, await parse(input, size, ownParser)]).toEqual([input, size, await parse(input, size, stockParser)]);
    }
  }
});

it('takes messages one after the other that were sent without waiting, however many come at once', async () => {
  const count = 5000;
  const { messages, commands } = await parse('DATA\r\nx\r\n.\r\n'.repeat(count), count * 100, ownParser);
  expect([messages.length, new Set(messages), commands.length]).toEqual([count, new Set(['x\r\n']), count]);
});

it('refuses a command line that is too long as the stock parser does', async () => {
  for (const [line, isRefused] of [
    ['x'.repeat(16_384), false],
    ['x'.repeat(16_385), true],
  ] as const) {
    for (const { parser } of [stockParser(), ownParser()]) {
      let told: string | undefined;
      parser.oncommand = (_line, next) => next?.();
      parser.on('error', (error) => {
        told = error.message;
      });
      await new Promise((resolve) => parser.write(Buffer.from(`${line}\r\n`), resolve));
      expect(told !== undefined).toBe(isRefused);
    }
  }
});
