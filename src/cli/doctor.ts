import type { Command } from 'commander';
import { type Profile, readProfile } from '../harness/profile/profile.ts';
import { laneProfiles } from '../harness/profile/take-lane.ts';
import { type Finding, findingLines, sound, wrong } from './doctor/finding.ts';
import { systemOptions } from './system-options.ts';
import { print } from './terminal.ts';

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const startRemedy = (kind: string): string =>
  kind === 'remote'
    ? 'let the system take mail where driver.incoming says, from this machine, or name the command that starts it under driver.start'
    : 'mend what is named, and ask the doctor again';

/** Starts the stand and the system, and looks at how they get on. */
async function* examine(profile: Profile): AsyncGenerator<Finding> {
  // Loaded here, since no other command needs them.
  const [{ Stand }, { parseParameters }, { enterRun, leaveRun }, { lookAtClaims, sendProbe }] = await Promise.all([
    import('../../steps/stand.ts'),
    import('../../steps/run-parameters.ts'),
    import('../harness/run-scope.ts'),
    import('./doctor/probe.ts'),
  ]);
  const { file, driver } = profile;
  const { clock } = systemOptions({ sut: file });
  const plan = { profile, settings: {}, rules: [], prepareZone: () => {}, dashboard: false, accountsToSetUp: [] };
  enterRun();
  try {
    const stand = await Stand.start({ ...plan, parameters: parseParameters({ sut: file, clock }) });
    try {
      yield sound('start', `${stand.driver.name} takes mail`);
      yield* sendProbe(stand);
      yield* lookAtClaims(stand);
    } finally {
      await stand.stop();
    }
  } catch (error) {
    yield wrong('start', messageOf(error), startRemedy(driver.kind));
  } finally {
    await leaveRun();
  }
}

/** What is found out about one lane; the system is started only where the stand can be. */
async function* lookAt(lane: Profile): AsyncGenerator<Finding> {
  const { driver } = lane;
  const findings = driver.kind === 'remote' ? await (await import('./doctor/ports.ts')).lookAtPorts(driver) : [];
  yield* findings;
  if (findings.every(({ remedy }) => remedy === undefined)) yield* examine(lane);
}

/** Tells each finding when it is there: some take a minute to be made. */
async function doctor({ sut }: { readonly sut: string }): Promise<void> {
  const profile = readProfile(sut);
  const lanes = laneProfiles(profile);
  print([`${profile.name}: ${profile.file}`]);
  let looks = 0;
  let ill = 0;
  for (const [index, lane] of lanes.entries()) {
    if (lanes.length > 1) print([`lane ${index + 1}`]);
    for await (const finding of lookAt(lane)) {
      looks += 1;
      if (finding.remedy !== undefined) ill += 1;
      print(findingLines(finding));
    }
  }
  print([ill === 0 ? 'A run has all that it needs.' : `${ill} of ${looks} looks found something wrong.`]);
  if (ill > 0) process.exitCode = 3;
}

/** `setd doctor`: whether a run has all that it needs. Throws ConfigError for a profile that is none. */
export function registerDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .description('before a run: check ports, the way of a message and its copy, log, clock and certificates, and say what to do')
    .requiredOption('--sut <file>', 'profile of the system under test (x.sut.yaml)')
    .action(doctor);
}
