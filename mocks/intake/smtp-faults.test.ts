import { describe, expect, it } from 'vitest';
import type { SmtpStage } from '../../src/smtp/stage.ts';
import type { FaultRuleInput } from '../faults/rule.ts';
import type { TestPeer } from './test-peer.ts';
import { MESSAGE, PRIMARY, SECONDARY, type TestStand, testStand } from './test-stand.ts';

type SmtpRule = Extract<FaultRuleInput, { layer: 'smtp' }>;

const rule = (stage: SmtpStage | undefined, action: SmtpRule['do'], more: Partial<SmtpRule> = {}): SmtpRule => ({
  id: 'r',
  layer: 'smtp',
  match: stage === undefined ? {} : { stage },
  do: action,
  ...more,
});

/** The lines that lead up to a stage, the stage's own command last. */
const LINES: Partial<Record<SmtpStage, string[]>> = {
  EHLO: ['EHLO x'],
  STARTTLS: ['EHLO x', 'STARTTLS'],
  'MAIL FROM': ['EHLO x', 'MAIL FROM:<>'],
  'RCPT TO': ['EHLO x', 'MAIL FROM:<>', `RCPT TO:<${PRIMARY}>`],
  DATA: ['EHLO x', 'MAIL FROM:<>', `RCPT TO:<${PRIMARY}>`, 'DATA'],
  'end of data': ['EHLO x', 'MAIL FROM:<>', `RCPT TO:<${PRIMARY}>`, 'DATA', `${MESSAGE}.`],
  QUIT: ['EHLO x', 'QUIT'],
};

/** Connects and goes up to a stage; returns the peer and the reply at that stage. */
const upTo = async (stand: TestStand, stage: SmtpStage): Promise<{ peer: TestPeer; reply: string }> => {
  const peer = await stand.connect();
  let reply = await peer.reply();
  if (stage === 'EHLO over TLS') {
    await peer.ask('EHLO x');
    await peer.startTls();
    return { peer, reply: await peer.ask('EHLO x') };
  }
  for (const line of LINES[stage] ?? []) reply = await peer.ask(line);
  return { peer, reply };
};

const deliver = async (peer: TestPeer): Promise<string> => {
  await peer.dialogue('MAIL FROM:<>', `RCPT TO:<${PRIMARY}>`, 'DATA');
  return peer.ask(`${MESSAGE}.`);
};

const STAGES: SmtpStage[] = ['greeting', 'EHLO', 'STARTTLS', 'EHLO over TLS', 'MAIL FROM', 'RCPT TO', 'DATA', 'end of data', 'QUIT'];

describe('reply', () => {
  it.each(STAGES)('451 at %s is sent, recorded and leaves the session right', async (stage) => {
    const stand = await testStand({ rules: [rule(stage, { reply: '451 4.3.0 try later' }, { times: 1 })] });
    const { peer, reply } = await upTo(stand, stage);
    expect(reply).toBe('451 4.3.0 try later\r\n');
    expect(stand.facts('ruleFired')).toMatchObject([{ ruleId: 'r', stage, connection: 1, action: '451 4.3.0 try later' }]);
    expect(stand.facts('replySent').at(-1)).toMatchObject({ stage, text: '451 4.3.0 try later\r\n', ruleId: 'r' });
    if (stage === 'greeting') {
      expect(await peer.ended()).toBe('closed');
      return;
    }
    await peer.ask('RSET');
    await peer.ask('EHLO again');
    expect(await deliver(peer)).toMatch(/^250 /);
    expect(stand.facts('copyReceived').map((one) => one.fate)).toEqual(stage === 'end of data' ? ['refused', 'stored'] : ['stored']);
  });

  it('at MAIL FROM and RCPT TO leaves sender and recipient unaccepted', async () => {
    const stand = await testStand({
      rules: [
        { ...rule('MAIL FROM', { reply: '550 5.7.1 no' }, { times: 1 }), id: 'mail' },
        { ...rule('RCPT TO', { reply: '452 4.2.2 full' }, { times: 1 }), id: 'rcpt' },
      ],
    });
    const { peer } = await upTo(stand, 'MAIL FROM');
    expect(await peer.ask(`RCPT TO:<${PRIMARY}>`)).toMatch(/^503 /);
    expect(await peer.dialogue('MAIL FROM:<>', `RCPT TO:<${PRIMARY}>`)).toBe('452');
    expect(await peer.ask('DATA')).toMatch(/^503 /);
    expect(stand.facts('ruleFired').map((one) => one.ruleId)).toEqual(['mail', 'rcpt']);
  });

  it('421 closes the connection unless the rule says otherwise', async () => {
    const stand = await testStand({ rules: [rule('RCPT TO', { reply: '421 4.3.2 going down' }, { times: 1 })] });
    const { peer, reply } = await upTo(stand, 'RCPT TO');
    expect(reply).toBe('421 4.3.2 going down\r\n');
    expect(await peer.ended()).toBe('closed');
    peer.leave();
    expect((await stand.connectionClosed()).end).toBe('closed by intake');
  });

  it.each([
    ['close', 'closed', 'closed by intake'],
    ['reset', 'reset', 'reset by intake'],
  ] as const)('and then %s', async (andThen, seen, end) => {
    const stand = await testStand({ rules: [rule('DATA', { reply: '550 5.0.0 no', andThen })] });
    const { peer, reply } = await upTo(stand, 'DATA');
    expect(reply).toBe('550 5.0.0 no\r\n');
    expect(await peer.ended()).toBe(seen);
    peer.leave();
    expect((await stand.connectionClosed()).end).toBe(end);
  });

  it('and then stall: nothing more is answered, and the peer is noticed when it leaves', async () => {
    const stand = await testStand({ rules: [rule('EHLO', { reply: '250 x', andThen: 'stall' })] });
    const { peer } = await upTo(stand, 'EHLO');
    peer.send('MAIL FROM:<>\r\n');
    await stand.clock.advance(60_000);
    expect(peer.rest).toBe('');
    peer.leave();
    expect((await stand.connectionClosed()).end).toBe('closed by peer');
  });

  it('421 and then continue keeps the connection', async () => {
    const stand = await testStand({ rules: [rule('MAIL FROM', { reply: '421 4.0.0 x', andThen: 'continue' }, { times: 1 })] });
    const { peer } = await upTo(stand, 'MAIL FROM');
    expect(await peer.dialogue('MAIL FROM:<>')).toBe('250');
  });

  it('of several lines is one multi-line reply; a success reworded is still carried out', async () => {
    const stand = await testStand({ rules: [rule('RCPT TO', { reply: ['250 2.1.5 one', '250 2.1.5 two'] })] });
    const { peer, reply } = await upTo(stand, 'RCPT TO');
    expect(reply).toBe('250-2.1.5 one\r\n250 2.1.5 two\r\n');
    expect(await peer.dialogue('DATA')).toBe('354');
  });

  it('does not make an unknown recipient known', async () => {
    const stand = await testStand({ rules: [rule('RCPT TO', { reply: '250 2.1.5 sure' })] });
    const { peer } = await upTo(stand, 'MAIL FROM');
    expect(await peer.ask('RCPT TO:<nobody@intake.test>')).toMatch(/^550 5\.1\.1 /);
  });

  it('comes unasked right after the 250 when it is for between messages', async () => {
    const stand = await testStand({ rules: [rule('between messages', { reply: '421 4.3.2 enough' })] });
    const { peer, reply } = await upTo(stand, 'end of data');
    expect(reply).toMatch(/^250 /);
    expect(await peer.reply()).toBe('421 4.3.2 enough\r\n');
    expect(await peer.ended()).toBe('closed');
    expect(stand.replies().at(-1)).toBe('between messages: 421 4.3.2 enough\r\n');
  });

  it('comes in the middle of a message', async () => {
    const stand = await testStand({ rules: [rule('message', { reply: '421 4.3.2 stop' })] });
    const { peer } = await upTo(stand, 'DATA');
    peer.send(`${'x'.repeat(70)}\r\n`.repeat(100));
    expect(await peer.reply()).toBe('421 4.3.2 stop\r\n');
    expect(await peer.ended()).toBe('closed');
    peer.leave();
    await stand.connectionClosed();
    expect(stand.store.list()).toEqual([]);
  });
});

describe('bytes that are no whole reply', () => {
  it('rawReply is sent as it is', async () => {
    const stand = await testStand({ rules: [rule('MAIL FROM', { rawReply: 'hello\r\n' })] });
    const { peer } = await upTo(stand, 'EHLO');
    peer.send('MAIL FROM:<>\r\n');
    await peer.bytes('hello\r\n');
    expect(stand.replies().at(-1)).toBe('MAIL FROM: hello\r\n');
    expect(peer.rest).toBe('hello\r\n');
  });

  it('cutReply at end of data is cut and closed; a cut 250 still means that the copy is kept (SMTP-4)', async () => {
    const stand = await testStand({ rules: [rule('end of data', { cutReply: { reply: '250 2.6.0 queued', bytes: 6 } })] });
    const { peer } = await upTo(stand, 'DATA');
    peer.send(`${MESSAGE}.\r\n`);
    expect(await peer.ended()).toBe('closed');
    expect(peer.rest).toBe('250 2.');
    expect(stand.facts('copyReceived').map((one) => one.fate)).toEqual(['stored']);
    expect(stand.store.list()).toHaveLength(1);
  });
});

describe('delayMs', () => {
  it.each(['greeting', 'RCPT TO', 'end of data'] as const)('at %s sends the usual reply later', async (stage) => {
    const stand = await testStand({ rules: [rule(stage, { delayMs: 30_000 })] });
    const going = upTo(stand, stage);
    await stand.clock.advance(29_999);
    const before = stand.facts('replySent').length;
    await stand.clock.advance(1);
    const { reply } = await going;
    expect(reply).toMatch(/^2[25]0 /);
    expect(stand.facts('replySent')).toHaveLength(before + 1);
    const answered = stand.facts('replySent').at(-1);
    expect((answered?.atMs ?? 0) - (stand.facts('connectionOpened')[0]?.atMs ?? 0)).toBe(30_000);
  });

  it('ends with the connection', async () => {
    const stand = await testStand({ rules: [rule('EHLO', { delayMs: 30_000 })] });
    const peer = await stand.greeted();
    peer.send('EHLO x\r\n');
    await stand.clock.settle();
    expect(stand.clock.pendingTimers).toBe(1);
    peer.leave();
    await stand.connectionClosed();
    expect(stand.clock.pendingTimers).toBe(0);
  });
});

describe('extensions and limits', () => {
  it('omitExtensions and announceSize change the EHLO reply', async () => {
    const omit = await testStand({ rules: [rule('EHLO', { omitExtensions: ['STARTTLS', 'PIPELINING', 'SMTPUTF8'] })] });
    const { peer, reply } = await upTo(omit, 'EHLO');
    expect(reply).toBe('250-mx1.test Nice to meet you, [127.0.0.1]\r\n250-8BITMIME\r\n250-ENHANCEDSTATUSCODES\r\n250 SIZE 52428800\r\n');
    expect(await peer.ask('STARTTLS')).toBe('502 5.5.1 Error: command not implemented\r\n');
    peer.send('NOOP\r\nNOOP\r\n');
    await peer.reply();
    await peer.reply();
    expect(omit.facts('wireAnomaly')).toMatchObject([{ kind: 'bad sequence' }]);
  });

  it('announceSize refuses what is larger, declared or sent', async () => {
    const stand = await testStand({ rules: [rule('EHLO', { announceSize: 20 })] });
    const { peer, reply } = await upTo(stand, 'EHLO');
    expect(reply).toContain('250 SIZE 20\r\n');
    expect(await peer.ask('MAIL FROM:<> SIZE=21')).toMatch(/^552 5\.3\.4 /);
    expect(await deliver(peer)).toMatch(/^552 5\.3\.4 /);
    expect(stand.facts('copyReceived')).toMatchObject([{ fate: 'refused', size: MESSAGE.length }]);
    expect(await peer.dialogue('MAIL FROM:<>', `RCPT TO:<${PRIMARY}>`, 'DATA', 'short\r\n.')).toBe('250');
  });

  it('maxConnections greets the one too many with 421', async () => {
    const stand = await testStand({ rules: [rule(undefined, { maxConnections: 1 })] });
    const first = await stand.greeted();
    const second = await stand.connect();
    expect(await second.reply()).toBe('421 4.7.0 mx1.test Too many connections, try again later\r\n');
    expect(await second.ended()).toBe('closed');
    expect(await first.dialogue('EHLO x')).toBe('250');
    expect(stand.facts('ruleFired')).toMatchObject([{ connection: 2, stage: 'greeting' }]);
  });

  it('maxMessagesPerConnection answers 421 after that many', async () => {
    const stand = await testStand({ rules: [rule(undefined, { maxMessagesPerConnection: 2 })] });
    const { peer } = await upTo(stand, 'end of data');
    expect(await deliver(peer)).toMatch(/^250 /);
    expect(await peer.ask('MAIL FROM:<>')).toBe('421 4.7.0 mx1.test Too many messages on this connection\r\n');
    expect(await peer.ended()).toBe('closed');
  });
});

describe('what becomes of a copy', () => {
  it('storeButRefuse keeps it and refuses; acceptButDrop takes it and loses it', async () => {
    const stand = await testStand({
      rules: [
        { ...rule(undefined, { storeButRefuse: '451 4.3.0 lost the reply' }), id: 'keep', match: { to: '4-5-6@*' } },
        { ...rule(undefined, { acceptButDrop: true }), id: 'drop', match: { header: 'Subject: hello' } },
      ].reverse(),
    });
    const { peer } = await upTo(stand, 'end of data');
    expect(await peer.dialogue('MAIL FROM:<>', `RCPT TO:<${SECONDARY}>`, 'DATA', `${MESSAGE}.`)).toBe('451');
    expect(stand.facts('copyReceived').map((one) => one.fate)).toEqual(['accepted but dropped', 'stored but refused']);
    expect(stand.store.list().map((one) => one.copy)).toEqual([2]);
  });

  it('the inner message can be matched by its header', async () => {
    const stand = await testStand({
      rules: [{ ...rule(undefined, { reply: '550 5.0.0 no' }), match: { header: 'X-Inner: folded line' } }],
    });
    const { peer } = await upTo(stand, 'DATA');
    const wrapper =
      'Subject: outer\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n';
    expect(await peer.ask(`${wrapper}Subject: inner\r\nX-Inner: folded\r\n line\r\n\r\nbody\r\n--b--\r\n.`)).toBe('550 5.0.0 no\r\n');
  });
});

describe('matching', () => {
  it('counts attempts by recipient from RCPT TO on, by round before', async () => {
    const stand = await testStand({
      rules: [
        { ...rule('RCPT TO', { reply: '451 4.3.0 second' }), id: 'rcpt', match: { stage: 'RCPT TO', to: PRIMARY, attempt: 2 } },
        { ...rule('EHLO', { reply: '451 4.3.0 round' }), id: 'ehlo', match: { stage: 'EHLO', attempt: 2 } },
      ],
    });
    const { peer } = await upTo(stand, 'RCPT TO');
    await peer.ask('RSET');
    expect(await peer.dialogue('MAIL FROM:<>', `RCPT TO:<${SECONDARY}>`)).toBe('250');
    expect(await peer.dialogue(`RCPT TO:<${PRIMARY.toUpperCase()}>`)).toBe('451');
    peer.leave();
    await stand.connectionClosed();
    await stand.clock.advance(1000);
    expect((await upTo(stand, 'EHLO')).reply).toBe('451 4.3.0 round\r\n');
  });

  it('goes by the first recipient that was accepted from DATA on', async () => {
    const stand = await testStand({
      rules: [{ ...rule('DATA', { reply: '451 4.3.0 x' }), match: { stage: 'DATA', to: PRIMARY, attempt: 1 } }],
    });
    const { peer } = await upTo(stand, 'RCPT TO');
    await peer.dialogue(`RCPT TO:<${SECONDARY}>`, 'RCPT TO:<nobody@intake.test>');
    expect(await peer.dialogue('DATA')).toBe('451');
  });

  it('knows the account and the transaction', async () => {
    const stand = await testStand({
      rules: [{ ...rule('DATA', { reply: '550 5.0.0 no' }), match: { stage: 'DATA', account: 'primary', transaction: 2 } }],
    });
    const { peer, reply } = await upTo(stand, 'end of data');
    expect(reply).toMatch(/^250 /);
    expect(await peer.dialogue('MAIL FROM:<>', `RCPT TO:<${PRIMARY}>`, 'DATA')).toBe('550');
  });
});
