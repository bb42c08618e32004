import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import nodemailer from 'nodemailer';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type RunningGateway, runGateway } from '../forwarder/gateway-main.ts';
import { main } from './main.ts';

// The command line of a gateway as people call it, against one that runs in this process; all that docs/gateway.md shows is run.

const SETD = join(import.meta.dirname, 'setd.mjs');
const DOCS = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'gateway.md'), 'utf8');

let folder = '';
let gateway: RunningGateway;
const children: ChildProcess[] = [];

const start = async (rest: string): Promise<RunningGateway> => {
  const file = join(folder, 'gateway.yaml');
  const listeners = 'listeners: [{name: InboundMail, kind: incoming, address: 127.0.0.1, port: 0}]';
  writeFileSync(file, `hostname: g.test\n${listeners}\nspool: memory\nmailLog: {file: log}\n${rest}\n`);
  return runGateway(file);
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gateway-cli-'));
  gateway = await start('console: {port: 0}');
  const transport = nodemailer.createTransport({ host: '127.0.0.1', port: gateway.listeners[0]?.port ?? 0, ignoreTLS: true });
  await transport.sendMail({
    envelope: { from: 'a@partner.example', to: ['b@company.example'] },
    raw: 'Message-ID: <docs@partner.example>\r\nSubject: Testing 1\r\n\r\nx\r\n',
  });
});
afterAll(async () => {
  await gateway.stop();
  rmSync(folder, { recursive: true });
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

interface Ran {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

const environment = (env: Record<string, string>): Record<string, string> => ({
  SETD_GATEWAY: gateway.console?.url ?? '',
  SETD_GATEWAY_TOKEN: '',
  ...env,
});

/** In a process of its own. */
const begin = (words: readonly string[], env: Record<string, string> = {}): ChildProcess => {
  const all = { ...process.env, ...environment(env) };
  const child = spawn(process.execPath, [SETD, 'gateway', ...words], { env: all, stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  return child;
};

/** In this process: what the program would print and end with. */
const run = async (words: readonly string[], env: Record<string, string> = {}): Promise<Ran> => {
  const told = { out: '', err: '' };
  const collect = (stream: 'out' | 'err') => (chunk: string | Uint8Array) => {
    told[stream] += String(chunk);
    return true;
  };
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(collect('out')),
    vi.spyOn(process.stderr, 'write').mockImplementation(collect('err')),
    // The program listens on its output as long as it lives.
    vi.spyOn(process.stdout, 'on').mockReturnValue(process.stdout),
  ];
  for (const [name, value] of Object.entries(environment(env))) vi.stubEnv(name, value);
  try {
    process.exitCode = 0;
    await main(['gateway', ...words]);
    return { status: Number(process.exitCode), ...told };
  } finally {
    process.exitCode = 0;
    vi.unstubAllEnvs();
    for (const spy of spies) spy.mockRestore();
  }
};

const apiText = async (path: string): Promise<string> => (await fetch(`${gateway.console?.url}/api/v1${path}`)).text();

const commands = [...DOCS.matchAll(/^npx setd gateway (.*?) +# (\d+)/gm)].map(([, words = '', status]) => ({
  words,
  status: Number(status),
}));

describe('docs/gateway.md', () => {
  it('has commands', () => expect(commands).toHaveLength(14));

  it.each(commands)(
    'setd gateway $words: exit $status',
    async ({ words, status }) => {
      const given = [...words.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
      const ran = await run(given);
      expect(ran).toMatchObject({ status });
      if (status === 0) expect(ran).toMatchObject({ out: expect.stringMatching(/\S/), err: '' });
      else expect(ran).toMatchObject({ out: '', err: expect.stringMatching(/^setd: [^\n]+\n$/) });
    },
    30_000,
  );

  it('shows every key of the configuration’s new parts as the example does', () => {
    for (const key of ['syslog', 'recentLines', 'tracking', 'console', 'cloud']) expect(DOCS).toContain(key);
  });
});

describe('setd gateway', () => {
  it('prints what the gateway says, as it says it', async () => {
    const tophosts = await run(['tophosts', '3']);
    const host = await run(['hoststatus', 'the.tdc.queue']);
    const events = await run(['findevent', '--message-id', 'docs@']);
    const timeless = (text: string): string => text.replace(/^Status as of: .*$/m, '');
    expect(timeless(tophosts.out)).toBe(timeless(await apiText('/cli/tophosts?sort=3')));
    expect(timeless(host.out)).toBe(timeless(await apiText('/cli/hoststatus/the.tdc.queue')));
    expect(events.out).toBe(await apiText('/cli/findevent?messageId=docs@'));
    expect(events.out).toContain('Subject "Testing 1"');
  });

  it('follows the log until it is interrupted', async () => {
    const child = begin(['tail', 'mail_logs', '-n', '1']);
    let text = '';
    const seen = Promise.withResolvers<void>();
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      if (text.includes('Subject "later"')) seen.resolve();
    });
    await once(child.stdout ?? child, 'data');
    const transport = nodemailer.createTransport({ host: '127.0.0.1', port: gateway.listeners[0]?.port ?? 0, ignoreTLS: true });
    await transport.sendMail({ envelope: { from: 'a@b.test', to: ['c@d.test'] }, raw: 'Subject: later\r\n\r\nx\r\n' });
    await seen.promise;
    child.kill('SIGINT');
    expect(await once(child, 'close')).toEqual([0, null]);
  }, 30_000);

  it.each([
    [['tail', 'status_logs'], 64, /no log status_logs; there is mail_logs/],
    [['tail', 'mail_logs', '-n', 'x'], 64, /--lines x: expected a whole number/],
    [['--url', 'ftp://x', 'tophosts'], 64, /--url ftp:\/\/x: expected an address such as/],
    [['findevent', '--mid', 'x'], 64, /mid: expected a whole number/],
    [['deliverystatus', 'colour'], 64, /no sort key colour; expected one of 1 active_rcpts/],
    [['hoststatus', 'a/b c%'], 3, /No record of host: 'a\/b c%'/],
    [['nothing'], 64, /unknown command/],
  ])('%j: exit %i', async (words, status, message) => {
    const ran = await run(words);
    expect(ran).toMatchObject({ status, out: '', err: expect.stringMatching(message) });
  });

  it('says what to do about a missing token, and takes it from the environment', async () => {
    const guarded = await start('console: {port: 0, token: secret-token}');
    const url = guarded.console?.url ?? '';
    const none = await run(['tophosts'], { SETD_GATEWAY: url });
    const wrong = await run(['tail', 'mail_logs'], { SETD_GATEWAY: url, SETD_GATEWAY_TOKEN: 'wrong' });
    const right = await run(['tophosts'], { SETD_GATEWAY: url, SETD_GATEWAY_TOKEN: 'secret-token' });
    const option = await run(['tophosts', '--token', 'secret-token', '--url', url]);
    await guarded.stop();
    for (const refused of [none, wrong]) expect(refused).toMatchObject({ status: 3, err: expect.stringMatching(/asks for a token/) });
    for (const taken of [right, option]) expect(taken).toMatchObject({ status: 0, err: '' });
  }, 30_000);

  it.each([
    [200, 'text/html', '<p>hello</p>'],
    [404, 'text/html', '<p>hello</p>'],
    [302, 'text/html', ''],
  ])('is not fooled by another server that answers %i', async (status, type, body) => {
    const other = createServer((_request, response) => {
      response.writeHead(status, { 'Content-Type': type, Location: 'http://127.0.0.1:1/' }).end(body);
    });
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const ran = await run(['tail', 'mail_logs'], { SETD_GATEWAY: `http://127.0.0.1:${port}` });
    other.close();
    expect(ran).toMatchObject({ status: 3, out: '', err: expect.stringMatching(/^setd: [^\n]*127\.0\.0\.1:\d+[^\n]*\n$/) });
  });

  it('says so when the gateway goes away', async () => {
    const mortal = await start('console: {port: 0}');
    const child = begin(['tail', 'mail_logs', '-n', '5'], { SETD_GATEWAY: mortal.console?.url ?? '' });
    let err = '';
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      err += chunk;
    });
    const followed = Promise.withResolvers<void>();
    child.stdout?.setEncoding('utf8').on('data', () => followed.resolve());
    const transport = nodemailer.createTransport({ host: '127.0.0.1', port: mortal.listeners[0]?.port ?? 0, ignoreTLS: true });
    await transport.sendMail({ envelope: { from: 'a@b.test', to: ['c@d.test'] }, raw: 'Subject: later\r\n\r\nx\r\n' });
    await followed.promise;
    await mortal.stop();
    expect(await once(child, 'close')).toEqual([3, null]);
    expect(err).toMatch(/^setd: the gateway has gone away\n$|^setd: cannot reach/);
  }, 30_000);
});
