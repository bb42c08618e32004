import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PACKAGE_ROOT } from '../../harness/package-root.ts';
import { runFeatures } from '../../harness/run.ts';

// The reference forwarder in a process of its own, driven over the exec protocol, is the same system: whatever is found out about it there
// is found out here. A sample of what could come out otherwise, across two processes on one virtual clock; the whole suite does by
// `setd run --sut examples/reference.sut.yaml`.

const SAMPLE = [
  'QUEUE-1', // timers of both sides at the same time
  'QUEUE-6', // crash and restart
  'RETRY-7', // stalls, resets, drops
  'CONN-3', // idle close
  'TLS-4', // stalled handshakes
  'COUNT-4',
  'TRACK-1',
  'POLICY-11', // a change that is refused
  'SCOPE-4',
  'LOG-8',
];

const PATIENCE_MS = 120_000;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'setd-same-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const PROFILE = readFileSync(join(PACKAGE_ROOT, 'examples/reference.sut.yaml'), 'utf8');
const EXEC = /^driver:\n(?: .*\n)+/m;
const WRITTEN_THERE = '../src/cli/setd.mjs';

/** A profile of the reference forwarder that claims everything but what is named. */
const profile = (kind: 'reference' | 'exec', without: readonly string[]): string => {
  const claimed = without.reduce((text, capability) => text.replace(`  - ${capability}\n`, ''), PROFILE);
  const file = join(folder, `${kind}-${without.join('-')}.sut.yaml`);
  const text =
    kind === 'exec'
      ? claimed.replace(WRITTEN_THERE, join(PACKAGE_ROOT, 'src/cli/setd.mjs'))
      : claimed.replace(EXEC, 'driver: { kind: reference }\n');
  writeFileSync(file, text);
  return file;
};

/** Every verdict of a run, by scenario and requirement. */
const verdicts = async (sut: string): Promise<Record<string, string>> => {
  const { requirements } = await runFeatures({
    selection: { ids: [], files: [], tags: SAMPLE.map((id) => `@${id}`).join(' or ') },
    worldParameters: { sut },
  });
  const each = requirements.flatMap(({ id, judgements }) =>
    judgements.map(({ scenario, verdict, reason }): [string, string] => [`${id} in ${scenario}`, `${verdict} ${reason}`]),
  );
  return Object.fromEntries(each);
};

it.each([
  ['everything claimed', []],
  ['neither counters nor tracking nor crash claimed', ['counters', 'tracking', 'crash']],
])(
  'the same verdicts over exec as in process: %s',
  async (_what, without) => {
    const here = await verdicts(profile('reference', without));
    const there = await verdicts(profile('exec', without));
    expect(Object.keys(here).length).toBeGreaterThan(50);
    expect(Object.values(here).some((verdict) => verdict.startsWith('not-testable'))).toBe(without.length > 0);
    expect(there).toEqual(here);
  },
  PATIENCE_MS,
);
