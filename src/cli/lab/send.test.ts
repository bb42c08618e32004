import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type NextHop, startNextHop } from '../../../mocks/next-hop.ts';
import { EvidenceLog } from '../../evidence/evidence-log.ts';
import { WallClock } from '../../wall-clock.ts';
import { registerSendCommand } from '../send.ts';

// The next hop of the mocks stands for a gateway: it takes every message.

const clock = new WallClock();
let folder: string;
let taker: NextHop;
let printed: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'setd-send-'));
  writeFileSync(join(folder, 'a.eml'), 'Subject: a\n\nbare line ends\n');
  writeFileSync(join(folder, 'b.eml'), 'Subject: b\r\n\r\n.dots\r\n');
  writeFileSync(join(folder, '.hidden'), 'no message');
  writeFileSync(join(folder, 'README'), 'no message either');
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(async () => {
  taker = await startNextHop({ clock, evidence: new EvidenceLog(clock) });
  printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await taker.close();
});

const send = async (...words: string[]): Promise<void> => {
  const program = new Command('setd').exitOverride().configureOutput({ writeErr: () => {} });
  registerSendCommand(program);
  await program.parseAsync(['send', '--gateway', `127.0.0.1:${taker.port}`, '--to', 'reader@company.example', ...words], { from: 'user' });
};
const subjects = (): string[] =>
  taker
    .messages()
    .map(({ raw }) => /^Subject: (.*)$/m.exec(raw.toString())?.[1]?.trim() ?? '')
    .sort();

describe('setd send', () => {
  test('a burst: every message with an id of its own', async () => {
    await send('--count', '12', '--subject', 'hello');
    const ids = taker.messages().map(({ raw }) => /^Message-ID: (.*)$/m.exec(raw.toString())?.[1]);
    expect(new Set(ids).size).toBe(12);
    expect(subjects()[0]).toBe('hello (1 of 12)');
    expect(printed).toBe(`12 messages accepted by 127.0.0.1:${taker.port}\n`);
  });

  test('files and folders, byte for byte but for line ends', async () => {
    await send('--from', '', join(folder, 'a.eml'), folder);
    expect(subjects()).toEqual(['a', 'a', 'b']);
    const raws = taker.messages().map(({ raw }) => raw.toString());
    expect(raws).toContain('Subject: a\r\n\r\nbare line ends\r\n');
    expect(raws).toContain('Subject: b\r\n\r\n.dots\r\n');
    expect(taker.messages().every(({ mailFrom }) => mailFrom === '')).toBe(true);
  });

  test.each([
    [['--count', '0'], /--count: /],
    [['--count', '3', 'x.eml'], /--count: files are sent as they are/],
    [['--from', 'nobody'], /--from: expected a mail address/],
    [['--kind', 'ham'], /--kind: /],
    [['--gateway', 'mail.example:25'], /--gateway: expected address:port/],
    [['--gateway', '127.0.0.1:70000'], /--gateway: expected address:port/],
  ])('%j is wrong usage', async (words, message) => {
    await expect(send(...words)).rejects.toThrow(message);
    expect(taker.messages()).toEqual([]);
  });

  test('what cannot be read stops everything before the first message', async () => {
    await expect(send(join(folder, 'a.eml'), join(folder, 'missing.eml'))).rejects.toThrow(/cannot read .*missing\.eml: ENOENT/);
    expect(taker.messages()).toEqual([]);
  });

  test('a gateway that is not there is told', async () => {
    const { port } = taker;
    await taker.close();
    await expect(send()).rejects.toThrow(new RegExp(`cannot hand a message to 127\\.0\\.0\\.1:${port}: .*ECONNREFUSED`));
  });
});
