import { createInterface } from 'node:readline';
import { z } from 'zod';

// A program for tests that speaks just enough of the exec protocol. Arguments: how many scenarios it serves side by side (0: it does not
// say), and what is wrong with it. Its log names the process, and the scenario as the harness numbers it.

const [sideBySide = '0', wrong = ''] = process.argv.slice(2);

const requestSchema = z.looseObject({ id: z.int(), type: z.string(), scenario: z.int().optional() });
const say = (message: object): void => void process.stdout.write(`${JSON.stringify(message)}\n`);
const FACTS = { verifiesCertificates: true, idleCloseMs: 5000, maxConnections: 1, maxMessagesPerConnection: 1 };
const HELLO = { type: 'hello', protocol: 1, name: 'a program', version: '0', capabilities: ['mail-log', 'crash'], facts: FACTS };

for await (const line of createInterface({ input: process.stdin })) {
  const { id, type, scenario = 0 } = requestSchema.parse(JSON.parse(line));
  switch (type) {
    case 'hello':
      say({ id, ...HELLO, ...(sideBySide === '0' ? {} : { sideBySide: Number(sideBySide) }) });
      break;
    case 'start':
      say({ id, type: 'ready' });
      break;
    case 'log':
      say({
        type: 'log',
        ...(scenario === 0 ? {} : { scenario: wrong === 'another scenario' ? scenario + 1 : scenario }),
        lines: [`${process.pid} ${scenario}`],
      });
      say({ id, type: 'done' });
      break;
    default:
      say({ id, type: 'done' });
  }
}
