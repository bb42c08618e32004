import { Command, CommanderError, Help, type Option } from 'commander';
import { EXIT_MEANING, EXIT_USAGE } from '../harness/exit-status.ts';
import { StandError } from '../harness/outcome.ts';
import { packageInfo } from '../harness/package-root.ts';
import { UsageError } from '../harness/selection.ts';
import { ConfigError } from '../harness/yaml-file.ts';
import { registerCompareCommand } from './compare.ts';
import { registerDoctorCommand } from './doctor.ts';
import { registerExplainCommand } from './explain.ts';
import { registerForwardCommand } from './forward.ts';
import { registerGatewayCommand } from './gateway.ts';
import { registerJudgeCommand } from './judge.ts';
import { registerLabCommand } from './lab.ts';
import { registerListCommand } from './list.ts';
import { registerMergeCommand } from './merge.ts';
import { registerMockCommand } from './mock.ts';
import { registerProfileCommand } from './profile.ts';
import { registerRunCommand } from './run.ts';
import { registerSelftestCommand } from './selftest.ts';
import { registerSendCommand } from './send.ts';
import { complain } from './terminal.ts';

const EXIT_HELP = [
  '',
  'Exit status of run:',
  ...Object.entries(EXIT_MEANING).map(([status, meaning]) => `  ${status.padEnd(4)}${meaning}`),
  `  ${EXIT_USAGE}  wrong use of the command line`,
].join('\n');

/** That a switch is off unless given needs no words. */
const optionDescription = (option: Option): string => new Help().optionDescription(option).replace(/ \(default: (?:false|\[\])\)$/, '');

function createProgram(): Command {
  const program = new Command('setd')
    .description('Does a mail gateway journal to Secure Email Threat Defense as documented?')
    .version(packageInfo().version)
    .addHelpText('after', EXIT_HELP)
    .configureHelp({ optionDescription })
    .showSuggestionAfterError()
    .exitOverride();
  registerRunCommand(program);
  registerListCommand(program);
  registerExplainCommand(program);
  registerJudgeCommand(program);
  registerCompareCommand(program);
  registerMergeCommand(program);
  registerMockCommand(program);
  registerForwardCommand(program);
  registerGatewayCommand(program);
  registerLabCommand(program);
  registerSendCommand(program);
  registerSelftestCommand(program);
  registerProfileCommand(program);
  registerDoctorCommand(program);
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
    await createProgram().parseAsync(words, { from: 'user' });
  } catch (error) {
    process.exitCode = exitFor(error);
  }
}
