import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Envelope } from './cucumber-envelope.ts';
import type { CucumberPlan } from './cucumber-run.ts';
import { StandError } from './outcome.ts';
import { hereRunner } from './runner.ts';
import { UsageError } from './selection.ts';
import { threadRunner } from './thread-runner.ts';

const FIXTURES = join(import.meta.dirname, 'fixtures');
const PATHS = [join(FIXTURES, 'verdicts.feature')];
const plan: CucumberPlan = {
  paths: PATHS,
  tags: '@RETRY-5',
  steps: 'src/harness/fixtures/verdicts.steps.ts',
  worldParameters: { clock: 'virtual', strict: false },
};

/** What Cucumber told, but for its own names and times. */
const toldBy = async (run: (onMessage: (envelope: Envelope) => void) => Promise<void>): Promise<string[]> => {
  const told: string[] = [];
  await run((envelope) => {
    const { pickle, testStepFinished, attachment } = envelope;
    told.push([Object.keys(envelope)[0], pickle?.name, testStepFinished?.testStepResult.status, attachment?.body].join(' ').trim());
  });
  return told;
};

it('tells all that a run in this thread tells, in the same order, part after part', async () => {
  const [here, thread] = [await hereRunner(plan), threadRunner(plan)];
  try {
    const expected = await toldBy((onMessage) => here.run(PATHS, onMessage));
    expect(expected).toContain('pickle it departs from one of two');
    expect(await toldBy((onMessage) => thread.run(PATHS, onMessage))).toEqual(expected);
    expect(await toldBy((onMessage) => thread.run(PATHS, onMessage))).toEqual(expected);
  } finally {
    await Promise.all([here.close(), thread.close()]);
  }
});

it('tells a bad tag expression as what it is', async () => {
  const thread = threadRunner({ ...plan, tags: '@RETRY-5 andd' });
  await expect(thread.run(PATHS, () => {})).rejects.toThrow(UsageError);
  await thread.close();
});

it('fails the part that runs when its thread ends, and every later one', async () => {
  const thread = threadRunner({ ...plan, tags: '', steps: 'src/harness/fixtures/ends-thread.ts' });
  await expect(thread.run(PATHS, () => {})).rejects.toThrow(new StandError('a thread that runs scenarios ended with exit status 7'));
  await expect(thread.run(PATHS, () => {})).rejects.toThrow('ended with exit status 7');
  await thread.close();
});
