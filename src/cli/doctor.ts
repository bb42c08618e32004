import type { Command } from 'commander';
import { readProfile } from '../harness/profile/profile.ts';
import { type Finding, findingLines, sound, wrong } from './doctor/finding.ts';
import { systemOptions } from './system-options.ts';
import { print } from './terminal.ts';

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const startRemedy = (kind: string): string =>
  kind === 'remote'
    ? 'let the system take mail where driver.incoming says, from this machine, or name the command that starts it under driver.start'
    : 'mend what is named, and ask the doctor again';

/** Starts the stand and the system, and looks at how they get on. */
async function* examine(file: string, kind: string): AsyncGenerator<Finding> {
  // Loaded here, since no other command needs them.
  const [{ Stand }, { parseParameters }, { enterRun, leaveRun }, { lookAtClaims, sendProbe }] = await Promise.all([
    import('../../steps/stand.ts'),
    import('../../steps/run-parameters.ts'),
    import('../harness/run-scope.ts'),
    import('./doctor/probe.ts'),
  ]);
  const { clock } = systemOptions({ sut: file });
  const plan = { settings: {}, rules: [], prepareZone: () => {}, dashboard: false, accountsToSetUp: [] };
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
    yield wrong('start', messageOf(error), startRemedy(kind));
  } finally {
    await leaveRun();
  }
}

/** Tells each finding when it is there: some take a minute to be made. */
async function doctor({ sut }: { readonly sut: string }): Promise<void> {
  const { file, name, driver } = readProfile(sut);
  print([`${name}: ${file}`]);
  let looks = 0;
  let ill = 0;
  const tell = (finding: Finding): void => {
    looks += 1;
    if (finding.remedy !== undefined) ill += 1;
    print(findingLines(finding));
  };
  if (driver.kind === 'remote') for (const finding of await (await import('./doctor/ports.ts')).lookAtPorts(driver)) tell(finding);
  if (ill === 0) for await (const finding of examine(file, driver.kind)) tell(finding);
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
