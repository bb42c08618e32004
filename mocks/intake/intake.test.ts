import { createHash } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { AccountBook } from '../accounts.ts';
import { IntakeStartError, startIntake } from './intake.ts';
import { MESSAGE, PRIMARY, SECONDARY, stubAuthority, testStand } from './test-stand.ts';

describe('a delivery without faults', () => {
  it('is taken and written down byte for byte, inside TLS too', async () => {
    const stand = await testStand();
    const peer = await stand.greeted();
    expect(await peer.ask('EHLO Gateway.Example')).toBe(
      '250-mx1.test Nice to meet you, [127.0.0.1]\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-ENHANCEDSTATUSCODES\r\n250-STARTTLS\r\n250 SIZE 52428800\r\n',
    );
    await peer.startTls();
    expect(await peer.dialogue('EHLO Gateway.Example', 'MAIL FROM:<a@B.test>', `RCPT TO:<${PRIMARY.toUpperCase()}>`, 'DATA')).toBe('354');
    expect(await peer.ask(`${MESSAGE}..dot\r\n.`)).toBe('250 2.6.0 OK: queued as copy 1\r\n');
    expect(await peer.ask('QUIT')).toBe('221 2.0.0 Bye\r\n');
    expect(await peer.ended()).toBe('closed');
    peer.leave();
    const closed = await stand.connectionClosed();
    expect(closed).toMatchObject({ end: 'QUIT', stage: 'QUIT' });
    expect(closed.bytesIn).toBeGreaterThan(300);
    expect(closed.bytesOut).toBeGreaterThan(300);

    const raw = `${MESSAGE}.dot\r\n`;
    expect(stand.facts('copyReceived')).toMatchObject([
      {
        copy: 1,
        account: 'primary',
        mailFrom: 'a@B.test',
        rcptTo: [PRIMARY.toUpperCase()],
        size: raw.length,
        sha256: createHash('sha256').update(raw).digest('hex'),
        fate: 'stored',
      },
    ]);
    expect(stand.store.get(1)?.raw.toString()).toBe(raw);
    expect(stand.facts('commandReceived').map((one) => `${one.stage}${one.secure ? '*' : ''}: ${one.line}`)).toEqual([
      'EHLO: EHLO Gateway.Example',
      'STARTTLS: STARTTLS',
      'EHLO over TLS*: EHLO Gateway.Example',
      'MAIL FROM*: MAIL FROM:<a@B.test>',
      `RCPT TO*: RCPT TO:<${PRIMARY.toUpperCase()}>`,
      'DATA*: DATA',
      'QUIT*: QUIT',
    ]);
    expect(stand.facts('tlsEstablished')).toMatchObject([{ protocol: 'TLSv1.3', servername: 'mx1.test', certificate: 'valid' }]);
    expect(stand.facts('wireAnomaly')).toEqual([]);
    expect(stand.replies().at(-2)).toBe('end of data: 250 2.6.0 OK: queued as copy 1\r\n');
    const order = stand.log.all.map((one) => one.type);
    expect(order.lastIndexOf('copyReceived')).toBeLessThan(order.lastIndexOf('replySent') - 1);
  });

  it('that the store cannot take is answered 452 and told as refused', async () => {
    const stand = await testStand();
    const full = (): void => {
      throw new Error('the disk is full');
    };
    vi.spyOn(stand.store, 'open').mockReturnValueOnce({ write: () => undefined, keep: full, discard: () => undefined });
    const peer = await stand.greeted();
    expect(await peer.dialogue('EHLO x', 'MAIL FROM:<a@b.test>', `RCPT TO:<${PRIMARY}>`, 'DATA')).toBe('354');
    expect(await peer.ask(`${MESSAGE}.`)).toBe('452 4.3.1 The message could not be stored, try again later\r\n');
    expect(stand.facts('copyReceived')).toMatchObject([{ copy: 1, fate: 'refused' }]);
    expect(stand.facts('standChanged')).toMatchObject([{ what: 'copy 1 was not stored: the disk is full' }]);
    expect(await peer.dialogue('MAIL FROM:<a@b.test>', `RCPT TO:<${PRIMARY}>`, 'DATA')).toBe('354');
    expect(await peer.ask(`${MESSAGE}.`)).toBe('250 2.6.0 OK: queued as copy 2\r\n');
    peer.leave();
  });

  it('tells the address families, hosts and rounds apart', async () => {
    const stand = await testStand({
      hosts: [
        { name: 'mx1.test', address: '127.0.0.1' },
        { name: 'mx2.test', address: '127.0.0.2' },
        { name: 'mx3.test', address: '::1' },
      ],
    });
    const peers = [await stand.greeted('127.0.0.1'), await stand.greeted('127.0.0.2'), await stand.greeted('::1')];
    expect(stand.intake.openConnections()).toBe(3);
    for (const peer of peers) {
      await peer.ask('QUIT');
      peer.leave();
    }
    for (const number of [1, 2, 3]) await stand.connectionClosed(number);
    await stand.clock.advance(1000);
    await stand.greeted();
    expect(stand.facts('connectionOpened').map((one) => `${one.host} ${one.round}`)).toEqual([
      'mx1.test 1',
      'mx2.test 1',
      'mx3.test 1',
      'mx1.test 2',
    ]);
  });

  it('takes many messages on one connection, pipelined', async () => {
    const stand = await testStand();
    const peer = await stand.greeted();
    await peer.ask('EHLO x');
    for (let index = 0; index < 3; index += 1) {
      peer.send(`MAIL FROM:<>\r\nRCPT TO:<${SECONDARY}>\r\nDATA\r\n`);
      expect([await peer.reply(), await peer.reply(), await peer.reply()].map((one) => one.slice(0, 3))).toEqual(['250', '250', '354']);
      expect((await peer.ask(`${MESSAGE}.`)).slice(0, 3)).toBe('250');
    }
    expect(stand.facts('copyReceived').map((one) => `${one.copy} ${one.account}`)).toEqual(['1 secondary', '2 secondary', '3 secondary']);
    expect(stand.facts('wireAnomaly')).toEqual([]);
  });

  it('takes an empty message, lines of dots and a large message in many pieces', async () => {
    const stand = await testStand();
    const peer = await stand.greeted();
    await peer.ask('EHLO x');
    const bodies = ['', '.\r\n..\r\n.\r\n', `${'x'.repeat(900)}\r\n`.repeat(3000)];
    for (const body of bodies) {
      await peer.dialogue('MAIL FROM:<>', `RCPT TO:<${PRIMARY}>`, 'DATA');
      expect((await peer.ask(`${body.replace(/^\./gm, '..')}.`)).slice(0, 3)).toBe('250');
    }
    expect(stand.store.list().map((one) => one.raw.toString())).toEqual(bodies);
  });

  it('refuses an address that was never issued (SETUP-5)', async () => {
    const stand = await testStand();
    const peer = await stand.greeted();
    await peer.dialogue('EHLO x', 'MAIL FROM:<a@b.test>');
    expect(await peer.ask('RCPT TO:<nobody@intake.test>')).toBe('550 5.1.1 No such message intake address\r\n');
    expect(await peer.ask('DATA')).toMatch(/^503 /);
  });

  it('judges each address for itself, whatever the last one was', async () => {
    const stand = await testStand();
    const peer = await stand.greeted();
    await peer.ask('EHLO x');
    const replies: string[] = [];
    for (const from of ['<a@b.test>', '<a@b.test>', '<a b>', '<>', '<a b>']) {
      replies.push((await peer.ask(`MAIL FROM:${from}`)).slice(0, 3));
      await peer.ask('RSET');
    }
    expect(replies).toEqual(['250', '250', '501', '250', '501']);
  });

  it('leaves MAIL FROM in clear to others to judge, or refuses it when told to', async () => {
    const strict = await testStand({ requireTls: true });
    const peer = await strict.greeted();
    await peer.ask('EHLO x');
    expect(await peer.ask('MAIL FROM:<>')).toBe('530 5.7.0 Must issue a STARTTLS command first\r\n');
    await peer.startTls();
    expect(await peer.dialogue('EHLO x', 'MAIL FROM:<>')).toBe('250');
  });
});

describe('how connections end', () => {
  it('is told: by the peer, by a reset, by a stop', async () => {
    const stand = await testStand();
    const first = await stand.greeted();
    first.leave();
    expect((await stand.connectionClosed(1)).end).toBe('closed by peer');
    const second = await stand.greeted();
    second.abort();
    expect((await stand.connectionClosed(2)).end).toBe('reset by peer');
    const third = await stand.greeted();
    await third.ask('EHLO x');
    await third.startTls();
    third.abort();
    expect((await stand.connectionClosed(3)).end).toBe('reset by peer');
    await stand.greeted();
    await stand.intake.close();
    expect((await stand.connectionClosed(4)).end).toBe('intake stopped');
    expect(stand.intake.openConnections()).toBe(0);
  });

  it('gives up a message that breaks off', async () => {
    const stand = await testStand();
    const peer = await stand.greeted();
    await peer.dialogue('EHLO x', 'MAIL FROM:<>', `RCPT TO:<${PRIMARY}>`, 'DATA');
    peer.send('Subject: half');
    peer.leave();
    expect(await stand.connectionClosed()).toMatchObject({ end: 'closed by peer', stage: 'message' });
    expect(stand.facts('copyReceived')).toEqual([]);
    expect(stand.store.list()).toEqual([]);
  });
});

describe('starting', () => {
  it('says which address and port is taken and what to do', async () => {
    const stand = await testStand();
    const failing = startIntake({
      clock: stand.clock,
      evidence: stand.log,
      faults: stand.faults,
      store: stand.store,
      accounts: new AccountBook(),
      authority: await stubAuthority(),
      hosts: stand.intake.hosts,
      port: stand.intake.port,
    });
    await expect(failing).rejects.toThrow(IntakeStartError);
    await expect(failing).rejects.toThrow(`127.0.0.1:${stand.intake.port} (MX host mx1.test): EADDRINUSE: another program listens there`);
  });
});

it('stops though a peer never reads what is on its way to it', async () => {
  const flood = 'x'.repeat(16 * 1024 * 1024);
  for (const secure of [false, true]) {
    const stage = secure ? 'EHLO over TLS' : 'EHLO';
    const stand = await testStand({ rules: [{ id: 'r', layer: 'smtp', match: { stage }, do: { rawReply: flood, andThen: 'close' } }] });
    const peer = await stand.greeted();
    if (secure) {
      await peer.ask('EHLO x');
      await peer.startTls();
    }
    peer.send('EHLO x\r\n');
    peer.deaf();
    await stand.clock.settle();
    await stand.intake.close();
    expect(stand.intake.openConnections()).toBe(0);
    peer.hear();
    await peer.ended();
    peer.leave();
  }
});

it('stops in the very moment in which a connection is being closed', async () => {
  const stand = await testStand();
  const peer = await stand.greeted();
  let stopped: Promise<void> | undefined;
  stand.log.subscribe((entry) => {
    if (entry.type === 'replySent' && entry.stage === 'QUIT') process.nextTick(() => (stopped = stand.intake.close()));
  });
  await peer.ask('QUIT');
  expect(await peer.ended()).toMatch(/closed|reset/);
  peer.leave();
  await stopped;
  expect((await stand.connectionClosed()).end).toBe('intake stopped');
});
