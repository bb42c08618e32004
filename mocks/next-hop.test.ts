import { createHash } from 'node:crypto';
import { afterEach, expect, it } from 'vitest';
import { VirtualClock } from '../src/clock.ts';
import { EvidenceLog } from '../src/evidence/evidence-log.ts';
import { TestPeer } from './intake/test-peer.ts';
import { type NextHop, NextHopStartError, startNextHop } from './next-hop.ts';

const open: NextHop[] = [];
afterEach(async () => {
  for (const hop of open.splice(0)) await hop.close();
});

const start = async (port = 0): Promise<{ hop: NextHop; log: EvidenceLog }> => {
  const clock = new VirtualClock();
  const log = new EvidenceLog(clock);
  const hop = await startNextHop({ clock, evidence: log, port });
  open.push(hop);
  return { hop, log };
};

it('takes originals byte for byte and writes them down; offers no STARTTLS', async () => {
  const { hop, log } = await start();
  const peer = await TestPeer.connect(hop.port);
  await peer.reply();
  expect(await peer.ask('EHLO x')).not.toContain('STARTTLS');
  expect(await peer.ask('STARTTLS')).toMatch(/^5/);
  expect(
    await peer.dialogue('MAIL FROM:<a@b.test>', 'RCPT TO:<c@d.test>', 'RCPT TO:<e@d.test>', 'DATA', 'Subject: x\r\n\r\n..dot\r\n.'),
  ).toBe('250');
  const raw = 'Subject: x\r\n\r\n.dot\r\n';
  expect(hop.messages()).toEqual([{ mailFrom: 'a@b.test', rcptTo: ['c@d.test', 'e@d.test'], raw: Buffer.from(raw) }]);
  expect(log.ofType('originalReceived')).toMatchObject([{ size: raw.length, sha256: createHash('sha256').update(raw).digest('hex') }]);
  peer.leave();
});

it('closes at once though a client stays, and may be closed twice', async () => {
  const { hop } = await start();
  const peer = await TestPeer.connect(hop.port);
  await peer.reply();
  await hop.close();
  await hop.close();
  await peer.ended();
  peer.leave();
});

it('says which port is taken and what to do', async () => {
  const { hop } = await start();
  await expect(start(hop.port)).rejects.toThrow(NextHopStartError);
  await expect(start(hop.port)).rejects.toThrow(`127.0.0.1:${hop.port}`);
});

it('refuses a recipient as it is told, in any case of letters, and takes the others', async () => {
  const { hop } = await start();
  hop.refuse('C@d.test', '451 later');
  const peer = await TestPeer.connect(hop.port);
  await peer.reply();
  await peer.ask('EHLO x');
  await peer.ask('MAIL FROM:<a@b.test>');
  expect(await peer.ask('RCPT TO:<c@D.test>')).toMatch(/^451 4\.3\.0 later/);
  expect(await peer.ask('RCPT TO:<e@d.test>')).toMatch(/^250/);
  peer.leave();
});

it('keeps silent after a message when it is told so, and does not take it', async () => {
  const { hop, log } = await start();
  hop.keepSilent();
  const peer = await TestPeer.connect(hop.port);
  await peer.reply();
  expect(await peer.dialogue('EHLO x', 'MAIL FROM:<a@b.test>', 'RCPT TO:<c@d.test>', 'DATA')).toBe('354');
  peer.send('Subject: x\r\n\r\n.\r\n');
  // Whatever answers at all answers in the order of what it was sent: a NOOP on another connection comes after the message.
  const other = await TestPeer.connect(hop.port);
  await other.reply();
  await other.ask('EHLO y');
  expect(await other.ask('NOOP')).toMatch(/^250/);
  expect([peer.rest, hop.messages(), log.ofType('originalReceived')]).toEqual(['', [], []]);
  other.leave();
  peer.leave();
});
