import { describe, expect, it } from 'vitest';
import type { FaultRuleInput } from '../faults/rule.ts';
import type { TestPeer } from './test-peer.ts';
import { arm, MESSAGE, PRIMARY, type TestStand, testStand } from './test-stand.ts';

type TlsAction = Extract<FaultRuleInput, { layer: 'tls' }>['do'];
const rule = (action: TlsAction): FaultRuleInput => ({ id: 'r', layer: 'tls', do: action, times: 1 });

const saidHello = async (stand: TestStand): Promise<TestPeer> => {
  const peer = await stand.greeted();
  await peer.ask('EHLO x');
  return peer;
};

describe('before the handshake', () => {
  it('notOffered hides STARTTLS and answers it 502; the next EHLO offers it again', async () => {
    const stand = await testStand({ rules: [rule({ notOffered: true })] });
    const peer = await stand.greeted();
    expect(await peer.ask('EHLO x')).not.toContain('STARTTLS');
    expect(await peer.ask('STARTTLS')).toBe('502 5.5.1 Error: command not implemented\r\n');
    expect(stand.facts('ruleFired')).toMatchObject([{ ruleId: 'r', layer: 'tls', stage: 'EHLO' }]);
    expect(await peer.ask('EHLO x')).toContain('STARTTLS');
  });

  it.each(['454 4.7.0 not now', '550 5.7.0 never'])('reply %s', async (reply) => {
    const stand = await testStand({ rules: [rule({ reply })] });
    const peer = await saidHello(stand);
    expect(await peer.ask('STARTTLS')).toBe(`${reply}\r\n`);
    expect(stand.facts('replySent').at(-1)).toMatchObject({ stage: 'STARTTLS', ruleId: 'r' });
    await peer.startTls();
    expect(await peer.dialogue('EHLO x')).toBe('250');
  });

  it('injectAfter220 sends its text in one segment with the 220, and the handshake goes on', async () => {
    const stand = await testStand({ rules: [rule({ injectAfter220: '250 injected\r\n' })] });
    const peer = await saidHello(stand);
    const before = peer.pieces;
    expect(await peer.ask('STARTTLS')).toBe('220 2.0.0 Ready to start TLS\r\n');
    expect(peer.pieces).toBe(before + 1);
    expect(peer.rest).toBe('250 injected\r\n');
    expect(stand.facts('replySent').at(-1)?.text).toBe('220 2.0.0 Ready to start TLS\r\n250 injected\r\n');
    await peer.reply();
    await peer.handshake();
    await peer.ask('EHLO x');
    expect(stand.facts('tlsEstablished')).toHaveLength(1);
  });
});

describe('instead of the handshake', () => {
  it.each([
    ['garbage', /wrong version number|packet length too long/i],
    ['alert', /handshake failure/i],
    ['abort', /disconnected before secure|socket hang up|closed/i],
    ['reset', /ECONNRESET|disconnected/i],
  ] as const)('%s', async (fault, message) => {
    const stand = await testStand({ rules: [rule({ [fault]: true })] });
    const peer = await saidHello(stand);
    await expect(peer.startTls()).rejects.toThrow(message);
    peer.abort();
    expect(await stand.connectionClosed()).toMatchObject({ stage: 'TLS' });
    expect(stand.facts('tlsFailed')).toMatchObject([{ reason: `${fault} by rule r` }]);
    expect(stand.facts('ruleFired')).toMatchObject([{ stage: 'TLS' }]);
  });

  it('stall', async () => {
    const stand = await testStand({ rules: [rule({ stall: true })] });
    const peer = await saidHello(stand);
    const shaking = peer.startTls().catch(() => 'failed');
    const done = stand.clock.ledger.begin('a peer that waits');
    await stand.clock.advance(120_000);
    done();
    expect(stand.intake.openConnections()).toBe(1);
    peer.abort();
    expect(await shaking).toBe('failed');
    expect((await stand.connectionClosed()).end).toBe('reset by peer');
  });
});

describe('another handshake', () => {
  it('maxVersion TLSv1.1 is refused by a client that wants more', async () => {
    const stand = await testStand({ rules: [rule({ maxVersion: 'TLSv1.1' })] });
    const peer = await saidHello(stand);
    await expect(peer.startTls()).rejects.toThrow(/protocol/i);
    expect((await stand.connectionClosed()).stage).toBe('TLS');
    expect(stand.facts('tlsFailed')).toHaveLength(1);
  });

  it('maxVersion TLSv1.2 is spoken', async () => {
    const stand = await testStand({ rules: [rule({ maxVersion: 'TLSv1.2' })] });
    const peer = await saidHello(stand);
    await peer.startTls();
    expect(await peer.dialogue('EHLO x', 'MAIL FROM:<>', `RCPT TO:<${PRIMARY}>`, 'DATA', `${MESSAGE}.`)).toBe('250');
    expect(stand.facts('tlsEstablished')).toMatchObject([{ protocol: 'TLSv1.2' }]);
  });

  it('shows the faulty certificate that a rule asks for, once, also when armed after the start', async () => {
    const stand = await testStand();
    arm(stand.faults, [rule({ certificate: 'expired' })]);
    for (const shown of ['expired', 'valid']) {
      const peer = await saidHello(stand);
      const secure = await peer.startTls({ servername: 'other.test' });
      expect(secure.getPeerCertificate().subject.CN).toBe(shown === 'valid' ? 'mx1.test' : 'faulty.test');
      await peer.ask('EHLO x');
      expect(stand.facts('tlsEstablished').at(-1)).toMatchObject({ certificate: shown, servername: 'other.test' });
    }
  });
});

describe('what clients do wrong', () => {
  it('plain text behind STARTTLS is never carried out', async () => {
    const stand = await testStand();
    const peer = await saidHello(stand);
    peer.send('STARTTLS\r\nMAIL FROM:<evil@x.test>\r\n');
    await peer.reply();
    await peer.handshake();
    expect(await peer.ask('MAIL FROM:<>')).toMatch(/^503 /);
    expect(stand.facts('commandReceived').map((one) => one.line)).toEqual(['EHLO x', 'STARTTLS', 'MAIL FROM:<>']);
    expect(stand.facts('wireAnomaly')).toMatchObject([
      { kind: 'bad sequence', detail: expect.stringMatching(/^"STARTTLS" was not the last/) },
      { kind: 'bad sequence', detail: expect.stringMatching(/^MAIL FROM before EHLO/) },
    ]);
  });

  it('a command that does not wait for the delayed reply to EHLO inside TLS is told before that reply', async () => {
    const stand = await testStand({
      rules: [{ id: 'r', layer: 'smtp', match: { stage: 'EHLO over TLS' }, do: { delayMs: 3000 } }],
    });
    const peer = await saidHello(stand);
    peer.send('STARTTLS\r\nNOOP\r\n');
    await peer.reply();
    await peer.handshake();
    peer.send('EHLO x\r\n');
    await stand.clock.settle();
    peer.send('MAIL FROM:<>\r\n');
    await stand.clock.settle();
    await stand.clock.advance(3000);
    await peer.reply();
    await peer.reply();
    const inside = stand.log.all.slice(stand.facts('tlsEstablished')[0]?.seq);
    expect(inside.map(({ type }) => type).filter((type) => type !== 'ruleFired')).toEqual([
      'commandReceived',
      'wireAnomaly',
      'replySent',
      'commandReceived',
      'replySent',
    ]);
  });

  it('an unfinished line in clear does not spoil the lines inside TLS', async () => {
    const stand = await testStand();
    const peer = await saidHello(stand);
    peer.send('STARTTLS\r\nunfinished\r');
    await peer.reply();
    await peer.handshake();
    await peer.ask('EHLO x');
    expect(stand.facts('wireAnomaly').map((one) => one.kind)).not.toContain('bare CR');
  });

  it('a ClientHello that is none fails the handshake', async () => {
    const stand = await testStand();
    const peer = await saidHello(stand);
    await peer.ask('STARTTLS');
    peer.send('this is not TLS\r\n');
    await peer.ended();
    expect(await stand.connectionClosed()).toMatchObject({ stage: 'TLS' });
    expect(stand.facts('tlsFailed')).toMatchObject([
      { reason: expect.stringMatching(/^ERR_SSL_\w+: .*(?:wrong version number|packet length|unexpected)/i) },
    ]);
  });

  it('a stop in the middle of a handshake ends it cleanly', async () => {
    const stand = await testStand();
    const peer = await saidHello(stand);
    await peer.ask('STARTTLS');
    peer.send(Buffer.from([0x16, 0x03, 0x01, 0x02]));
    await stand.clock.settle();
    await stand.intake.close();
    expect((await stand.connectionClosed()).end).toBe('intake stopped');
  });
});
