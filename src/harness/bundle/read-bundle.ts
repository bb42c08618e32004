import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Registry } from '../registry.ts';
import { readRunJson } from '../run-file.ts';
import { ConfigError } from '../yaml-file.ts';
import { BODIES, CASES, type CaseRecord, caseFileName, caseRecordSchema } from './case-record.ts';
import { MANIFEST, type Manifest, manifestSchema, PROFILE, RUN } from './manifest.ts';
import { inTemporaryFolder, layOutBodies } from './recording-folder.ts';
import type { FullRecording } from './redact.ts';
import { type Rejudged, rejudge } from './rejudge.ts';
import { featureHash } from './write-bundle.ts';
import { readZip } from './zip-read.ts';

/** A bundle whose files are what its manifest says. */
export interface Bundle extends FullRecording {
  readonly shownAs: string;
  readonly manifest: Manifest;
  /** SHA-256 of the manifest. */
  readonly fingerprint: string;
}

/** Far above any run of the features, far below what a machine has. */
const LIMITS = { files: 60_000, fileBytes: 256 * 1024 * 1024, totalBytes: 2 * 1024 * 1024 * 1024 };

/** Every ZIP archive begins with it. */
export const isZip = (bytes: Buffer): boolean => bytes.toString('latin1', 0, 2) === 'PK';

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

type Files = ReadonlyMap<string, Buffer>;

function parsed<Schema extends z.ZodType>(files: Files, name: string, schema: Schema, shownAs: string): z.output<Schema> {
  const bytes = files.get(name);
  if (bytes === undefined) throw new ConfigError(`${shownAs}: this is no bundle of setd: ${name} is not in it`);
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw new ConfigError(`${shownAs}: ${name} is no JSON`, { cause });
  }
  const result = schema.safeParse(value);
  if (!result.success) throw new ConfigError(`${shownAs}: ${name}: ${z.prettifyError(result.error).split('\n').slice(0, 4).join(' ')}`);
  return result.data;
}

/** Holds every file against the manifest, and the manifest against every file. */
function checkHashes(files: Files, manifest: Manifest, shownAs: string): void {
  const listed = new Set([MANIFEST]);
  for (const { path, bytes, sha256: wanted } of manifest.files) {
    const found = files.get(path);
    listed.add(path);
    if (found === undefined) throw new ConfigError(`${shownAs}: ${path} is missing`);
    if (found.length !== bytes || sha256(found) !== wanted)
      throw new ConfigError(`${shownAs}: ${path} is not what the manifest says: the bundle was changed after it was made`);
  }
  const stray = [...files.keys()].find((name) => !listed.has(name));
  if (stray !== undefined) throw new ConfigError(`${shownAs}: ${stray} is not in the manifest: the bundle was changed after it was made`);
}

function bodiesOf(files: Files, shownAs: string): Map<string, Buffer> {
  const bodies = new Map<string, Buffer>();
  for (const [name, bytes] of files) {
    if (!name.startsWith(`${BODIES}/`)) continue;
    const hash = name.slice(BODIES.length + 1);
    if (sha256(bytes) !== hash) throw new ConfigError(`${shownAs}: ${name} is not the body of that hash`);
    bodies.set(hash, bytes);
  }
  return bodies;
}

/** Reads a bundle, and checks that it is whole. Throws ConfigError with what is wrong. */
export function readBundle(bytes: Buffer, shownAs: string): Bundle {
  const files: Files = new Map(readZip(bytes, shownAs, LIMITS).map(({ name, data }) => [name, data]));
  const manifest = parsed(files, MANIFEST, manifestSchema, shownAs);
  checkHashes(files, manifest, shownAs);
  const run = files.get(RUN);
  if (run === undefined) throw new ConfigError(`${shownAs}: this is no bundle of setd: ${RUN} is not in it`);
  const result = readRunJson(run.toString('utf8'), `${shownAs}: ${RUN}`);
  const cases = new Map<string, CaseRecord>();
  for (const { id } of result.scenarios) {
    const name = `${CASES}/${caseFileName(id)}`;
    if (files.has(name)) cases.set(id, parsed(files, name, caseRecordSchema, shownAs));
  }
  return {
    shownAs,
    manifest,
    fingerprint: sha256(files.get(MANIFEST) ?? Buffer.alloc(0)),
    result,
    cases,
    bodies: bodiesOf(files, shownAs),
    profile: files.get(PROFILE)?.toString() ?? null,
  };
}

/** Other features or another catalogue would be other judges. */
function checkJudge({ shownAs, manifest, result }: Bundle, registry: Registry): void {
  const { tool, catalogue } = manifest;
  const use = `judge it with ${tool.name} ${tool.version}`;
  if (catalogue !== registry.revision)
    throw new ConfigError(`${shownAs}: judged by the catalogue ${catalogue}, this setd has ${registry.revision}; ${use}`);
  for (const uri of new Set(result.scenarios.map((scenario) => scenario.uri))) {
    if (manifest.features[uri] === undefined) throw new ConfigError(`${shownAs}: ${uri} is not in the manifest`);
    if (featureHash(uri) !== manifest.features[uri]) throw new ConfigError(`${shownAs}: ${uri} is another feature in this setd; ${use}`);
  }
}

/** Judges a bundle again, offline. Throws ConfigError where this installation has other features or another catalogue. */
export function judgeBundle(bundle: Bundle, registry: Registry): Promise<Rejudged> {
  checkJudge(bundle, registry);
  return inTemporaryFolder((folder) => {
    layOutBodies(bundle.bodies, folder);
    return rejudge(bundle, folder, registry, new Map(bundle.manifest.notRepeatable.map(({ scenario, why }) => [scenario, why])));
  });
}
