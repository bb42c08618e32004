import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { REDACTIONS, type Redaction } from '../harness/bundle/manifest.ts';
import { readRecording } from '../harness/bundle/recording-folder.ts';
import type { FullRecording } from '../harness/bundle/redact.ts';
import { type WrittenBundle, writeBundle } from '../harness/bundle/write-bundle.ts';
import type { Registry } from '../harness/registry.ts';
import type { Finished, RunListener } from '../harness/run-tally.ts';
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

/** Writes a bundle to a file, and makes the folders that it lies in. Throws ConfigError where that cannot be done. */
export async function saveBundle(
  path: string,
  recording: FullRecording,
  redactions: readonly Redaction[],
  registry: Registry,
): Promise<WrittenBundle> {
  const written = await writeBundle(recording, redactions, registry);
  try {
    mkdirSync(dirname(resolve(path)), { recursive: true });
    writeFileSync(path, written.bytes);
  } catch (cause) {
    throw new ConfigError(`${path}: cannot be written (${cause instanceof Error ? cause.message : String(cause)})`, { cause });
  }
  return written;
}

/** Where a bundle is, by what it is known again, and what it cannot prove. */
export const bundleLines = (path: string, { fingerprint, notRepeatable }: WrittenBundle, scenarios: number): string[] => [
  `evidence: ${resolve(path)}, fingerprint ${fingerprint}`,
  ...notRepeatableLines(notRepeatable, scenarios),
];

/** Records a run, and writes its bundle when it is over. */
export class EvidenceFile implements RunListener {
  /** Where the scenarios leave what they know. */
  readonly folder = mkdtempSync(join(tmpdir(), 'setd-evidence-'));
  private readonly path: string;
  private readonly redactions: readonly Redaction[];
  private readonly profile: string | null;
  private told: string[] = [];

  /** `profile`: path of the profile of the system, where there is one. */
  constructor(path: string, redactions: readonly Redaction[], profile: string | undefined) {
    this.path = path;
    this.profile = profile === undefined ? null : readFileSync(profile, 'utf8');
    this.redactions = redactions;
  }

  async finished({ result, registry }: Finished): Promise<void> {
    const written = await saveBundle(this.path, readRecording(this.folder, result, this.profile), this.redactions, registry);
    this.told = bundleLines(this.path, written, result.scenarios.length);
  }

  /** Where the bundle is, and what it cannot prove. */
  lines(): readonly string[] {
    return this.told;
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
