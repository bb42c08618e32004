import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { loadRegistry } from '../registry.ts';
import { runFeatures } from '../run.ts';
import type { RunResult } from '../run-result.ts';
import type { Manifest } from './manifest.ts';
import { type Bundle, judgeBundle, readBundle } from './read-bundle.ts';
import { readRecording } from './recording-folder.ts';
import type { FullRecording } from './redact.ts';
import { type WrittenBundle, writeBundle } from './write-bundle.ts';
import { readZip } from './zip-read.ts';
import { writeZip, type ZipFile } from './zip-write.ts';

const registry = loadRegistry();
// Real scenarios, on a machine that may be busy; a hang is still told from that.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
const LIMITS = { files: 10_000, fileBytes: 100_000_000, totalBytes: 500_000_000 };
const PROFILE = 'name: a gateway\n';
/** A message intake address of the stand. */
const SECRET = '4f1c9a-7be20-93d5e1';

let folder: string;
let recording: FullRecording;
let whole: WrittenBundle;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'setd-bundle-'));
  const selection = { ids: ['COPY-3', 'POLICY-2', 'LOG-1'], files: [], tags: '' };
  const result = await runFeatures({ registry, selection, worldParameters: { recordInto: folder } });
  recording = readRecording(folder, result, PROFILE);
  whole = await writeBundle(recording, [], registry);
});
afterAll(() => rmSync(folder, { recursive: true }));

const open = (bytes: Buffer): Bundle => readBundle(bytes, 'out.setd.zip');
const filesOf = (bytes: Buffer): ZipFile[] => readZip(bytes, 'x', LIMITS);
const manifestOf = (bytes: Buffer): Buffer => filesOf(bytes).find(({ name }) => name === 'manifest.json')?.data ?? Buffer.alloc(0);
const essence = ({ scenarios, requirements, exitStatus }: RunResult) => ({
  exitStatus,
  requirements: requirements.map(({ id, verdict, reason }) => ({ id, verdict, reason })),
  scenarios: scenarios.map(({ id, verdict, reason, evidence }) => ({ id, verdict, reason, evidence })),
});

describe('a bundle', () => {
  it('gives the same verdicts offline, and proves them all', async () => {
    const bundle = open(whole.bytes);
    expect(bundle).toMatchObject({ fingerprint: whole.fingerprint, profile: PROFILE });
    expect(essence(bundle.result)).toEqual(essence(recording.result));
    const { result, contradictions, notRepeated } = await judgeBundle(bundle, registry);
    expect({ contradictions, notRepeated, notRepeatable: whole.notRepeatable }).toEqual({
      contradictions: [],
      notRepeated: [],
      notRepeatable: [],
    });
    expect(essence(result)).toEqual(essence(recording.result));
  });

  it('holds what can be read by people too', () => {
    const names = filesOf(whole.bytes).map(({ name }) => name);
    const transcripts = names.filter((name) => name.startsWith('transcripts/'));
    expect(transcripts).toHaveLength(recording.result.scenarios.length);
    const [first = ''] = transcripts;
    expect(
      filesOf(whole.bytes)
        .find(({ name }) => name === first)
        ?.data.toString(),
    ).toMatch(/^features\/.*: .*\nconforms\n\n.*C: EHLO/s);
    expect(names.some((name) => name.startsWith('mail-logs/'))).toBe(true);
  });
});

/** The bundle with its files changed. `rehash`: the manifest is made to fit again, as somebody would who knows how. */
const tampered = (change: (files: Map<string, Buffer>) => void, rehash: boolean): Buffer => {
  const files = new Map(filesOf(whole.bytes).map(({ name, data }) => [name, data]));
  change(files);
  if (rehash) {
    const manifest: Manifest = JSON.parse(files.get('manifest.json')?.toString() ?? '');
    const listed = [...files].filter(([name]) => name !== 'manifest.json');
    const again = listed.map(([path, data]) => ({ path, bytes: data.length, sha256: createHash('sha256').update(data).digest('hex') }));
    files.set('manifest.json', Buffer.from(JSON.stringify({ ...manifest, files: again })));
  }
  return writeZip([...files].map(([name, data]) => ({ name, data })));
};

const edit = (files: Map<string, Buffer>, name: string, from: string | RegExp, to: string): void => {
  const before = files.get(name)?.toString() ?? '';
  const after = before.replaceAll(from instanceof RegExp ? from : new RegExp(from, 'g'), to);
  expect(after).not.toBe(before);
  files.set(name, Buffer.from(after));
};

describe('a bundle that was changed', () => {
  const aBody = (files: Map<string, Buffer>): string => [...files.keys()].find((name) => name.startsWith('bodies/')) ?? '';

  it.each<[string, (files: Map<string, Buffer>) => void, RegExp]>([
    ['an event', (files) => edit(files, 'run.json', '"EHLO ', '"HELO '), /run\.json is not what the manifest says: the bundle was changed/],
    ['a body', (files) => void files.set(aBody(files), Buffer.from('x')), /bodies\/\w+ is not what the manifest says/],
    ['a file taken away', (files) => void files.delete(aBody(files)), /bodies\/\w+ is missing/],
    ['a file put in', (files) => void files.set('extra.txt', Buffer.from('x')), /extra\.txt is not in the manifest/],
    ['no manifest', (files) => void files.delete('manifest.json'), /this is no bundle of setd: manifest\.json is not in it/],
    [
      'a manifest that is none',
      (files) => void files.set('manifest.json', Buffer.from('{}')),
      /manifest\.json: .*expected a bundle of format 1/,
    ],
  ])('is refused: %s', (_what, change, message) => {
    expect(() => open(tampered(change, false))).toThrow(message);
  });

  it('is refused where a body is not that of its name, hashes or no hashes', () => {
    expect(() => open(tampered((files) => void files.set(aBody(files), Buffer.from('x')), true))).toThrow(/is not the body of that hash/);
  });

  it('contradicts itself, with the hashes made to fit', async () => {
    const changed = tampered((files) => edit(files, 'run.json', 'enqueued for forwarding', 'something else'), true);
    const bundle = open(changed);
    expect(bundle.fingerprint).not.toBe(whole.fingerprint);
    const { contradictions, result } = await judgeBundle(bundle, registry);
    expect(contradictions).toContainEqual(expect.stringMatching(/^LOG-1: recorded as conforms, the evidence gives/));
    expect(result.requirements.find(({ id }) => id === 'LOG-1')?.verdict).not.toBe('conforms');
  });

  it('is believed in no verdict that its evidence does not give', async () => {
    const lie = tampered((files) => edit(files, 'run.json', '"verdict":"conforms"', '"verdict":"departs"'), true);
    const { contradictions, result } = await judgeBundle(open(lie), registry);
    expect(result.exitStatus).toBe(0);
    expect(contradictions.length).toBeGreaterThan(3);
  });

  it('is not judged by other features', async () => {
    const other = tampered((files) => edit(files, 'manifest.json', /("features\/[^"]*": ")\w{8}/g, '$1deadbeef'), false);
    await expect(async () => judgeBundle(open(other), registry)).rejects.toThrow(
      /is another feature in this setd; judge it with setd-conformance/,
    );
  });
});

describe('a redacted bundle', () => {
  it('without bodies names what it cannot prove, and proves the rest', async () => {
    const { bytes, notRepeatable } = await writeBundle(recording, ['bodies'], registry);
    expect(filesOf(bytes).some(({ name }) => name.startsWith('bodies/'))).toBe(false);
    const bundle = open(bytes);
    expect(bundle.manifest).toMatchObject({ redacted: ['bodies'], notRepeatable });
    const { contradictions, notRepeated, result } = await judgeBundle(bundle, registry);
    expect(contradictions).toEqual([]);
    expect(notRepeated).toEqual(notRepeatable);
    expect(notRepeatable.length).toBeLessThan(recording.result.scenarios.length / 2);
    expect(essence(result)).toEqual(essence(recording.result));
  });

  it('without secrets holds them nowhere', async () => {
    const { bytes, notRepeatable } = await writeBundle(recording, ['secrets'], registry);
    const files = filesOf(bytes);
    expect(files.filter(({ data }) => data.includes(SECRET)).map(({ name }) => name)).toEqual([]);
    expect(filesOf(whole.bytes).filter(({ data }) => data.includes(SECRET)).length).toBeGreaterThan(5);
    expect(files.some(({ data }) => data.includes('redacted-1@primary.setd.example'))).toBe(true);
    expect(notRepeatable.length).toBeGreaterThan(0);
    // Once more, as for a part that is joined to others: there is nothing left to take out.
    expect((await writeBundle(open(bytes), ['secrets'], registry)).fingerprint).toBe(
      createHash('sha256').update(manifestOf(bytes)).digest('hex'),
    );
    const { contradictions, result } = await judgeBundle(open(bytes), registry);
    expect(contradictions).toEqual([]);
    expect(result.exitStatus).toBe(recording.result.exitStatus);
  });
});
