import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { MESSAGE, PRIMARY, testStand } from './test-stand.ts';

const kinds = (stand: Awaited<ReturnType<typeof testStand>>): string[] =>
  stand.facts('wireAnomaly').map((one) => `${one.stage}: ${one.kind}`);

it('bytes that no client may send are told, once a kind and transaction, with their stage', async () => {
  const stand = await testStand();
  const peer = await stand.greeted();
  await peer.ask('EHLO x');
  for (let index = 0; index < 2; index += 1) {
    await peer.dialogue('MAIL FROM:<>', `RCPT TO:<${PRIMARY}>`, 'DATA');
    expect(await peer.ask(`a\nb\nc\rd\0\r\n${'x'.repeat(1200)}\r\n.`)).toMatch(/^250 /);
  }
  const each = ['message: NUL byte', 'message: bare LF', 'message: bare CR', 'message: line too long'];
  expect(kinds(stand).sort()).toEqual([...each, ...each].sort());
  expect(stand.store.get(1)?.raw.toString()).toBe(`a\nb\nc\rd\0\r\n${'x'.repeat(1200)}\r\n`);
});

it('a command that ends in a bare LF is taken and told', async () => {
  const stand = await testStand();
  const peer = await stand.greeted();
  peer.send('EHLO x\n');
  await peer.reply();
  expect(stand.facts('commandReceived')).toMatchObject([{ line: 'EHLO x' }]);
  expect(kinds(stand)).toEqual(['greeting: bare LF']);
});

it('unknown commands and commands out of order are told', async () => {
  const stand = await testStand();
  const peer = await stand.greeted();
  for (const line of ['XYZZY', 'RCPT TO:<a@b.test>']) await peer.ask(line);
  expect(kinds(stand)).toEqual(['greeting: unknown command', 'RCPT TO: bad sequence']);
  expect(stand.facts('commandReceived').map((one) => one.line)).toEqual(['XYZZY', 'RCPT TO:<a@b.test>']);
});

it('a pipelined group after a refused MAIL FROM is no error, message data behind DATA is one', async () => {
  const stand = await testStand({
    rules: [{ id: 'r', layer: 'smtp', match: { stage: 'MAIL FROM' }, do: { reply: '451 4.3.0 x' }, times: 1 }],
  });
  const peer = await stand.greeted();
  await peer.ask('EHLO x');
  const group = `MAIL FROM:<>\r\nRCPT TO:<${PRIMARY}>\r\nDATA\r\n`;
  peer.send(group);
  expect([await peer.reply(), await peer.reply(), await peer.reply()].map((one) => one.slice(0, 3))).toEqual(['451', '503', '503']);
  expect(kinds(stand)).toEqual([]);
  peer.send(`${group}${MESSAGE}.\r\n`);
  for (let index = 0; index < 4; index += 1) await peer.reply();
  expect(kinds(stand)).toEqual(['DATA: bad sequence']);
});

it('an early talker is told', async () => {
  const stand = await testStand({ rules: [{ id: 'r', layer: 'smtp', match: { stage: 'greeting' }, do: { delayMs: 1000 } }] });
  const peer = await stand.connect();
  await stand.clock.settle();
  peer.send('EHLO x\r\n');
  expect(await peer.reply()).toMatch(/^421 .*talk too soon/);
  expect(kinds(stand)).toEqual(['greeting: early talker']);
});

it('bytes that are sent with the handshake of TCP are those of an early talker too', async () => {
  const stand = await testStand();
  const socket = connect(stand.intake.port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.resume();
  socket.write('EHLO x\r\n');
  await stand.connectionClosed();
  expect(kinds(stand)).toContain('connect: early talker');
});
