import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { WallClock } from '../../../wall-clock.ts';
import { enterRun, leaveRun } from '../../run-scope.ts';
import type { Settings, StandAddresses } from '../driver.ts';
import { ExecDriver } from '../exec.ts';

// Which process serves which scenarios on the wall clock.

const STAND: StandAddresses = {
  dns: { address: '127.0.0.1', port: 9 },
  intakePort: 9,
  caCertificate: 'none',
  intakeAddresses: { Default: 'a@primary.example', Custom: 'b@secondary.example', 'second Custom': 'c@tertiary.example' },
  nextHop: { address: '127.0.0.1', port: 9 },
};

let drivers: ExecDriver[];
beforeEach(() => {
  drivers = [];
  enterRun();
});
afterEach(async () => {
  await Promise.all(drivers.map((driver) => driver.stop()));
  await leaveRun();
});

const begin = async (words: readonly string[], settings: Settings = {}): Promise<ExecDriver> => {
  const command = [process.execPath, join(import.meta.dirname, 'side-by-side.testing.ts'), ...words];
  const system = { name: 'a program', capabilities: ['mail-log', 'crash'] as const, command, folder: '.', deadlineMs: 30_000 };
  const driver = new ExecDriver(new WallClock(), system);
  drivers.push(driver);
  await driver.start(STAND, settings);
  return driver;
};

/** The process that serves it, and the number that it bears there. */
const placeOf = async (driver: ExecDriver): Promise<readonly [process: string, scenario: string]> => {
  const [process = '', scenario = ''] = (await driver.mailLog()).at(-1)?.split(' ') ?? [];
  return [process, scenario];
};

const processesOf = async (some: readonly ExecDriver[]): Promise<string[]> =>
  (await Promise.all(some.map(placeOf))).map(([process]) => process);

it('as many scenarios share a process as it says, and each has a number of its own', async () => {
  const places = await Promise.all((await Promise.all([1, 2, 3, 4, 5].map(() => begin(['2'])))).map(placeOf));
  const byProcess = Object.values(Object.groupBy(places, ([process]) => process));
  expect(byProcess.map((some = []) => some.length).toSorted()).toEqual([1, 2, 2]);
  for (const some of byProcess) expect(new Set(some?.map(([, scenario]) => scenario)).size).toBe(some?.length);
});

it('a program that does not say so serves one after another, without a number', async () => {
  const [one, other] = await Promise.all([begin(['0']), begin(['0'])]);
  const [[first], [second]] = await Promise.all([placeOf(one), placeOf(other)]);
  expect(second).not.toBe(first);
  await one.stop();
  expect(await placeOf(await begin(['0']))).toEqual([first, '0']);
});

it('a system that is going to be crashed has a process to itself, and nobody else suffers', async () => {
  const beside = await begin(['8']);
  const crashing = await begin(['8'], { durableQueue: true });
  const later = await begin(['8']);
  const [first, second, third] = await processesOf([beside, crashing, later]);
  expect([second === first, third === first]).toEqual([false, true]);
  await crashing.crash();
  expect(await processesOf([beside, later])).toEqual([first, first]);
  await crashing.restart();
  expect(await processesOf([crashing])).not.toEqual([second]);
});

it('log lines for a scenario that does not run end the program', async () => {
  const driver = await begin(['8', 'another scenario']);
  await expect(driver.mailLog()).rejects.toThrow(/log lines of scenario 2, which does not run: \d+ 1/);
});
