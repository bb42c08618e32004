import type { LogFormat } from '../forwarder/log-format.ts';
import type { PartsChange } from './variant.ts';

/** Writes some lines in another way. */
export const writing =
  (change: (format: LogFormat) => Partial<LogFormat>): PartsChange =>
  ({ logFormat }) => ({ logFormat: { ...logFormat, ...change(logFormat) } });

export const FOLLOWS = 'the lines about copies are followed there';
export const FAILED = 'the reason of the failure is read there as well';
