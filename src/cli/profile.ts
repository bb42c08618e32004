import { existsSync, writeFileSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { profileJsonSchema } from '../harness/profile/json-schema.ts';
import { readProfile } from '../harness/profile/profile.ts';
import { UsageError } from '../harness/selection.ts';
import { answersFor, type InitFlags } from './profile/answers.ts';
import { starterProfile } from './profile/starter.ts';
import { print } from './terminal.ts';

async function init(file: string, flags: InitFlags): Promise<void> {
  if (existsSync(file)) throw new UsageError(`profile init: ${file} is there already; name another file`);
  writeFileSync(file, starterProfile(await answersFor(flags)), { flag: 'wx' });
  // What was written has to be a profile.
  readProfile(file);
  print([
    `${file} is written. "setd profile explain ${file}" says what to set on the system, "setd doctor --sut ${file}" looks whether all is well.`,
  ]);
}

async function explain(file: string, { certificate }: { readonly certificate?: string }): Promise<void> {
  // Loaded here, since no other command needs it.
  const { authorityOf, explainProfile } = await import('./profile/explain.ts');
  const profile = readProfile(file);
  if (certificate !== undefined) {
    const { caCertificate } = (await authorityOf(profile)) ?? {};
    if (caCertificate === undefined) throw new UsageError('profile explain: --certificate: the profile names no driver.stand.authority');
    writeFileSync(certificate, caCertificate);
  }
  print(await explainProfile(profile));
}

/** `setd profile init|explain|schema`. Throws UsageError for what is missing, ConfigError for a profile that is none. */
export function registerProfileCommand(program: Command): void {
  const profile = program.command('profile').description('profiles of systems under test: write one, say what it asks of the system');
  profile
    .command('init')
    .description('write a profile to begin with; asks for what is not given, on a terminal or through a pipe')
    .argument('<file>', 'where to, such as gateway.sut.yaml')
    .option('--name <name>', 'what reports call the system')
    .addOption(new Option('--kind <kind>', 'driven by a program, or a black box').choices(['exec', 'remote']))
    .option('--command <command>', 'exec: the driver, with its arguments')
    .option('--gateway <address:port>', 'remote: where the system takes mail')
    .option('--address <address>', 'remote: address of this machine, as the system sees it')
    .option('--start <command>', 'remote: starts the system with an empty queue, once for each scenario')
    .option('--secure-email-gateway', "the vendor's guides bind")
    .action(init);
  profile
    .command('explain')
    .description('what has to be set on the system: policies, addresses, name server, authority')
    .argument('<file>', 'the profile')
    .option('--certificate <file>', 'write the certificate of the authority there, for a system that reads it from a file')
    .action(explain);
  profile
    .command('schema')
    .description('print the JSON Schema of profiles')
    .action(() => print([JSON.stringify(profileJsonSchema(), null, 2)]));
  for (const command of profile.commands) command.exitOverride();
}
