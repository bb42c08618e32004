import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { runCommand } from '../../readers/run-command.ts';
import { Child } from './child.ts';

/** What stands first in the PATH is another Node, or none. */
const withForeignPath = async <Result>(action: () => Promise<Result>): Promise<Result> => {
  const { PATH } = process.env;
  process.env.PATH = '/usr/local/bin:/usr/bin:/bin';
  try {
    return await action();
  } finally {
    process.env.PATH = PATH;
  }
};

const versionSeen = (environment: Readonly<Record<string, string>> = {}): Promise<string> =>
  text(new Child({ command: ['node', '-p', 'process.version'], folder: '.', environment }).stdout);

it('is, when it is called node, the Node that runs here, whatever stands first in the PATH', async () => {
  expect((await withForeignPath(() => versionSeen())).trim()).toBe(process.version);
});

it('so is that of a command which is read', async () => {
  const order = { command: ['node', '-p', 'process.version'], folder: '.', deadlineMs: 30_000 };
  expect((await withForeignPath(() => runCommand(order))).trim()).toBe(process.version);
});

it('is what the PATH of the profile says, where there is one', async () => {
  const child = new Child({ command: ['node', '-p', '1'], folder: '.', environment: { PATH: '/nowhere' } });
  expect(await child.ended).toMatch(/ENOENT|not be started/);
});
