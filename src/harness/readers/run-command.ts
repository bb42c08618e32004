import { execFile } from 'node:child_process';
import { StandError } from '../outcome.ts';
import { withOwnNode } from '../own-node.ts';

export interface CommandOrder {
  /** Program and arguments; no shell reads them. */
  readonly command: readonly string[];
  readonly folder: string;
  /** What it is given on its standard input. Default: nothing. */
  readonly input?: string;
  /** Real time. */
  readonly deadlineMs: number;
}

const MOST_OUTPUT = 64 * 1024 * 1024;
const SHOWN = 500;

/** Runs a command to its end and gives what it printed. Throws StandError when it cannot be started, fails, takes too long or prints too much. */
export const runCommand = ({ command, folder, input = '', deadlineMs }: CommandOrder): Promise<string> =>
  new Promise((resolve, reject) => {
    const [program = '', ...words] = command;
    const options = {
      cwd: folder,
      env: withOwnNode(process.env),
      timeout: deadlineMs,
      killSignal: 'SIGKILL',
      maxBuffer: MOST_OUTPUT,
      encoding: 'utf8',
    } as const;
    const child = execFile(program, words, options, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout);
      const why =
        error.killed === true && typeof error.code !== 'string' ? `it took more than ${deadlineMs} ms` : error.message.split('\n', 1)[0];
      const said = stderr.trim() === '' ? '' : `; its standard error ends: ${stderr.trim().slice(-SHOWN)}`;
      reject(new StandError(`the command "${command.join(' ')}" failed: ${why}${said}`, { cause: error }));
    });
    // A command that reads nothing may have closed its input already.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });
