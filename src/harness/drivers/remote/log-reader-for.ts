import { resolve } from 'node:path';
import type { RemoteSettings } from '../../profile/remote-schema.ts';
import { CommandLog } from '../../readers/command-log.ts';
import { FileLog } from '../../readers/file-log.ts';
import type { LogReader } from '../../readers/log-reader.ts';
import { SyslogLog } from '../../readers/syslog-log.ts';

/** The reader of the log that a profile names; undefined where it names none. */
export const logReaderFor = (log: RemoteSettings['log'], folder: string, deadlineMs: number): LogReader | undefined => {
  switch (log?.kind) {
    case undefined:
      return undefined;
    case 'file':
      return new FileLog(resolve(folder, log.path));
    case 'syslog':
      return new SyslogLog(log);
    case 'command':
      return new CommandLog({ command: log.command, folder, deadlineMs });
  }
};
