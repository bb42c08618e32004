import type { Command } from 'commander';
import { readProfile } from '../harness/profile/profile.ts';
import { type Finding, findingLines, sound, wrong } from './doctor/finding.ts';
import { systemOptions } from './system-options.ts';
import { print } from './terminal.ts';

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Starts the stand and the system, and looks at how they get on. */
async function examine(file: string): Promise<Finding[]> {
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
      const way = await sendProbe(stand);
      return [sound('start', `${stand.driver.name} takes mail`), ...way, ...(await lookAtClaims(stand))];
    } finally {
      await stand.stop();
    }
  } catch (error) {
    return [wrong('start', messageOf(error), 'mend what is named, and ask the doctor again')];
  } finally {
    await leaveRun();
  }
}

async function doctor({ sut }: { readonly sut: string }): Promise<void> {
  const { file, name, driver } = readProfile(sut);
  print([`${name}: ${file}`]);
  const findings: Finding[] = [];
  if (driver.kind === 'remote') findings.push(...(await (await import('./doctor/ports.ts')).lookAtPorts(driver)));
  if (findings.every(({ remedy }) => remedy === undefined)) findings.push(...(await examine(file)));
  print(findings.flatMap(findingLines));
  const ill = findings.filter(({ remedy }) => remedy !== undefined).length;
  print([ill === 0 ? 'A run has all that it needs.' : `${ill} of ${findings.length} looks found something wrong.`]);
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
