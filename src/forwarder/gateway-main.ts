import { readFileSync } from 'node:fs';
import { basename, dirname, extname, resolve } from 'node:path';
import { WallClock } from '../wall-clock.ts';
import { ConfigStore } from './admin/config-store.ts';
import { CONSOLE_PORT, type GatewayConfig } from './config.ts';
import { parseGatewayConfig } from './config-file.ts';
import type { ConsoleParts } from './console/console-parts.ts';
import { type Console, startConsole } from './console/server.ts';
import { fileProblem } from './file-problem.ts';
import { type Forwarder, startForwarder } from './forwarder.ts';
import { GatewayStartError } from './gateway-start-error.ts';
import { openLog } from './open-log.ts';
import { openFileSpool } from './spool/file-spool.ts';

export interface GatewayOptions {
  /** Hears about a log that fails later on. */
  readonly complain?: (problem: string) => void;
  /** What the console says of this program. */
  readonly version?: string;
  /** Whether a console is served where the configuration does not say. Default: none. */
  readonly console?: 'if configured' | 'unless off';
}

/** A gateway that runs in this process until it is stopped. */
export interface RunningGateway {
  readonly listeners: Forwarder['listeners'];
  readonly counters: Forwarder['counters'];
  /** Undefined: none is served. */
  readonly console: Console | undefined;
  /** Stops the gateway and its console, and closes its log. */
  stop(): Promise<void>;
}

const readText = (path: string, what: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new GatewayStartError(`cannot read ${what} ${path}: ${fileProblem(error)}`, { cause: error });
  }
};

/** Serves the console where one is wanted. */
const openConsole = async (config: GatewayConfig, parts: ConsoleParts, wanted: GatewayOptions['console']): Promise<Console | undefined> => {
  if (config.console === 'off') return undefined;
  if (config.console !== undefined) return startConsole(parts, config.console);
  return wanted === 'unless off' ? startConsole(parts, { port: CONSOLE_PORT }) : undefined;
};

/**
 * Runs a gateway as its configuration file says, on real time. Paths in the file are relative to the file.
 * @throws ConfigError when the file's content is wrong
 * @throws GatewayStartError when a file cannot be read or written, the spool is in use, or a port cannot be opened
 */
export const runGateway = async (configFile: string, options: GatewayOptions = {}): Promise<RunningGateway> => {
  const { complain = () => {}, version = 'unknown', console = 'if configured' } = options;
  const text = readText(configFile, 'the configuration');
  const parsed = parseGatewayConfig(text, configFile);
  const besideConfig = (path: string): string => resolve(dirname(configFile), path);
  const { caFile } = parsed.tls;
  const ca = caFile === undefined ? parsed.tls.ca : readText(besideConfig(caFile), 'tls.caFile');
  const config = { ...parsed, tls: { ...parsed.tls, ca } };
  const clock = new WallClock();
  const { file, syslog } = config.mailLog;
  const { spool: place = { file: `${basename(configFile, extname(configFile))}.spool` } } = config;
  const log = await openLog(file === undefined ? undefined : besideConfig(file), syslog, clock, complain);
  const open: (() => Promise<void>)[] = [() => log.close()];
  const closeAll = async (): Promise<void> => {
    for (const close of open.splice(0).reverse()) await close();
  };
  try {
    const settingsStore = new ConfigStore(configFile, text);
    const spool = place === 'memory' ? {} : { spool: await openFileSpool(besideConfig(place.file), clock) };
    const forwarder = await startForwarder(config, { clock, mailLog: log.sink, settingsStore, ...spool });
    open.push(() => forwarder.stop());
    const served = await openConsole(config, { forwarder, version }, console);
    if (served !== undefined) open.push(() => served.close());
    return { listeners: forwarder.listeners, console: served, counters: () => forwarder.counters(), stop: closeAll };
  } catch (error) {
    await closeAll();
    throw error;
  }
};
