import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { StandAddresses } from '../../harness/drivers/driver.ts';
import { ExecDriver, type ExecSystem } from '../../harness/drivers/exec.ts';
import { runFeatures } from '../../harness/run.ts';
import { enterRun, leaveRun } from '../../harness/run-scope.ts';
import { WallClock } from '../../wall-clock.ts';

const STAND: StandAddresses = {
  dns: { address: '127.0.0.1', port: 9 },
  intakePort: 9,
  caCertificate: 'none',
  intakeAddresses: { Default: 'a@primary.example', Custom: 'b@secondary.example', 'second Custom': 'c@tertiary.example' },
  nextHop: { address: '127.0.0.1', port: 9 },
};

/** Real time: each starts a process or two, on a machine that may be busy. */
const PATIENCE_MS = 60_000;
vi.setConfig({ testTimeout: PATIENCE_MS });

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'setd-rogue-'));
  enterRun();
});
afterEach(async () => {
  await leaveRun();
  rmSync(folder, { recursive: true });
});

const command = (mischief: string): string[] => [
  process.execPath,
  join(import.meta.dirname, 'rogue.testing.ts'),
  mischief,
  join(folder, 'done'),
];

const rogue = (mischief: string, changes: Partial<ExecSystem> = {}): ExecDriver =>
  new ExecDriver(new WallClock(), {
    name: 'a rogue',
    capabilities: ['mail-log'],
    command: command(mischief),
    folder,
    deadlineMs: 10_000,
    ...changes,
  });

/** What the harness says of a system that does this when it is started. */
const saidOf = async (driver: ExecDriver): Promise<string> => {
  const error: unknown = await driver
    .start(STAND, {})
    .then(
      () => driver.mailLog().then(() => 'nothing is wrong'),
      (problem: unknown) => problem,
    )
    .catch((problem: unknown) => problem);
  await driver.stop();
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
};

describe('a program that breaks the protocol is a broken stand, told with what was received:', () => {
  it.each([
    ['garbage', /StandError: .*received a line that is no JSON: Segmentation fault \?\(core dumped\)/],
    ['another shape', /StandError: .*received a message that the protocol does not know \(Unrecognized key: "mood"\): \{"id":2/],
    ['another request', /StandError: .*an answer to request 9 \("ready"\), while request 2 \("start"\) waits/],
    ['another answer', /StandError: .*"injected" is no answer to "start"/],
    ['two answers', /StandError: .*an answer to request 2 \("ready"\), while (?:no request waits|request 3 \("log"\) waits)/],
    ['error', /StandError: .*it says that "start" failed: the disk is full/],
    ['exit', /StandError: .*it ended with exit status 7; its standard error ends: out of luck/],
    ['half a line', /StandError: .*it ended with exit status 0 in the middle of a line: \{"id":2,"type":"rea/],
    ['endless line', /StandError: .*received a line of more than 8388608 bytes, which begins: xxxx/],
    ['flood', /StandError: .*received more than 200000 log lines .*again and again/],
    ['not UTF-8', /StandError: .*received a line that is not UTF-8: /],
    ['another version', /StandError: it speaks version 99|StandError: .*it speaks version 99 of the protocol/],
    ['offers too little', /StandError: the profile claims mail-log, which a rogue does not offer/],
    ['unsupported', /NotTestableError: .*"configure"/],
  ])('%s', async (mischief, message) => {
    expect(await saidOf(rogue(mischief))).toMatch(message);
  });

  it.each(['silence', 'mute'])('%s', async (mischief) => {
    expect(await saidOf(rogue(mischief, { deadlineMs: 1500 }))).toMatch(/StandError: .*no answer to "(?:start|hello)" within 1500 ms/);
  });

  it('no program at all', async () => {
    expect(await saidOf(rogue('x', { command: [join(folder, 'nothing')] }))).toMatch(/StandError: .*it could not be started: .*ENOENT/);
  });
});

describe('a run', () => {
  it.each(['garbage', 'exit', 'another request', 'flood'])('goes on after %s, with a new process', async (mischief) => {
    const profile = join(folder, 'rogue.sut.yaml');
    writeFileSync(
      profile,
      `name: a rogue\ndriver:\n  kind: exec\n  command: ${JSON.stringify(command(mischief))}\ncapabilities: [mail-log, virtual-clock]\n`,
    );
    const result = await runFeatures({
      selection: { ids: [], files: [], tags: '@LOG-1' },
      worldParameters: { sut: profile },
    });
    const kinds = result.scenarios.map(({ outcomes }) => outcomes.map(({ kind }) => kind).join());
    expect(kinds.length).toBeGreaterThan(1);
    expect(kinds).toEqual(['harness-error', ...kinds.slice(1).map(() => 'conforms')]);
  });
});
