import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type MockSetd, startMockSetd } from '../setd.ts';
import { deliver } from '../setd-client.testing.ts';
import { RUN } from './run.testing.ts';

// docs/api.md says what is so: its examples are run, one section after the other, against a mock.

const text = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'api.md'), 'utf8');
const [settings = '', ...examples] = [...text.matchAll(/^```sh\n(.*?)^```/gms)].map(([, commands = '']) => commands);

const CURL = join(import.meta.dirname, 'curl.testing.ts');

let mock: MockSetd;
let folder: string;

beforeAll(async () => {
  mock = await startMockSetd({ api: { token: 'a-token-of-ours' } });
  folder = mkdtempSync(join(tmpdir(), 'setd-api-docs-'));
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(folder, 'bin', 'curl'), `#!/bin/sh\nexec "${process.execPath}" "${CURL}" "$@"\n`, { mode: 0o755 });
  mkdirSync(join(folder, 'reports'));
  writeFileSync(join(folder, 'reports', 'run.json'), JSON.stringify(RUN));
  const [host] = mock.intake.hosts;
  const to = mock.accounts.all[0]?.intakeAddress ?? '';
  await deliver(host?.address ?? '', mock.intake.port, host?.name ?? '', mock.authority.caCertificate, to, 'Subject: report\r\n\r\n');
});

afterAll(async () => {
  await mock.close();
  rmSync(folder, { recursive: true });
});

/** Runs commands as a person would who has taken the settings over. */
const run = (commands: string): Promise<{ stdout: string }> => {
  const given = `SETD_API=http://127.0.0.1:${mock.api?.port}/api/v1\nSETD_TOKEN=a-token-of-ours\n`;
  const functions = settings.split('\n').filter((line) => /^\w+\(\) \{/.test(line));
  const script = ['set -e', given, ...functions, commands].join('\n');
  const env = { PATH: `${join(folder, 'bin')}:${process.env.PATH}` };
  return promisify(execFile)('sh', ['-c', script], { cwd: folder, env });
};

describe('docs/api.md', () => {
  test('has settings and examples', () => {
    expect(settings).toContain('export SETD_API=');
    expect(examples.length).toBeGreaterThan(6);
  });

  test('an example that fails is seen', async () => {
    await expect(run('api $SETD_API/nothing-here')).rejects.toThrow(/404/);
  });

  test.each(examples.map((commands) => [commands.split('\n')[0], commands]))(
    '%s and what follows works',
    async (_first, commands = '') => {
      const { stdout } = await run(commands);
      expect(stdout).not.toMatch(/about:blank|#problem-/);
    },
    60_000,
  );
});
