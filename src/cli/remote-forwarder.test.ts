import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runFeatures } from '../harness/run.ts';
import { writeRemoteLanes } from './remote-lanes.testing.ts';

// The reference forwarder as a black box on loopback: examples/remote, in lanes at ports of their own, whose logs are read by a file, by
// syslog over TCP and over UDP, and by a command. What can be observed there is judged as in process; the whole suite is by
// `setd run --sut examples/remote/reference.sut.yaml`.

const PATIENCE_MS = 120_000;
const LANES = 4;

let folder: string;
let profile: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'setd-remote-'));
  profile = await writeRemoteLanes(folder, LANES);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Scenarios of a second or two: log, tracking, an original, and what a black box does not offer. */
const SAMPLE = '@LOG-1 or @LOG-10 or @TRACK-1 or @POLICY-11 or @SCOPE-1';

const verdicts = async (sut: string, clock: 'virtual' | 'wall'): Promise<Map<string, string>> => {
  const { requirements } = await runFeatures({
    selection: { ids: [], files: [], tags: `(${SAMPLE}) and not @waits` },
    clock,
    lanes: LANES,
    worldParameters: { sut },
  });
  return new Map(
    requirements.flatMap(({ id, judgements }) => judgements.map(({ scenario, verdict }) => [`${id} in ${scenario}`, verdict] as const)),
  );
};

it(
  'gives the same verdicts as in process for what it can observe, and calls the rest not testable',
  async () => {
    const inProcess = join(folder, 'in-process.sut.yaml');
    const claims =
      '[policies, dns-routing, mail-log, counters, tracking, original-delivery, outgoing-mail, configure, console, virtual-clock, crash]';
    writeFileSync(inProcess, `name: here\ndriver: { kind: reference }\ncapabilities: ${claims}\n`);
    const here = await verdicts(inProcess, 'virtual');
    const there = await verdicts(profile, 'wall');
    expect([...there.keys()].toSorted()).toEqual([...here.keys()].toSorted());
    const observed = [...there].filter(([, verdict]) => verdict !== 'not-testable');
    expect(observed.length).toBeGreaterThan(8);
    for (const [scenario, verdict] of observed) expect([scenario, verdict]).toEqual([scenario, here.get(scenario)]);
    const kinds = (id: string): Set<string> => new Set([...there].flatMap(([key, verdict]) => (key.startsWith(`${id} `) ? [verdict] : [])));
    expect(kinds('POLICY-11')).toEqual(new Set(['not-testable']));
    expect(kinds('TRACK-1')).toContain('conforms');
    expect(kinds('LOG-1')).toEqual(new Set(['conforms']));
  },
  PATIENCE_MS,
);

it(
  'tells of a system that takes no mail',
  async () => {
    const start = /^ {2}start:\n(?: {4}.*\n)+/m;
    const text = readFileSync(profile, 'utf8').replace(start, '  start: [node, --eval, "console.error(7); process.exit(7)"]\n');
    const broken = join(folder, 'broken.sut.yaml');
    writeFileSync(broken, text);
    const { scenarios } = await runFeatures({
      selection: { ids: [], files: [], tags: '@POLICY-2' },
      clock: 'wall',
      lanes: 1,
      worldParameters: { sut: broken },
    });
    expect(scenarios.map(({ outcomes }) => outcomes)).toEqual([
      [{ kind: 'harness-error', message: expect.stringMatching(/the start command ended with exit status 7; its standard error ends: 7/) }],
    ]);
  },
  PATIENCE_MS,
);
