import { readFileSync } from 'node:fs';
import { basename, dirname, extname, resolve } from 'node:path';
import { WallClock } from '../wall-clock.ts';
import { parseGatewayConfig } from './config-file.ts';
import { type Forwarder, type MailLogSink, startForwarder } from './forwarder.ts';
import { GatewayStartError } from './gateway-start-error.ts';
import { LogFile } from './log-file.ts';
import { openFileSpool } from './spool/file-spool.ts';

/** A gateway that runs in this process until it is stopped. */
export interface RunningGateway {
  readonly listeners: Forwarder['listeners'];
  readonly counters: Forwarder['counters'];
  /** Stops the gateway and closes its log. */
  stop(): Promise<void>;
}

const nothing = (): void => {};

const FILE_PROBLEMS: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'there is no such file; correct the path'],
  ['ENOTDIR', 'there is no such file; correct the path'],
  ['EISDIR', 'it is a directory; give a file'],
  ['EACCES', 'permission denied; make the file accessible to this user'],
]);

const fileProblem = (error: unknown): string => {
  const known = error instanceof Error && 'code' in error ? FILE_PROBLEMS.get(String(error.code)) : undefined;
  return known ?? (error instanceof Error ? error.message : String(error));
};

const readText = (path: string, what: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new GatewayStartError(`cannot read ${what} ${path}: ${fileProblem(error)}`, { cause: error });
  }
};

interface OpenLog {
  readonly sink: MailLogSink;
  close(): Promise<void>;
}

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

/** Opens the log file to append to; without one, lines go to standard output. */
const openLog = async (path: string | undefined, complain: (problem: string) => void): Promise<OpenLog> => {
  if (path === undefined) return openStandardOutput(complain);
  try {
    const file = await LogFile.open(path, complain);
    return { sink: file, close: () => file.close() };
  } catch (error) {
    throw new GatewayStartError(`cannot write the mail log ${path} (mailLog.file): ${fileProblem(error)}`, { cause: error });
  }
};

/**
 * Runs a gateway as its configuration file says, on real time. Paths in the file are relative to the file.
 * @param complain hears about a log file that fails later on
 * @throws ConfigError when the file's content is wrong
 * @throws GatewayStartError when a file cannot be read or written, the spool is in use, or a port cannot be opened
 */
export const runGateway = async (configFile: string, complain: (problem: string) => void = () => {}): Promise<RunningGateway> => {
  const parsed = parseGatewayConfig(readText(configFile, 'the configuration'), configFile);
  const besideConfig = (path: string): string => resolve(dirname(configFile), path);
  const { caFile } = parsed.tls;
  const ca = caFile === undefined ? parsed.tls.ca : readText(besideConfig(caFile), 'tls.caFile');
  const config = { ...parsed, tls: { ...parsed.tls, ca } };
  const { file } = config.mailLog;
  const log = await openLog(file === undefined ? undefined : besideConfig(file), complain);
  const clock = new WallClock();
  const { spool: place = { file: `${basename(configFile, extname(configFile))}.spool` } } = config;
  try {
    const spool = place === 'memory' ? {} : { spool: await openFileSpool(besideConfig(place.file), clock) };
    const forwarder = await startForwarder(config, { clock, mailLog: log.sink, ...spool });
    return {
      listeners: forwarder.listeners,
      counters: () => forwarder.counters(),
      stop: async () => {
        await forwarder.stop();
        await log.close();
      },
    };
  } catch (error) {
    await log.close();
    throw error;
  }
};
