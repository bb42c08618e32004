import { createSocket } from 'node:dgram';
import { connect, createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { enterRun, leaveRun } from '../run-scope.ts';
import { LONGEST_MESSAGE, SyslogFrames } from './syslog-frames.ts';
import { SyslogLog, type SyslogPlace } from './syslog-log.ts';
import { lineOfSyslog } from './syslog-message.ts';

const OLD = '<166>Mar 17 18:24:37 gw mail_logs: Info: New SMTP ICID 1';
const NEW = '<166>1 2026-11-02T09:00:00.123Z gw mail_logs 77 - [a@1 k="]"][b@2] \ufeffInfo: New SMTP ICID 1';

describe('a syslog message', () => {
  it.each([
    [OLD, 'Mar 17 18:24:37 gw mail_logs: Info: New SMTP ICID 1'],
    [`${OLD}\r\n`, 'Mar 17 18:24:37 gw mail_logs: Info: New SMTP ICID 1'],
    [`${OLD}\nforged`, 'Mar 17 18:24:37 gw mail_logs: Info: New SMTP ICID 1 forged'],
    [NEW.replace('k="]"', 'k="\\]"'), '2026-11-02T09:00:00.123Z gw mail_logs[77]: Info: New SMTP ICID 1'],
    ['<14>1 2026-11-02T09:00:00Z - mail_logs - - - Info: x', '2026-11-02T09:00:00Z mail_logs: Info: x'],
    ['no priority', 'no priority'],
  ])('%j', (message, line) => {
    expect(lineOfSyslog(Buffer.from(message))).toBe(line);
  });
});

describe('frames', () => {
  const stream = Buffer.from(`${Buffer.byteLength(OLD)} ${OLD}${OLD}\n\n3 <1>${NEW}\n`);
  const WHOLE = [OLD, OLD, '<1>', NEW];

  it.each([1, 2, 7, stream.length])('are told apart by length and by line ends, in pieces of %i bytes', (size) => {
    const frames = new SyslogFrames();
    const got: string[] = [];
    for (let from = 0; from < stream.length; from += size) {
      got.push(...frames.take(stream.subarray(from, from + size)).map((message) => message.toString()));
    }
    expect(got).toEqual(WHOLE);
  });

  it('that are too long are refused', () => {
    expect(() => new SyslogFrames().take(Buffer.from('999999 <1>'))).toThrow(/message of 999999 bytes/);
    expect(() => new SyslogFrames().take(Buffer.alloc(LONGEST_MESSAGE + 1, 'x'))).toThrow(/without an end/);
  });
});

/** A port that nothing listens on. */
const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (address === null || typeof address === 'string' ? reject(new Error('no port')) : resolve(address.port)));
    });
  });

const send = async ({ transport, address, port }: SyslogPlace, text: string): Promise<void> => {
  if (transport === 'tcp') {
    const socket = connect(port, address);
    await new Promise<void>((resolve) => socket.end(text, resolve));
    return;
  }
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.send(text, port, address, () => resolve()));
  socket.close();
};

describe('a receiver', () => {
  beforeEach(enterRun);
  afterEach(leaveRun);

  it.each(['udp', 'tcp'] as const)('takes %s, and each scenario reads its own lines', async (transport) => {
    const place: SyslogPlace = { transport, address: '127.0.0.1', port: await freePort() };
    const log = new SyslogLog(place);
    await log.begin();
    await send(place, `${OLD}\n`);
    await vi.waitFor(async () => expect(await log.lines()).toEqual([lineOfSyslog(Buffer.from(OLD))]));
    await log.end();
    const next = new SyslogLog(place);
    await next.begin();
    expect(await next.lines()).toEqual([]);
    await send(place, NEW);
    if (transport === 'tcp') await send(place, 'x'.repeat(LONGEST_MESSAGE + 1));
    await vi.waitFor(async () => {
      if (transport === 'udp') expect(await next.lines()).toHaveLength(1);
      else await expect(next.lines()).rejects.toThrow(/no syslog: more than/);
    });
  });

  it('says which port is taken', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    await expect(new SyslogLog({ transport: 'tcp', address: '127.0.0.1', port: address.port }).begin()).rejects.toThrow(
      /cannot listen on tcp 127\.0\.0\.1:\d+: .*EADDRINUSE.*free the port/,
    );
    await new Promise((resolve) => server.close(resolve));
  });
});
