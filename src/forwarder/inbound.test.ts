import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../clock.ts';
import { gatewayConfig } from './config-file.ts';
import { startForwarder } from './forwarder.ts';

const stops: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

/** A client that writes bytes and hears pieces, greeted already. */
const client = async (maxMessageBytes = 1000) => {
  const log: string[] = [];
  const config = gatewayConfig({
    hostname: 'gateway.test',
    listeners: [{ name: 'in', kind: 'incoming', address: '127.0.0.1', port: 0 }],
    maxMessageBytes,
  });
  const clock = new VirtualClock();
  const gateway = await startForwarder(config, { clock, mailLog: { write: (line) => void log.push(line.slice(31)) } });
  stops.push(() => gateway.stop());
  const socket: Socket = connect({ port: gateway.listeners[0]?.port ?? 0, host: '127.0.0.1' });
  stops.push(async () => void socket.destroy());
  const pieces: string[] = [];
  let heard: (() => void) | undefined;
  const wake = (): void => {
    heard?.();
    heard = undefined;
  };
  socket.on('data', (chunk: Buffer) => {
    pieces.push(chunk.toString('latin1'));
    wake();
  });
  socket.on('close', wake);
  const next = async (): Promise<string> => {
    if (pieces.length === 0 && !socket.destroyed) {
      await new Promise<void>((resolve) => {
        heard = resolve;
      });
    }
    return pieces.shift() ?? 'closed';
  };
  const say = (text: string | Buffer): Promise<string> => {
    socket.write(text);
    return next();
  };
  expect(await next()).toMatch(/^220 /);
  await say('EHLO c.test\r\n');
  return { clock, socket, say, next, log };
};

const ENVELOPE = 'MAIL FROM:<a@b.test>\r\nRCPT TO:<c@d.test>\r\nDATA\r\n';
const codes = (text: string): string[] => text.match(/^\d{3}/gm) ?? [];

describe('inbound listener', () => {
  it('answers a pipelined group in order, also the one that comes with the end of a message', async () => {
    const { say, next } = await client();
    expect(codes(await say(ENVELOPE))).toEqual(['250', '250', '354']);
    let answers = codes(await say(`Subject: one\r\n\r\nbody\r\n.\r\n${ENVELOPE}`));
    while (answers.length < 4) answers = [...answers, ...codes(await next())];
    expect(answers).toEqual(['250', '250', '250', '354']);
    expect(codes(await say('Subject: two\r\n\r\nbody\r\n.\r\n'))).toEqual(['250']);
    expect(await say('QUIT\r\n')).toMatch(/^221 /);
    expect(await next()).toBe('closed');
  });

  it('refuses a message over the limit with 552 and takes the next one', async () => {
    const { say, log } = await client(100);
    await say(ENVELOPE);
    expect(await say(`Subject: big\r\n\r\n${'x'.repeat(200)}\r\n.\r\n`)).toMatch(/^552 /);
    expect(log).toContain('Message aborted MID 1 Message size exceeds the limit');
    await say(ENVELOPE);
    expect(await say('Subject: small\r\n\r\n.\r\n')).toMatch(/^250 ok: Message 2 /);
  });

  it('tells of a client that breaks off in the middle of a message, and makes nothing of what came', async () => {
    const { clock, socket, say, log } = await client();
    await say(ENVELOPE);
    socket.write('Subject: half\r\n\r\nbo');
    socket.destroy();
    expect(await clock.runUntil(() => log.at(-1) === 'ICID 1 close', 1000)).toBe(true);
    expect(log).toContain('Message aborted MID 1 Receiving aborted by sender');
    expect(log.some((line) => line.includes('ready'))).toBe(false);
  });

  it('takes bytes over 127, NUL and bare line ends in one piece or byte by byte alike', async () => {
    const { say, next, log, socket } = await client();
    const odd = Buffer.from('Subject: h\xe9 \0\r\n\r\na\nb\rc\r\n..d\r\n.\r\n', 'latin1');
    await say(ENVELOPE);
    await say(odd);
    await say(ENVELOPE);
    for (const byte of odd) socket.write(Buffer.of(byte));
    expect(await next()).toMatch(/^250 /);
    const sizes = log.filter((line) => line.includes('ready')).map((line) => line.replace(/^MID \d+ /, ''));
    // 15 and 2 of the header, a, b, c with CRLF each, and .d with its own.
    expect(sizes).toEqual(['ready 30 bytes from <a@b.test>', 'ready 30 bytes from <a@b.test>']);
  });
});
