import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { Child } from './child.ts';

const versionSeen = (environment: Readonly<Record<string, string>> = {}): Promise<string> =>
  text(new Child({ command: ['node', '-p', 'process.version'], folder: '.', environment }).stdout);

it('is, when it is called node, the Node that runs here, whatever stands first in the PATH', async () => {
  const { PATH } = process.env;
  process.env.PATH = '/usr/local/bin:/usr/bin:/bin';
  try {
    expect((await versionSeen()).trim()).toBe(process.version);
  } finally {
    process.env.PATH = PATH;
  }
});

it('is what the PATH of the profile says, where there is one', async () => {
  const child = new Child({ command: ['node', '-p', '1'], folder: '.', environment: { PATH: '/nowhere' } });
  expect(await child.ended).toMatch(/ENOENT|not be started/);
});
