import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { PACKAGE_ROOT } from '../../harness/package-root.ts';
import { readProfile } from '../../harness/profile/profile.ts';

// `setd profile init` asks: through a pipe, and on a terminal. Wrong answers are told why, and asked for again.

/** Real time: each starts a process or two, on a machine that may be busy. */
vi.setConfig({ testTimeout: 60_000 });

const SETD = join(PACKAGE_ROOT, 'src/cli/setd.mjs');
/** A driver that there is. */
const DRIVER = `${process.execPath} ${join(PACKAGE_ROOT, 'examples/minimal-forwarder/main.ts')}`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'setd-init-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const run = (program: string, words: readonly string[], answers: readonly string[]) => {
  const input = answers.map((answer) => `${answer}\n`).join('');
  const { status, stdout, stderr } = spawnSync(program, words, { cwd: folder, encoding: 'utf8', input });
  return { status, out: stdout, err: stderr };
};
const setd = (words: readonly string[], answers: readonly string[] = []) => run(process.execPath, [SETD, ...words], answers);
/** On a pseudo-terminal, made by script(1) of util-linux. */
const onTerminal = (words: readonly string[], answers: readonly string[]) =>
  run('script', ['-qec', [process.execPath, SETD, ...words].map((word) => `'${word}'`).join(' '), '/dev/null'], answers);

const WRONG_FIRST = ['', 'mine', 'magic', 'remote', 'gateway.example:25', '127.0.0.1:70000', '127.0.0.1:2525', 'here', '127.0.0.1', ''];

describe('setd profile init asks', () => {
  it.each([
    ['through a pipe', setd],
    ['on a terminal', onTerminal],
  ])('%s, and takes no wrong answer', (way, ask) => {
    const name = `${way.replaceAll(' ', '-')}.sut.yaml`;
    const { status, out, err } = ask(['profile', 'init', name], [...WRONG_FIRST, 'perhaps', 'yes']);
    expect({ status, err }).toEqual({ status: 0, err: '' });
    for (const why of [
      'an answer is needed',
      'exec or remote, and not "magic"',
      'and not "gateway.example:25"',
      'and not "127.0.0.1:70000"',
      'and not "here"',
      'yes or no, and not "perhaps"',
    ])
      expect(out).toContain(why);
    expect(readProfile(join(folder, name))).toMatchObject({
      name: 'mine',
      secureEmailGateway: true,
      driver: { kind: 'remote', incoming: { address: '127.0.0.1', port: 2525, clientAddress: '127.0.0.1' } },
    });
    const explained = setd(['profile', 'explain', name, '--certificate', 'ca.pem']);
    expect(explained).toMatchObject({ status: 0, out: expect.stringContaining('each waits 130 s for the queue') });
  });

  it('writes a profile of a driver that the doctor finds well', () => {
    expect(setd(['profile', 'init', 'driver.sut.yaml'], ['mine', 'exec', DRIVER, '']).status).toBe(0);
    expect(setd(['profile', 'explain', 'driver.sut.yaml'])).toMatchObject({ status: 0 });
    expect(setd(['doctor', '--sut', 'driver.sut.yaml'])).toMatchObject({
      status: 0,
      out: expect.stringMatching(/A run has all that it needs\.\n$/),
    });
  });

  it('and says which answer is missing when nobody is there any more', () => {
    const { status, err } = setd(['profile', 'init', 'half.sut.yaml'], ['mine', 'remote']);
    expect(status).toBe(64);
    expect(err).toContain('--gateway is missing');
  });

  it('nothing where options say it all', () => {
    const words = ['profile', 'init', 'all.sut.yaml', '--name', 'x', '--kind', 'remote', '--gateway', '[::1]:25', '--address', '::1'];
    expect(onTerminal([...words, '--start', './up.sh -v'], [])).toMatchObject({ status: 0, out: expect.stringMatching(/^all\.sut/) });
    expect(readProfile(join(folder, 'all.sut.yaml')).driver).toMatchObject({ start: ['./up.sh', '-v'], incoming: { address: '::1' } });
    expect(setd([...words.with(2, 'bad.sut.yaml').with(8, 'nowhere')])).toMatchObject({
      status: 64,
      err: expect.stringContaining('--gateway: '),
    });
  });
});
