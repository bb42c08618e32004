import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { REDACTIONS, type Redaction } from '../harness/bundle/manifest.ts';
import { readRecording } from '../harness/bundle/recording-folder.ts';
import { type WrittenBundle, writeBundle } from '../harness/bundle/write-bundle.ts';
import type { RunListener } from '../harness/run-tally.ts';
import { UsageError } from '../harness/selection.ts';
import { printable } from '../harness/transcript.ts';
import { ConfigError } from '../harness/yaml-file.ts';

const MOST_NAMED = 12;

/** Understands `secrets,bodies`. Throws UsageError. */
export function parseRedactions(text: string): Redaction[] {
  return text.split(',').map((word) => {
    const meant = REDACTIONS.find((known) => known === word.trim());
    if (meant === undefined) throw new UsageError(`--redact: there is no "${word}" to leave out; there are ${REDACTIONS.join(', ')}`);
    return meant;
  });
}

/** What cannot be repeated, as lines: how many scenarios, and which. */
export const notRepeatableLines = (entries: readonly { readonly scenario: string; readonly why: string }[], all: number): string[] => {
  if (entries.length === 0) return [];
  const more = entries.length - MOST_NAMED;
  return [
    `${entries.length} of ${all} scenarios cannot be judged again from the evidence; what was found then is taken over:`,
    ...entries.slice(0, MOST_NAMED).map(({ scenario, why }) => `  ${printable(scenario)}: ${printable(why)}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ];
};

/** Records a run, and writes its bundle when it is over. */
export class EvidenceFile implements RunListener {
  /** Where the scenarios leave what they know. */
  readonly folder = mkdtempSync(join(tmpdir(), 'setd-evidence-'));
  private readonly path: string;
  private readonly redactions: readonly Redaction[];
  private written: WrittenBundle | undefined;
  private scenarios = 0;

  constructor(path: string, redactions: readonly Redaction[]) {
    this.path = resolve(path);
    this.redactions = redactions;
  }

  async finished({ result, registry }: Parameters<NonNullable<RunListener['finished']>>[0]): Promise<void> {
    this.scenarios = result.scenarios.length;
    this.written = await writeBundle(readRecording(this.folder, result), this.redactions, registry);
    try {
      mkdirSync(dirname(this.path), { recursive: true });
      writeFileSync(this.path, this.written.bytes);
    } catch (cause) {
      throw new ConfigError(`${this.path}: cannot be written (${cause instanceof Error ? cause.message : String(cause)})`, { cause });
    }
  }

  /** Where the bundle is, and what it cannot prove. */
  lines(): string[] {
    if (this.written === undefined) return [];
    const { fingerprint, notRepeatable } = this.written;
    return [`evidence: ${this.path}, fingerprint ${fingerprint}`, ...notRepeatableLines(notRepeatable, this.scenarios)];
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
