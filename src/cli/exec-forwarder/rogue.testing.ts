import { existsSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import type { MessageInput } from '../../harness/drivers/exec/replies.ts';
import { ORDINARY_FACTS, REFERENCE_CAPABILITIES } from '../../harness/drivers/reference-config.ts';
import { serveReferenceForwarder } from './main.ts';

// A program that breaks the exec protocol, for tests. Arguments: what it does wrong, and a file that remembers that it has done so:
// from then on it is the reference forwarder.

const [mischief = '', marker = ''] = process.argv.slice(2);
const asked = z.looseObject({ id: z.int(), type: z.string() });

const write = (text: string): void => void process.stdout.write(text);
const say = (message: MessageInput): void => write(`${JSON.stringify(message)}\n`);

const hello = (id: number): MessageInput => ({
  id,
  type: 'hello',
  protocol: mischief === 'another version' ? 99 : 1,
  name: 'a rogue',
  version: '0',
  capabilities: mischief === 'offers too little' ? [] : [...REFERENCE_CAPABILITIES],
  facts: ORDINARY_FACTS,
});

/** What it does when it is to start. */
const WRONGS: Readonly<Record<string, (id: number) => void>> = {
  garbage: () => write('Segmentation fault \u0007(core dumped)\n'),
  'another shape': (id) => write(`${JSON.stringify({ id, type: 'ready', mood: 'fine' })}\n`),
  'another request': (id) => say({ id: id + 7, type: 'ready' }),
  'another answer': (id) => say({ id, type: 'injected', accepted: true, reply: '250', clientAddress: '' }),
  'two answers': (id) => {
    say({ id, type: 'ready' });
    say({ id, type: 'ready' });
  },
  error: (id) => say({ id, type: 'error', message: 'the disk is full' }),
  silence: () => {},
  exit: () => {
    process.stderr.write('out of luck\n');
    process.exit(7);
  },
  'half a line': () => process.stdout.write('{"id":2,"type":"rea', () => process.exit(0)),
  'endless line': () => {
    const block = 'x'.repeat(1 << 20);
    for (let n = 0; n < 9; n += 1) write(block);
  },
  flood: () => {
    const lines = Array.from({ length: 1000 }, () => 'Info: again and again');
    for (let n = 0; n < 201; n += 1) say({ type: 'log', lines });
  },
  'not UTF-8': () => void process.stdout.write(Buffer.from([0x7b, 0xff, 0xfe, 0x0a])),
  unsupported: (id) => say({ id, type: 'unsupported', capability: 'configure' }),
};

if (existsSync(marker)) {
  await serveReferenceForwarder();
} else {
  for await (const line of createInterface({ input: process.stdin })) {
    const { id, type } = asked.parse(JSON.parse(line));
    if (type === 'hello') {
      if (mischief === 'mute') continue;
      say(hello(id));
      continue;
    }
    writeFileSync(marker, '');
    WRONGS[mischief]?.(id);
  }
}
