import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ask } from '../../mocks/api/api-client.testing.ts';
import { deliver, repliesInClear } from '../../mocks/setd-client.testing.ts';
import { StandError } from '../harness/outcome.ts';
import { UsageError } from '../harness/selection.ts';
import { registerMockCommand } from './mock.ts';

const PROGRAM = `
import { Command } from 'commander';
import { registerMockCommand } from '${new URL('./mock.ts', import.meta.url)}';
const program = new Command('setd');
registerMockCommand(program);
await program.parseAsync(process.argv.slice(1), { from: 'user' });
`;

const children: ChildProcess[] = [];
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mock-command-'));
});
afterAll(() => rm(folder, { recursive: true }));
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGTERM');
});

/** Runs `setd mock` in a process of its own until it has told everything. */
const startMock = async (words: string[], env: Record<string, string> = {}) => {
  const child = spawn(process.execPath, ['--input-type=module', '-e', PROGRAM, '--', 'mock', ...words], {
    cwd: new URL('../..', import.meta.url),
    env: { ...process.env, SETD_TOKEN: '', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  let text = '';
  child.stdout.setEncoding('utf8');
  while (!/^ {2}curl .*\n\n$/m.test(text)) {
    const [chunk] = await once(child.stdout, 'data');
    text += String(chunk);
  }
  const find = (pattern: RegExp): string => pattern.exec(text)?.[1] ?? `no ${pattern} in ${text}`;
  return { child, text, find };
};

/** More intake domains than there are addresses for two hosts each. */
const manyDomains = (): string[] => Array.from({ length: 127 }, (_, index) => `a${index}=x@d${index}.example`);

const parse = (...words: string[]): Promise<unknown> => {
  const program = new Command('setd').exitOverride().configureOutput({ writeErr: () => {} });
  registerMockCommand(program);
  return program.parseAsync(['mock', ...words], { from: 'user' });
};

describe('a running mock', () => {
  test('tells what a person needs, works as told, and stops cleanly', async () => {
    const { child, find, text } = await startMock([]);
    const smtpPort = Number(find(/^ {2}intake +127\.0\.0\.1:(\d+)/m));
    const apiPort = Number(find(/^ {2}API +http:\/\/127\.0\.0\.1:(\d+)\/api\/v1$/m));
    const to = find(/^ {2}accounts +primary +(\S+)$/m);
    const caFile = find(/^ {2}CA file +(\S+)$/m);
    const token = find(/^ {2}export SETD_TOKEN=(\S+)$/m);
    expect(text).toContain(`  export SETD_API=http://127.0.0.1:${apiPort}/api/v1\n`);
    expect(text).toContain(`swaks --tls -s 127.0.0.1 -p ${smtpPort} -f sender@site.example -t ${to}`);
    expect(text).toMatch(/dig @127\.0\.0\.1 -p \d+ primary\.setd\.example MX/);
    const link = new URL(find(/^ {2}dashboard +(\S+)$/m));
    expect([link.port, link.pathname, link.searchParams.get('token')]).toEqual([String(apiPort), '/', token]);
    const opened = await ask({ address: '127.0.0.1', port: apiPort }, `${link.pathname}${link.search}`, { token: null });
    expect(opened.headers['set-cookie']?.[0]).toMatch(/^setd-session-/);
    expect(text).toMatch(/^ {2}message API client id \S+, secret \S+, key \S+$/m);
    const ca = readFileSync(caFile, 'utf8');
    expect(await deliver('127.0.0.1', smtpPort, 'mx1.primary.setd.example', ca, to, 'Subject: x\r\n\r\n')).toMatch(/^250 /);
    const answer = await ask({ address: '127.0.0.1', port: apiPort }, '/api/v1/messages', { token });
    expect(answer.body).toMatchObject({ messages: [{ account: 'primary' }] });
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(existsSync(caFile)).toBe(false);
  });

  test('takes accounts, rules, token and CA file as told', async () => {
    const rules = join(folder, 'rules.yaml');
    const caOut = join(folder, 'ca.pem');
    writeFileSync(rules, '- { id: shut, layer: smtp, match: { stage: greeting }, do: { reply: 554 5.3.2 shut } }\n');
    const { child, find, text } = await startMock(
      ['--accounts', 'beta=x-y-z@beta.example', '--rules', rules, '--ca-out', caOut, '--spread'],
      { SETD_TOKEN: 'from-the-environment' },
    );
    expect(text).toContain('beta  x-y-z@beta.example');
    expect(text).not.toContain('from-the-environment');
    expect(text).toMatch(/127\.0\.0\.3:\d+ {2}mx2\.beta\.example/);
    expect(await repliesInClear('127.0.0.2', Number(find(/intake +127\.0\.0\.2:(\d+)/)))).toEqual(['554 5.3.2 shut']);
    const api = { address: '127.0.0.1', port: Number(find(/API +http:\/\/127\.0\.0\.1:(\d+)/)) };
    const status = await ask(api, '/api/v1/rules', { token: 'from-the-environment' });
    expect(status.body).toMatchObject({ rules: [{ id: 'shut', hits: 1 }] });
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(readFileSync(caOut, 'utf8')).toMatch(/^-----BEGIN CERTIFICATE-----\n[^-]+-----END CERTIFICATE-----\n$/);
  });
});

test('a mock can insist on TLS and keep few copies', async () => {
  const { find } = await startMock(['--require-tls', '--max-messages', '1', '--token', 'a-token-of-ours']);
  const smtpPort = Number(find(/intake +127\.0\.0\.1:(\d+)/));
  const inClear = await repliesInClear('127.0.0.1', smtpPort, ['EHLO client.example', 'MAIL FROM:<>']);
  expect(inClear.at(-1)).toMatch(/^530 5\.7\.0 /);
  const ca = readFileSync(find(/CA file +(\S+)$/m), 'utf8');
  const to = find(/accounts +primary +(\S+)$/m);
  for (let count = 0; count < 2; count += 1) await deliver('127.0.0.1', smtpPort, 'mx1.primary.setd.example', ca, to, 'Subject: x\r\n\r\n');
  const api = { address: '127.0.0.1', port: Number(find(/API +http:\/\/127\.0\.0\.1:(\d+)/)) };
  const answer = await ask(api, '/api/v1/messages', { token: 'a-token-of-ours' });
  expect(answer.body).toMatchObject({ messages: [{ id: 2 }], next: null });
});

describe('a mock that cannot start', () => {
  test.each(['--smtp-port', '--dns-port', '--api-port'])('%s in use: a StandError that says so', async (option) => {
    const taken = createServer();
    taken.listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const bound = taken.address();
    const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
    const failure = await parse(option, String(port)).catch((error: unknown) => error);
    taken.close();
    expect(failure).toBeInstanceOf(StandError);
    expect(String(failure)).toMatch(new RegExp(`cannot listen on 127\\.0\\.0\\.1:${port}\\b`));
  });

  test('a CA file that cannot be written: a StandError', async () => {
    await expect(parse('--ca-out', join(folder, 'no', 'such', 'folder'))).rejects.toThrow(/--ca-out .* cannot be written/);
  });

  test.each([
    [['--smtp-port', 'smtp']],
    [['--rules', '/no/such/file.json']],
    [['--accounts', 'nonsense']],
    [['--spread', '--accounts', ...manyDomains()]],
  ])('%j: a UsageError', async (words) => {
    await expect(parse(...words)).rejects.toBeInstanceOf(UsageError);
  });

  test('an unknown option is refused by the parser', async () => {
    await expect(parse('--smtp-prt', '1')).rejects.toHaveProperty('code', 'commander.unknownOption');
  });
});
