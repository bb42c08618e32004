import { Command, CommanderError, Help, type Option } from 'commander';
import { EXIT_MEANING, EXIT_USAGE } from '../harness/exit-status.ts';
import { StandError } from '../harness/outcome.ts';
import { packageInfo } from '../harness/package-root.ts';
import { UsageError } from '../harness/selection.ts';
import { ConfigError } from '../harness/yaml-file.ts';
import { complain } from './terminal.ts';

const EXIT_HELP = [
  '',
  'Exit status of run:',
  ...Object.entries(EXIT_MEANING).map(([status, meaning]) => `  ${status.padEnd(4)}${meaning}`),
  `  ${EXIT_USAGE}  wrong use of the command line`,
].join('\n');

/** Each command, in the order of the help. Loaded where it is asked for: most need much that the others do not. */
const COMMANDS: Readonly<Record<string, () => Promise<(program: Command) => void>>> = {
  run: async () => (await import('./run.ts')).registerRunCommand,
  list: async () => (await import('./list.ts')).registerListCommand,
  explain: async () => (await import('./explain.ts')).registerExplainCommand,
  judge: async () => (await import('./judge.ts')).registerJudgeCommand,
  compare: async () => (await import('./compare.ts')).registerCompareCommand,
  merge: async () => (await import('./merge.ts')).registerMergeCommand,
  mock: async () => (await import('./mock.ts')).registerMockCommand,
  forward: async () => (await import('./forward.ts')).registerForwardCommand,
  gateway: async () => (await import('./gateway.ts')).registerGatewayCommand,
  lab: async () => (await import('./lab.ts')).registerLabCommand,
  send: async () => (await import('./send.ts')).registerSendCommand,
  selftest: async () => (await import('./selftest.ts')).registerSelftestCommand,
  profile: async () => (await import('./profile.ts')).registerProfileCommand,
  doctor: async () => (await import('./doctor.ts')).registerDoctorCommand,
};

/** That a switch is off unless given needs no words. */
const optionDescription = (option: Option): string => new Help().optionDescription(option).replace(/ \(default: (?:false|\[\])\)$/, '');

/** `word`: the first of the command line. Whatever is no command, such as `--help`, gets them all. */
async function createProgram(word = ''): Promise<Command> {
  const program = new Command('setd')
    .description('Does a mail gateway journal to Secure Email Threat Defense as documented?')
    .version(packageInfo().version)
    .addHelpText('after', EXIT_HELP)
    .configureHelp({ optionDescription })
    .showSuggestionAfterError()
    .exitOverride();
  const wanted = Object.entries(COMMANDS).filter(([name]) => name === word);
  for (const [, load] of wanted.length > 0 ? wanted : Object.entries(COMMANDS)) (await load())(program);
  for (const command of program.commands) command.exitOverride();
  return program;
}

/** Tells an error in one line and gives the exit status for it. */
function exitFor(error: unknown): number {
  // Commander has printed its message itself, and throws after --help too.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_USAGE;
  if (process.env.SETD_DEBUG === '1') complain(error instanceof Error ? (error.stack ?? error.message) : String(error));
  if (error instanceof UsageError) {
    complain(`setd: ${error.message}`);
    return EXIT_USAGE;
  }
  if (error instanceof ConfigError || error instanceof StandError) {
    complain(`setd: ${error.message}`);
    return 3;
  }
  const message = error instanceof Error ? `${error.name}: ${error.message.split('\n', 1)[0]}` : String(error);
  complain(`setd: ${message}`, 'This is a bug in setd. SETD_DEBUG=1 shows where it happened.');
  return 3;
}

/** Runs the program with its arguments and sets the exit status of the process. */
export async function main(words: readonly string[]): Promise<void> {
  // A reader that closes the pipe (setd list | head) is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    process.exitCode = error.code === 'EPIPE' ? process.exitCode : 3;
  });
  try {
    const program = await createProgram(words[0]);
    await program.parseAsync(words, { from: 'user' });
  } catch (error) {
    process.exitCode = exitFor(error);
  }
}
