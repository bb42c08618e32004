import { describe, expect, it } from 'vitest';
import type { SmtpStage } from '../../src/smtp/stage.ts';
import type { FaultRuleInput } from '../faults/rule.ts';
import { TestPeer } from './test-peer.ts';
import { arm, MESSAGE, PRIMARY, type TestStand, testStand } from './test-stand.ts';

type TcpAction = Extract<FaultRuleInput, { layer: 'tcp' }>['do'];

const rule = (stage: SmtpStage | undefined, action: TcpAction, times?: number): FaultRuleInput => ({
  id: 'r',
  layer: 'tcp',
  match: stage === undefined ? {} : { stage },
  do: action,
  ...(times === undefined ? {} : { times }),
});

const CLEAR: Partial<Record<SmtpStage, string[]>> = {
  connect: [],
  greeting: [],
  EHLO: ['EHLO x'],
  STARTTLS: ['EHLO x', 'STARTTLS'],
  'MAIL FROM': ['EHLO x', 'MAIL FROM:<>'],
  'RCPT TO': ['EHLO x', 'MAIL FROM:<>', `RCPT TO:<${PRIMARY}>`],
  DATA: ['EHLO x', 'MAIL FROM:<>', `RCPT TO:<${PRIMARY}>`, 'DATA'],
  message: ['EHLO x', 'MAIL FROM:<>', `RCPT TO:<${PRIMARY}>`, 'DATA', 'x'.repeat(20_000)],
  'end of data': ['EHLO x', 'MAIL FROM:<>', `RCPT TO:<${PRIMARY}>`, 'DATA', `${MESSAGE}.`],
  'between messages': ['EHLO x', 'MAIL FROM:<>', `RCPT TO:<${PRIMARY}>`, 'DATA', `${MESSAGE}.`],
  QUIT: ['EHLO x', 'QUIT'],
};

/** Goes up to a stage, waits for all replies before it and leaves the last command unanswered. */
const upTo = async (stand: TestStand, stage: SmtpStage): Promise<TestPeer> => {
  const peer = await stand.connect();
  if (stage === 'TLS' || stage === 'EHLO over TLS') {
    await peer.reply();
    await peer.ask('EHLO x');
    if (stage === 'TLS') {
      await peer.startTls().catch(() => undefined);
    } else {
      await peer.startTls();
      peer.send('EHLO x\r\n');
    }
    return peer;
  }
  const lines = CLEAR[stage] ?? [];
  if (lines.length > 0) await peer.reply();
  for (const line of lines.slice(0, -1)) await peer.ask(line);
  const last = lines.at(-1);
  if (last !== undefined) peer.send(`${last}\r\n`);
  if (stage === 'between messages') expect(await peer.reply()).toMatch(/^250 /);
  return peer;
};

const STAGES: SmtpStage[] = [
  'connect',
  'greeting',
  'EHLO',
  'STARTTLS',
  'EHLO over TLS',
  'MAIL FROM',
  'RCPT TO',
  'DATA',
  'message',
  'end of data',
  'between messages',
  'QUIT',
];

describe.each(STAGES)('at %s', (stage) => {
  it('reset is seen as a reset, without a reply', async () => {
    const stand = await testStand({ rules: [rule(stage, { reset: true })] });
    const peer = await upTo(stand, stage);
    expect(await peer.ended()).toBe('reset');
    expect(peer.rest).toBe('');
    expect((await stand.connectionClosed()).end).toBe('reset by intake');
    expect(stand.facts('ruleFired')).toMatchObject([{ ruleId: 'r', stage, connection: 1, layer: 'tcp' }]);
  });

  it('close is seen as an end, without a reply', async () => {
    const stand = await testStand({ rules: [rule(stage, { close: true })] });
    const peer = await upTo(stand, stage);
    expect(await peer.ended()).toBe('closed');
    expect(peer.rest).toBe('');
    peer.leave();
    expect((await stand.connectionClosed()).end).toBe('closed by intake');
  });

  it('halfClose ends our side only', async () => {
    const stand = await testStand({ rules: [rule(stage, { halfClose: true })] });
    const peer = await upTo(stand, stage);
    expect(await peer.ended()).toBe('closed');
    await stand.clock.advance(60_000);
    expect(stand.intake.openConnections()).toBe(1);
    peer.leave();
    expect((await stand.connectionClosed()).end).toBe('closed by intake');
  });

  it('stall answers nothing for as long as the peer waits, and notices that it leaves', async () => {
    const stand = await testStand({ rules: [rule(stage, { stall: true })] });
    const peer = await upTo(stand, stage);
    const done = stand.clock.ledger.begin('a peer that waits');
    await stand.clock.advance(300_000);
    done();
    expect(peer.rest).toBe('');
    expect(stand.intake.openConnections()).toBe(1);
    peer.leave();
    expect((await stand.connectionClosed()).end).toBe(stage === 'QUIT' ? 'QUIT' : 'closed by peer');
  });
});

describe('what became of the message', () => {
  it.each([
    ['message', []],
    ['end of data', ['refused']],
    ['between messages', ['stored']],
  ] as const)('cut at %s: %j', async (stage, fates) => {
    const stand = await testStand({ rules: [rule(stage, { reset: true })] });
    await upTo(stand, stage);
    await stand.connectionClosed();
    expect(stand.facts('copyReceived').map((one) => one.fate)).toEqual(fates);
  });
});

describe('at TLS', () => {
  it.each(['reset', 'close', 'halfClose'] as const)('%s comes in answer to the ClientHello', async (way) => {
    const stand = await testStand({ rules: [rule('TLS', { [way]: true })] });
    const peer = await stand.greeted();
    await peer.ask('EHLO x');
    await expect(peer.startTls()).rejects.toThrow();
    peer.abort();
    const closed = await stand.connectionClosed();
    expect(closed).toMatchObject({ stage: 'TLS', end: way === 'reset' ? 'reset by intake' : 'closed by intake' });
    expect(stand.facts('tlsFailed')).toHaveLength(1);
    expect(stand.facts('ruleFired')).toMatchObject([{ stage: 'TLS' }]);
  });

  it('stall never answers the ClientHello', async () => {
    const stand = await testStand({ rules: [rule('TLS', { stall: true })] });
    const peer = await stand.greeted();
    await peer.ask('EHLO x');
    const shaking = peer.startTls().catch(() => 'failed');
    await stand.clock.advance(300_000);
    expect(stand.intake.openConnections()).toBe(1);
    peer.abort();
    expect(await shaking).toBe('failed');
    expect((await stand.connectionClosed()).end).toBe('reset by peer');
  });

  it('a rule for another stage lets the handshake pass', async () => {
    const stand = await testStand({ rules: [rule('QUIT', { reset: true })] });
    const peer = await stand.greeted();
    await peer.ask('EHLO x');
    await peer.startTls();
    expect(await peer.dialogue('EHLO x', 'MAIL FROM:<>', `RCPT TO:<${PRIMARY}>`, 'DATA', `${MESSAGE}.`)).toBe('250');
  });
});

describe('pace', () => {
  it('byteByByte sends every reply of the connection in single bytes', async () => {
    const stand = await testStand({ rules: [rule(undefined, { byteByByte: {} })] });
    const peer = await stand.connect();
    const greeting = await peer.reply();
    expect(peer.pieces).toBeGreaterThan(greeting.length / 2);
    expect(await peer.dialogue('EHLO x', 'MAIL FROM:<>', `RCPT TO:<${PRIMARY}>`, 'DATA', `${MESSAGE}.`, 'QUIT')).toBe('221');
    expect(await peer.ended()).toBe('closed');
    expect(stand.facts('ruleFired')).toHaveLength(1);
    expect(stand.replies()[0]).toBe(`greeting: ${greeting}`);
  });

  it('byteByByte works inside TLS and before the handshake', async () => {
    const stand = await testStand({ rules: [rule(undefined, { byteByByte: { gapMs: 0 } })] });
    const peer = await stand.greeted();
    await peer.ask('EHLO x');
    await peer.startTls();
    expect(await peer.dialogue('EHLO x', 'MAIL FROM:<>')).toBe('250');
  });

  it('byteByByte with a gap takes that long for the reply of its stage, and is told as far as it came', async () => {
    const stand = await testStand({ rules: [rule('EHLO', { byteByByte: { gapMs: 1000 } })] });
    const peer = await stand.greeted();
    peer.send('EHLO x\r\n');
    await stand.clock.advance(4000);
    await peer.bytes('250-m');
    expect(peer.rest).toBe('250-m');
    peer.leave();
    await stand.connectionClosed();
    expect(stand.replies().at(-1)).toBe('EHLO: 250-m');
  });

  it('slow reads what the peer sends at that speed', async () => {
    const stand = await testStand({ rules: [rule('DATA', { slow: { bytesPerSecond: 100 } })] });
    const peer = await stand.greeted();
    await peer.dialogue('EHLO x', 'MAIL FROM:<>', `RCPT TO:<${PRIMARY}>`, 'DATA');
    peer.send(`${'x'.repeat(998)}\r\n.\r\n`);
    await stand.clock.advance(10_000);
    expect(peer.rest).toBe('');
    await stand.clock.advance(100);
    expect(await peer.reply()).toMatch(/^250 /);
    expect(stand.facts('copyReceived')).toMatchObject([{ size: 1000 }]);
  });

  it('slow holds for the whole connection, TLS included, and notices a peer that leaves', async () => {
    const stand = await testStand({ rules: [rule(undefined, { slow: { bytesPerSecond: 10 } })] });
    const peer = await stand.greeted();
    const hello = peer.ask('EHLO x');
    await stand.clock.advance(1000);
    await hello;
    const shaking = peer.startTls();
    await stand.clock.advance(2000);
    await shaking;
    peer.send('EHLO x\r\n');
    await stand.clock.advance(500);
    expect(peer.rest).toBe('');
    peer.leave();
    await stand.clock.advance(1000);
    expect((await stand.connectionClosed()).end).toBe('closed by peer');
  });
});

describe('refuse', () => {
  const HOSTS = [
    { name: 'mx1.test', address: '127.0.0.1' },
    { name: 'mx2.test', address: '127.0.0.2' },
  ];
  const refused = (times?: number, after = 0): FaultRuleInput => ({
    id: 'r',
    layer: 'tcp',
    match: { mx: 'mx1.test' },
    do: { refuse: true },
    after,
    ...(times === undefined ? {} : { times }),
  });
  const attempt = async (stand: TestStand): Promise<string> => {
    stand.intake.noteLookup('intake.test', 'MX');
    stand.intake.noteLookup('MX1.test', 'A');
    stand.intake.noteLookup('mx1.test', 'AAAA');
    try {
      const peer = await TestPeer.connect(stand.intake.port, '127.0.0.1');
      await peer.reply();
      peer.leave();
      return 'connected';
    } catch (error) {
      return error instanceof Error && 'code' in error ? String(error.code) : 'failed';
    }
  };

  it('closes the port of the host that fits, from the start, and opens it when disarmed', async () => {
    const stand = await testStand({ rules: [refused()], hosts: HOSTS });
    expect(await attempt(stand)).toBe('ECONNREFUSED');
    await stand.greeted('127.0.0.2');
    stand.faults.remove('r');
    expect(await attempt(stand)).toBe('connected');
  });

  it('counts one hit an attempt and refuses that attempt to its end', async () => {
    const stand = await testStand({ rules: [refused(2)], hosts: HOSTS });
    expect([await attempt(stand), await attempt(stand), await attempt(stand)]).toEqual(['ECONNREFUSED', 'ECONNREFUSED', 'connected']);
    expect(stand.facts('ruleFired')).toHaveLength(2);
  });

  it('stays refused after the last hit until the next MX query', async () => {
    const stand = await testStand({ rules: [refused(1)], hosts: HOSTS });
    await attempt(stand);
    await expect(TestPeer.connect(stand.intake.port)).rejects.toThrow('ECONNREFUSED');
    stand.intake.noteLookup('intake.test', 'MX');
    await stand.greeted();
  });

  it('lets `after` attempts pass; works when armed later; leaves open connections alone', async () => {
    const stand = await testStand({ hosts: HOSTS });
    const living = await stand.greeted();
    arm(stand.faults, [refused(1, 1)]);
    expect([await attempt(stand), await attempt(stand), await attempt(stand)]).toEqual(['connected', 'ECONNREFUSED', 'connected']);
    expect(await living.dialogue('EHLO x')).toBe('250');
  });
});
