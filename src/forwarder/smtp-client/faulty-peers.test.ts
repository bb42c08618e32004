import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createSecureContext } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../clock.ts';
import { Channel } from './channel.ts';
import { StandardDotStuffer } from './dot-stuffing.ts';
import type { DeliveryOutcome } from './outcome.ts';
import { StrictReplyParser } from './reply-parser.ts';
import { openSession, type SessionSettings } from './session.ts';
import { type Submission, sendMessage } from './transaction.ts';

const servers: Server[] = [];
const sockets: Socket[] = [];
const timeouts = { connectMs: 1000, greetingMs: 2000, commandMs: 3000, handshakeMs: 4000, dataMs: 5000 };

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) server.close();
});

/** What the peer does when a command line (or the connection, as '') comes in: bytes to send, or an end of the connection. */
type Script = (line: string, socket: Socket) => string | undefined;

const peer = async (script: Script): Promise<number> => {
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    const answer = (line: string): void => {
      const text = script(line, socket);
      if (text !== undefined && socket.writable) socket.write(text);
    };
    let text = '';
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      const lines = text.split('\r\n');
      text = lines.pop() ?? '';
      lines.forEach(answer);
    });
    answer('');
  });
  servers.push(server);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
};

const MESSAGE: Submission = { sender: 'a@b.test', recipients: ['c@d.test'], parts: [Buffer.from('hello\r\n')], size: 7, eightBit: true };

/** One message to a peer in clear, as for ordinary mail, or as far as the peer lets it come. */
const attempt = async (
  script: Script,
  tls: SessionSettings['tls'] = 'if offered',
  message: Submission = MESSAGE,
): Promise<DeliveryOutcome> => {
  const clock = new VirtualClock();
  const port = await peer(script);
  let outcome: DeliveryOutcome | undefined;
  const run = async (): Promise<DeliveryOutcome> => {
    const { promise, resolve } = Promise.withResolvers<string | undefined>();
    const channel = Channel.open({ address: '127.0.0.1', port, timeoutMs: 1000 }, clock, () => new StrictReplyParser(), resolve);
    await promise;
    const context = createSecureContext();
    const opened = await openSession(
      channel,
      { hostname: 'c.test', servername: 's.test', tls, trusts: () => true, context, timeouts },
      () => {},
    );
    if (opened.kind === 'failed') return opened.failure;
    const sent = await sendMessage(channel, message, {
      extensions: opened.extensions,
      timeouts,
      newDotStuffer: () => new StandardDotStuffer(),
    });
    channel.destroy('closed');
    return sent.outcome;
  };
  void run().then((ended) => {
    outcome = ended;
  });
  await clock.runUntil(() => outcome !== undefined, 60_000);
  if (outcome === undefined) throw new Error('the attempt never ended');
  return outcome;
};

const kind: Record<string, (line: string) => boolean> = {
  greeting: (line) => line === '',
  EHLO: (line) => line.startsWith('EHLO'),
  'MAIL FROM': (line) => line.startsWith('MAIL'),
  'RCPT TO': (line) => line.startsWith('RCPT'),
  DATA: (line) => line === 'DATA',
  'end of data': (line) => line === '.',
};
const good: Script = (line) => {
  if (line === '') return '220 hello\r\n';
  if (line === 'DATA') return '354 go on\r\n';
  return line === 'hello' ? undefined : '250 ok\r\n';
};
const STAGES = Object.keys(kind);
const at =
  (stage: string, act: Script): Script =>
  (line, socket) =>
    kind[stage]?.(line) ? act(line, socket) : good(line, socket);

describe('client and faulty peers', () => {
  it('delivers to a good one', async () => {
    expect(await attempt(good)).toMatchObject({ kind: 'accepted' });
  });

  it.each(STAGES)('%s: a refusal is told with its code and stage, also with a close right after it', async (stage) => {
    const wanted = { kind: 'refused', stage, reply: { code: 550, lines: ['first', 'second'] } };
    // Ordinary mail goes on with HELO where EHLO is refused; the connector does not.
    const tls = stage === 'EHLO' ? 'required' : 'if offered';
    expect(
      await attempt(
        at(stage, () => '550-first\r\n550 second\r\n'),
        tls,
      ),
    ).toMatchObject(wanted);
    const closing = at(stage, (_line, socket) => {
      socket.end('550-first\r\n550 second\r\n');
      return undefined;
    });
    expect(await attempt(closing, tls)).toMatchObject(wanted);
  });

  it.each(STAGES)('%s: a reply cut off, a close, a reset and a stall are network errors', async (stage) => {
    const cut = at(stage, (_line, socket) => {
      socket.end('550 x');
      return undefined;
    });
    expect(await attempt(cut)).toMatchObject({ kind: 'network error', stage, detail: 'closed' });
    const reset = at(stage, (_line, socket) => {
      socket.resetAndDestroy();
      return undefined;
    });
    expect(await attempt(reset)).toMatchObject({ kind: 'network error', stage, detail: 'reset' });
    expect(await attempt(at(stage, () => undefined))).toMatchObject({ kind: 'network error', stage, detail: 'timed out' });
  });

  it.each(STAGES)('%s: what is no reply, or one in the wrong place, is garbled', async (stage) => {
    expect(await attempt(at(stage, () => 'what?\r\n'))).toMatchObject({ kind: 'garbled reply', stage });
    const misplaced = stage === 'DATA' ? '250 ok\r\n' : '354 go on\r\n';
    expect(await attempt(at(stage, () => misplaced))).toMatchObject({ kind: 'garbled reply', stage });
  });
});

describe('client and extensions', () => {
  /** Commands, in the order sent, to a peer that offers these extensions, and what the attempt came to. */
  const session = async (offered: readonly string[], message: Partial<Submission> = {}) => {
    const commands: string[] = [];
    const ehlo = ['s.test', ...offered].map((line, index) => `250${index === offered.length ? ' ' : '-'}${line}\r\n`).join('');
    const script: Script = (line, socket) => {
      commands.push(line);
      return kind.EHLO?.(line) ? ehlo : good(line, socket);
    };
    const outcome = await attempt(script, 'if offered', { ...MESSAGE, ...message });
    return { outcome, commands: commands.filter((line) => /^(?:MAIL|RCPT|DATA|RSET|BDAT)/.test(line)) };
  };

  it('uses each only where it is offered, and PIPELINING and CHUNKING never', async () => {
    const plain = ['MAIL FROM:<a@b.test>', 'RCPT TO:<c@d.test>', 'DATA'];
    expect((await session([])).commands).toEqual(plain);
    expect((await session(['PIPELINING', 'CHUNKING', 'SMTPUTF8'])).commands).toEqual(plain);
    expect((await session(['SIZE 7'])).commands[0]).toBe('MAIL FROM:<a@b.test> SIZE=7');
    expect((await session(['8BITMIME'])).commands[0]).toBe('MAIL FROM:<a@b.test> BODY=8BITMIME');
    expect((await session(['8BITMIME'], { eightBit: false })).commands[0]).toBe('MAIL FROM:<a@b.test>');
  });

  it('sends a message of the announced size, and none over it; SIZE without a number is no limit', async () => {
    for (const size of ['SIZE 7', 'SIZE 0', 'SIZE']) expect((await session([size])).outcome).toMatchObject({ kind: 'accepted' });
    expect(await session(['SIZE 6'])).toEqual({ outcome: { kind: 'too large', size: 7, limit: 6 }, commands: [] });
  });

  it('sends bytes over 127 unchanged where 8BITMIME is not offered', async () => {
    const bytes: string[] = [];
    const script: Script = (line, socket) => {
      bytes.push(line);
      return line === 'h\xe9' ? undefined : good(line, socket);
    };
    const outcome = await attempt(script, 'if offered', { ...MESSAGE, parts: [Buffer.from('h\xe9\r\n', 'latin1')], size: 4 });
    expect(outcome).toMatchObject({ kind: 'accepted' });
    expect(bytes).toContain('h\xe9');
  });

  it('sends an address with other letters only with SMTPUTF8, and spares the others of the message', async () => {
    const recipients = ['c@d.test', 'j\u00f6rg@d.test'];
    const utf8 = (text: string): string => Buffer.from(text).toString('latin1');
    expect((await session(['SMTPUTF8'], { recipients })).commands).toEqual([
      'MAIL FROM:<a@b.test> SMTPUTF8',
      'RCPT TO:<c@d.test>',
      utf8('RCPT TO:<j\u00f6rg@d.test>'),
      'DATA',
    ]);
    expect(await session([], { recipients })).toMatchObject({
      outcome: { kind: 'accepted' },
      commands: ['MAIL FROM:<a@b.test>', 'RCPT TO:<c@d.test>', 'DATA'],
    });
    const refused = { kind: 'refused', stage: 'MAIL FROM', reply: { code: 553 } };
    for (const message of [{ recipients: recipients.slice(1) }, { sender: 'j\u00f6rg@b.test' }]) {
      expect(await session([], message)).toMatchObject({ outcome: refused, commands: [] });
    }
  });

  it('sends a domain with other letters in its ASCII form, which needs no extension', async () => {
    const wanted = ['MAIL FROM:<a@xn--bcher-kva.test>', 'RCPT TO:<c@xn--bcher-kva.test>', 'DATA'];
    const message = { sender: 'a@b\u00fccher.test', recipients: ['c@b\u00fccher.test'] };
    for (const offered of [[], ['SMTPUTF8']]) expect((await session(offered, message)).commands).toEqual(wanted);
  });
});

describe('client and faulty STARTTLS', () => {
  const offered =
    (starttls: Script): Script =>
    (line, socket) => {
      if (kind.EHLO?.(line)) return '250-s\r\n250 STARTTLS\r\n';
      return line === 'STARTTLS' ? starttls(line, socket) : good(line, socket);
    };

  it.each([
    ['not offered', good],
    ['454', offered(() => '454 no\r\n')],
    ['554', offered(() => '554 no\r\n')],
    ['503', offered(() => '503 no\r\n')],
    ['bytes in clear with the 220', offered(() => '220 go\r\n250 injected\r\n')],
    ['part of a line in clear with the 220', offered(() => '220 go\r\n25')],
    [
      'garbage instead of a handshake',
      offered((_line, socket) => {
        socket.write('220 go\r\n');
        socket.once('data', () => socket.write('not tls at all\r\n'));
        return undefined;
      }),
    ],
    [
      'a handshake that is cut',
      offered((_line, socket) => {
        socket.write('220 go\r\n');
        socket.once('data', () => socket.destroy());
        return undefined;
      }),
    ],
    ['a handshake that stalls', offered(() => '220 go\r\n')],
  ])('%s is a TLS error, and nothing is sent in clear', async (_name, script) => {
    const commands: string[] = [];
    const recording: Script = (line, socket) => {
      commands.push(line);
      return script(line, socket);
    };
    expect(await attempt(recording, 'required')).toMatchObject({ kind: 'tls error' });
    expect(commands.some((line) => /^(?:MAIL|RCPT|DATA)/.test(line))).toBe(false);
  });

  it.each(['220 go\r\n250 injected\r\n', '220 go\r\n25'])('tells bytes in clear with the 220 (%j) for what they are', async (text) => {
    const outcome = await attempt(
      offered(() => text),
      'required',
    );
    expect(outcome).toEqual({ kind: 'tls error', detail: 'data in clear after the reply to STARTTLS' });
  });

  it.each([
    ['421', '421 bye\r\n', { kind: 'refused', stage: 'STARTTLS' }],
    ['garbage', 'hm\r\n', { kind: 'garbled reply', stage: 'STARTTLS' }],
  ])('%s in answer to STARTTLS keeps its ordinary meaning', async (_name, text, wanted) => {
    expect(
      await attempt(
        offered(() => text),
        'required',
      ),
    ).toMatchObject(wanted);
  });
});
