import type { Clock } from '../clock.ts';
import type { GatewayConfig } from './config.ts';
import { fileProblem } from './file-problem.ts';
import { GatewayStartError } from './gateway-start-error.ts';
import { LogFile } from './log-file.ts';
import type { MailLogSink } from './mail-log.ts';
import { SyslogPush } from './syslog/syslog.ts';

/** The places that the mail log is written to, open until closed. */
export interface OpenLog {
  readonly sink: MailLogSink;
  close(): Promise<void>;
}

const nothing = (): void => {};

/** Whoever reads our output may leave; mail goes on. */
const openStandardOutput = (complain: (problem: string) => void): OpenLog => {
  const gone = (error: Error): void => complain(`mail log on standard output: ${error.message}; lines are lost from here on`);
  process.stdout.once('error', gone);
  // A later error of the same stream is no news, but without a listener it would end the process.
  process.stdout.on('error', nothing);
  return {
    sink: { write: (line) => void process.stdout.write(`${line}\n`) },
    close: async () => {
      process.stdout.off('error', gone);
      process.stdout.off('error', nothing);
    },
  };
};

const openFile = async (path: string, complain: (problem: string) => void): Promise<OpenLog> => {
  try {
    const file = await LogFile.open(path, complain);
    return { sink: file, close: () => file.close() };
  } catch (error) {
    throw new GatewayStartError(`cannot write the mail log ${path} (mailLog.file): ${fileProblem(error)}`, { cause: error });
  }
};

/**
 * Opens the log file to append to, or standard output where there is none, and beside it the push to a collector.
 * @param path of the file, found; undefined: standard output
 * @throws GatewayStartError when the file cannot be written
 */
export const openLog = async (
  path: string | undefined,
  syslog: GatewayConfig['mailLog']['syslog'],
  clock: Clock,
  complain: (problem: string) => void,
): Promise<OpenLog> => {
  const first = path === undefined ? openStandardOutput(complain) : await openFile(path, complain);
  if (syslog === undefined) return first;
  const push = new SyslogPush({ ...syslog, hostname: syslog.hostname }, clock, complain);
  return {
    sink: {
      write: (line, entry) => {
        push.write(line, entry);
        first.sink.write(line, entry);
      },
    },
    close: async () => {
      await Promise.all([push.close(), first.close()]);
    },
  };
};
