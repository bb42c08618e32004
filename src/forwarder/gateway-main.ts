import { createWriteStream, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { finished, type Writable } from 'node:stream';
import { WallClock } from '../wall-clock.ts';
import { parseGatewayConfig } from './config-file.ts';
import { type Forwarder, type MailLogSink, startForwarder } from './forwarder.ts';
import { GatewayStartError } from './gateway-start-error.ts';

/** A gateway that runs in this process until it is stopped. */
export interface RunningGateway {
  readonly listeners: Forwarder['listeners'];
  readonly counters: Forwarder['counters'];
  /** Stops the gateway and closes its log. */
  stop(): Promise<void>;
}

const readText = (path: string, what: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new GatewayStartError(`cannot read ${what} ${path}: ${why}`, { cause: error });
  }
};

const streamSink = (stream: Writable): MailLogSink => ({ write: (line) => void stream.write(`${line}\n`) });

interface OpenLog {
  readonly sink: MailLogSink;
  close(): Promise<void>;
}

/** Opens the log file to append to; without one, lines go to standard output. */
const openLog = async (path: string | undefined, complain: (problem: string) => void): Promise<OpenLog> => {
  if (path === undefined) return { sink: streamSink(process.stdout), close: () => Promise.resolve() };
  const stream = createWriteStream(path, { flags: 'a' });
  await new Promise<void>((opened, failed) => {
    stream.once('open', () => opened());
    stream.once('error', (error) =>
      failed(new GatewayStartError(`cannot write the mail log ${path}: ${error.message}; correct mailLog.file`, { cause: error })),
    );
  });
  stream.on('error', (error) => complain(`mail log ${path}: ${error.message}`));
  return {
    sink: streamSink(stream),
    close: () =>
      new Promise((closed) => {
        finished(stream, () => closed());
        stream.end();
      }),
  };
};

/**
 * Runs a gateway as its configuration file says, on real time. Paths in the file are relative to the file.
 * @param complain hears about a log file that fails later on
 * @throws ConfigError when the file's content is wrong
 * @throws GatewayStartError when a file cannot be read or written, or a port cannot be opened
 */
export const runGateway = async (configFile: string, complain: (problem: string) => void = () => {}): Promise<RunningGateway> => {
  const parsed = parseGatewayConfig(readText(configFile, 'the configuration'), configFile);
  const besideConfig = (path: string): string => resolve(dirname(configFile), path);
  const { caFile } = parsed.tls;
  const ca = caFile === undefined ? parsed.tls.ca : readText(besideConfig(caFile), 'tls.caFile');
  const config = { ...parsed, tls: { ...parsed.tls, ca } };
  const { file } = config.mailLog;
  const log = await openLog(file === undefined ? undefined : besideConfig(file), complain);
  try {
    const forwarder = await startForwarder(config, { clock: new WallClock(), mailLog: log.sink });
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
