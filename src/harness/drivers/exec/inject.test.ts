import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { WallClock } from '../../../wall-clock.ts';
import { enterRun, leaveRun } from '../../run-scope.ts';
import { ExecDriver } from '../exec.ts';

// Mail that is handed in by request: "inject" of the exec protocol.

const STAND = {
  dns: { address: '127.0.0.1', port: 9 },
  intakePort: 9,
  caCertificate: 'none',
  intakeAddresses: { Default: 'a@primary.example', Custom: 'b@secondary.example', 'second Custom': 'c@tertiary.example' },
  nextHop: { address: '127.0.0.1', port: 9 },
};
const ENVELOPE = { mailFrom: 'a@sender.example', rcptTo: ['b@company.example'] };
/** Real time: each starts a process, on a machine that may be busy. */
const PATIENCE_MS = 60_000;

let driver: ExecDriver;
beforeEach(async () => {
  enterRun();
  driver = new ExecDriver(new WallClock(), {
    name: 'a taker',
    capabilities: [],
    command: [process.execPath, join(import.meta.dirname, 'taker.testing.ts')],
    folder: '.',
    deadlineMs: 30_000,
  });
  await driver.start(STAND, {});
}, PATIENCE_MS);
afterEach(async () => {
  await driver.stop();
  await leaveRun();
});

/** The messages as the program got them. */
const received = async (messages: readonly string[]): Promise<string[]> =>
  (await Promise.all(messages.map((message) => driver.inject(ENVELOPE, Buffer.from(message), 'incoming')))).map(({ reply }) => reply);

it(
  'is asked one at a time, whoever asks: each hears the answer to its own message',
  async () => {
    const messages = ['first\r\n', 'second\r\n', 'third\r\n'];
    expect(await received(messages)).toEqual(messages);
  },
  PATIENCE_MS,
);

it(
  'carries a message as SMTP does: the last line has an end, and gets no second one',
  async () => {
    expect(await received(['no end', 'a bare end\n', 'an end\r\n', ''])).toEqual(['no end\r\n', 'a bare end\n\r\n', 'an end\r\n', '']);
  },
  PATIENCE_MS,
);
