import { closeSync, fsyncSync, openSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { GatewayConfig } from '../config.ts';
import { ConfigError } from '../config-error.ts';
import { parseGatewayConfig } from '../config-file.ts';
import { fileProblem } from '../file-problem.ts';
import type { JournalSettings } from '../work-queue.ts';
import { AdminError } from './admin-error.ts';
import { withSettings } from './config-text.ts';
import type { SettingsStore } from './gateway-admin.ts';

const journalingOf = ({ threatDefenseConnector, policies, defaultPolicy }: JournalSettings): string =>
  JSON.stringify([
    threatDefenseConnector.enabled,
    threatDefenseConnector.defaultIntakeAddress,
    policies.map(({ name, match, connector }) => [name, match.senders, match.recipients, connector]),
    defaultPolicy.connector,
  ]);

const restOf = ({ threatDefenseConnector: _connector, policies: _policies, defaultPolicy: _default, ...rest }: GatewayConfig): string =>
  JSON.stringify(rest);

const sync = (path: string): void => {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
};

/** Replaces a file at one stroke: whoever reads it, and a crash, find the old text or the new one. */
const replaceFile = (path: string, text: string): void => {
  const { mode } = statSync(path);
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.new`);
  const handle = openSync(temporary, 'w', mode & 0o777);
  try {
    writeSync(handle, text);
    fsyncSync(handle);
  } catch (error) {
    closeSync(handle);
    rmSync(temporary, { force: true });
    throw error;
  }
  closeSync(handle);
  renameSync(temporary, path);
  sync(dirname(path));
};

/** Writes settings back into the configuration file that the gateway was started from; comments and everything else in it stay. */
export class ConfigStore implements SettingsStore {
  readonly file: string;
  private text: string;

  /** `text`: the content of the file as it was read at start. */
  constructor(file: string, text: string) {
    this.file = file;
    this.text = text;
  }

  save(settings: JournalSettings, origins: ReadonlyMap<string, string>): void {
    const path = this.unchangedFile();
    const before = parseGatewayConfig(this.text, this.file);
    const text = withSettings(this.text, before, settings, origins).find((candidate) => this.says(candidate, settings, before));
    if (text === undefined) {
      throw new AdminError(
        'conflict',
        `${this.file} uses features of YAML that cannot be changed safely (anchors, aliases); edit it by hand`,
      );
    }
    if (text === this.text) return;
    try {
      replaceFile(path, text);
    } catch (error) {
      throw new AdminError('not written', `${this.file} cannot be written: ${fileProblem(error)}; nothing was changed`, [], {
        cause: error,
      });
    }
    this.text = text;
  }

  /** The file itself, where the name is a link to it. */
  private unchangedFile(): string {
    let path: string;
    let current: string;
    try {
      path = realpathSync(this.file);
      current = readFileSync(path, 'utf8');
    } catch (error) {
      throw new AdminError('not written', `${this.file} cannot be read: ${fileProblem(error)}; nothing was changed`, [], { cause: error });
    }
    if (current === this.text) return path;
    throw new AdminError(
      'conflict',
      `${this.file} was changed by somebody else since the gateway read it; restart the gateway to take that up, then repeat the change`,
    );
  }

  private says(text: string, settings: JournalSettings, before: GatewayConfig): boolean {
    try {
      const config = parseGatewayConfig(text, this.file);
      return journalingOf(config) === journalingOf(settings) && restOf(config) === restOf(before);
    } catch (error) {
      if (error instanceof ConfigError) return false;
      throw error;
    }
  }
}
