import { existsSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { type Command, Option } from 'commander';
import { profileJsonSchema } from '../harness/profile/json-schema.ts';
import { readProfile } from '../harness/profile/profile.ts';
import { UsageError } from '../harness/selection.ts';
import { type Answers, starterProfile } from './profile/starter.ts';
import { print } from './terminal.ts';

type InitFlags = Partial<Answers>;

/** Asks for what was not given, on a terminal; elsewhere that is wrong usage. */
async function answersFor(flags: InitFlags): Promise<Answers> {
  const terminal = process.stdin.isTTY === true ? createInterface({ input: process.stdin, output: process.stdout }) : undefined;
  const ask = async (given: string | undefined, option: string, question: string): Promise<string> => {
    const answer = given ?? (await terminal?.question(`${question}: `));
    if (answer === undefined || answer.trim() === '') throw new UsageError(`profile init: --${option} is missing (${question})`);
    return answer.trim();
  };
  try {
    const name = await ask(flags.name, 'name', 'what reports call the system');
    const kind = await ask(flags.kind, 'kind', 'exec (a program drives it) or remote (a black box)');
    if (kind !== 'exec' && kind !== 'remote') throw new UsageError(`profile init: --kind is exec or remote, not "${kind}"`);
    const isRemote = kind === 'remote';
    return {
      name,
      kind,
      command: isRemote ? '' : await ask(flags.command, 'command', 'the driver, with its arguments'),
      gateway: isRemote ? await ask(flags.gateway, 'gateway', 'where the system takes mail, address:port') : '',
      address: isRemote ? await ask(flags.address, 'address', 'address of this machine, as the system sees it') : '',
      secureEmailGateway: flags.secureEmailGateway ?? false,
    };
  } finally {
    terminal?.close();
  }
}

async function init(file: string, flags: InitFlags): Promise<void> {
  if (existsSync(file)) throw new UsageError(`profile init: ${file} is there already; name another file`);
  writeFileSync(file, starterProfile(await answersFor(flags)), { flag: 'wx' });
  // What was answered may be no address, or no name: the profile says so with its line.
  readProfile(file);
  print([
    `${file} is written. "setd profile explain ${file}" says what to set on the system, "setd doctor --sut ${file}" looks whether all is well.`,
  ]);
}

async function explain(file: string): Promise<void> {
  // Loaded here, since no other command needs it.
  const { explainProfile } = await import('./profile/explain.ts');
  print(await explainProfile(readProfile(file)));
}

/** `setd profile init|explain|schema`. Throws UsageError for what is missing, ConfigError for a profile that is none. */
export function registerProfileCommand(program: Command): void {
  const profile = program.command('profile').description('profiles of systems under test: write one, say what it asks of the system');
  profile
    .command('init')
    .description('write a profile to begin with; asks for what is not given')
    .argument('<file>', 'where to, such as gateway.sut.yaml')
    .option('--name <name>', 'what reports call the system')
    .addOption(new Option('--kind <kind>', 'driven by a program, or a black box').choices(['exec', 'remote']))
    .option('--command <command>', 'exec: the driver, with its arguments')
    .option('--gateway <address:port>', 'remote: where the system takes mail')
    .option('--address <address>', 'remote: address of this machine, as the system sees it')
    .option('--secure-email-gateway', "the vendor's guides bind", false)
    .action(init);
  profile
    .command('explain')
    .description('what has to be set on the system: policies, addresses, name server, authority')
    .argument('<file>', 'the profile')
    .action(explain);
  profile
    .command('schema')
    .description('print the JSON Schema of profiles')
    .action(() => print([JSON.stringify(profileJsonSchema(), null, 2)]));
  for (const command of profile.commands) command.exitOverride();
}
