import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { PACKAGE_ROOT } from '../package-root.ts';
import type { Registry } from '../registry.ts';
import { runJson } from '../reports/json.ts';
import type { RunResult, ScenarioResult } from '../run-result.ts';
import { formatTranscript } from '../transcript.ts';
import { BODIES, CASES, caseFileName } from './case-record.ts';
import { MAIL_LOGS, MANIFEST, type Manifest, PROFILE, type Redaction, RUN, TRANSCRIPTS } from './manifest.ts';
import { inTemporaryFolder, layOutBodies } from './recording-folder.ts';
import { type FullRecording, redact } from './redact.ts';
import { rejudge } from './rejudge.ts';
import { writeZip, type ZipFile } from './zip-write.ts';

export interface WrittenBundle {
  readonly bytes: Buffer;
  /** SHA-256 of the manifest, which holds the hashes of all else: whoever knows it knows that nothing was changed. */
  readonly fingerprint: string;
  readonly notRepeatable: Manifest['notRepeatable'];
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** Hash of a feature of this installation; undefined when it is not there. */
export const featureHash = (uri: string): string | undefined => {
  try {
    return sha256(readFileSync(resolve(PACKAGE_ROOT, uri)));
  } catch {
    return undefined;
  }
};

/** `012-retry-final-replies-58`: in the order of the run, and telling. */
const readableName = ({ id }: ScenarioResult, index: number): string => {
  const words = id.replace(/^features\//, '').replace(/\.feature:/, '-');
  return `${String(index + 1).padStart(4, '0')}-${words.replaceAll(/[^A-Za-z0-9]+/g, '-').slice(-80)}`;
};

/** So that the same recording is the same bundle, however it was read. */
const byName = (files: readonly ZipFile[]): ZipFile[] => files.toSorted((one, other) => (one.name < other.name ? -1 : 1));

function readableFiles({ scenarios }: RunResult): ZipFile[] {
  return scenarios.flatMap((scenario, index) => {
    const name = readableName(scenario, index);
    const { id, verdict, reason, evidence } = scenario;
    const head = [`${id}: ${scenario.name}`, `${verdict}${reason === '' ? '' : `: ${reason}`}`, ''].join('\n');
    const log = evidence.flatMap((entry) => (entry.type === 'logLineRead' ? [entry.line] : []));
    return [
      { name: `${TRANSCRIPTS}/${name}.txt`, data: Buffer.from(`${head}\n${formatTranscript(evidence)}\n`) },
      ...(log.length === 0 ? [] : [{ name: `${MAIL_LOGS}/${name}.log`, data: Buffer.from(`${log.join('\n')}\n`) }]),
    ];
  });
}

/** Which verdicts what is kept does not prove: those that it takes over, and those that it would give differently. */
async function notRepeatableIn(kept: FullRecording, registry: Registry): Promise<Manifest['notRepeatable']> {
  return inTemporaryFolder(async (folder) => {
    layOutBodies(kept.bodies, folder);
    const { result, notRepeated } = await rejudge(kept, folder, registry);
    const why = new Map(notRepeated.map((entry) => [entry.scenario, entry.why]));
    const now = new Map(result.scenarios.map((scenario) => [scenario.id, scenario]));
    for (const { id, verdict, reason } of kept.result.scenarios) {
      const again = now.get(id);
      if (again?.verdict !== verdict || again.reason !== reason) why.set(id, `what is kept gives ${again?.verdict ?? 'nothing'}`);
    }
    return [...why].map(([scenario, reason]) => ({ scenario, why: reason }));
  });
}

const features = ({ scenarios }: RunResult): Record<string, string> =>
  Object.fromEntries([...new Set(scenarios.map(({ uri }) => uri))].map((uri) => [uri, featureHash(uri) ?? '']));

/** Puts a recorded run into one file: what was seen and said, how it was judged, and the hashes of it all. */
export async function writeBundle(recording: FullRecording, redactions: readonly Redaction[], registry: Registry): Promise<WrittenBundle> {
  const kept = redact(recording, new Set(redactions));
  const { result, cases, bodies, profile } = kept;
  const files: ZipFile[] = [
    { name: RUN, data: Buffer.from(runJson(result)) },
    ...byName([...cases].map(([id, record]) => ({ name: `${CASES}/${caseFileName(id)}`, data: Buffer.from(JSON.stringify(record)) }))),
    ...byName([...bodies].map(([name, data]) => ({ name: `${BODIES}/${name}`, data }))),
    ...(profile === null ? [] : [{ name: PROFILE, data: Buffer.from(profile) }]),
    ...readableFiles(result),
  ];
  const manifest: Manifest = {
    format: 1,
    tool: result.meta.tool,
    catalogue: result.meta.catalogue,
    features: features(result),
    files: files.map(({ name, data }) => ({ path: name, bytes: data.length, sha256: sha256(data) })),
    redacted: [...redactions],
    notRepeatable: await notRepeatableIn(kept, registry),
  };
  const text = Buffer.from(`${JSON.stringify(manifest, null, 1)}\n`);
  const bytes = writeZip([{ name: MANIFEST, data: text }, ...files]);
  return { bytes, fingerprint: sha256(text), notRepeatable: manifest.notRepeatable };
}
