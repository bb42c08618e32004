import { createInterface } from 'node:readline';
import { z } from 'zod';
import { ORDINARY_FACTS } from '../reference-config.ts';
import type { MessageInput } from './replies.ts';

// A program for tests that names no listener, so that mail is handed in by request. It answers each message with the message.

const asked = z.looseObject({ id: z.int(), type: z.string(), message: z.string().default('') });

const answerTo = ({ id, type, message }: z.output<typeof asked>): MessageInput => {
  switch (type) {
    case 'hello':
      return { id, type, protocol: 1, name: 'a taker', version: '0', capabilities: [], facts: ORDINARY_FACTS };
    case 'start':
      return { id, type: 'ready' };
    case 'inject':
      return { id, type: 'injected', accepted: true, reply: Buffer.from(message, 'base64').toString(), clientAddress: '' };
    default:
      return { id, type: 'done' };
  }
};

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(answerTo(asked.parse(JSON.parse(line))))}\n`);
}
