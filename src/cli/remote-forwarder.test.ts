import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PACKAGE_ROOT } from '../harness/package-root.ts';
import { runFeatures } from '../harness/run.ts';

// The reference forwarder as a black box on loopback: examples/remote at ports of its own. What can be observed there is judged as in process.

const PATIENCE_MS = 180_000;
const FOLDER = join(PACKAGE_ROOT, 'examples', 'remote');
const PORTS = ['2725', '2726', '2727', '2728', '2753'];

let folder: string;
let profile: string;

const freePorts = async (count: number): Promise<number[]> => {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => {
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return address.port;
  });
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'setd-remote-'));
  const ports = await freePorts(PORTS.length);
  for (const name of ['gateway.yaml', 'reference.sut.yaml']) {
    const text = readFileSync(join(FOLDER, name), 'utf8').replace('../../src/cli/setd.mjs', join(PACKAGE_ROOT, 'src/cli/setd.mjs'));
    writeFileSync(
      join(folder, name),
      PORTS.reduce((changed, port, index) => changed.replaceAll(port, String(ports[index])), text),
    );
  }
  profile = join(folder, 'reference.sut.yaml');
});
afterAll(() => rmSync(folder, { recursive: true }));

const SAMPLE = ['POLICY-2', 'POLICY-3', 'TRACK-1'];

const verdicts = async (sut: string): Promise<Map<string, string>> => {
  const { requirements } = await runFeatures({
    selection: { ids: [], files: [], tags: SAMPLE.map((id) => `@${id}`).join(' or ') },
    clock: 'wall',
    lanes: 1,
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
    writeFileSync(
      inProcess,
      'name: here\ndriver: { kind: reference }\ncapabilities: [policies, mail-log, configure, tracking, crash, original-delivery]\n',
    );
    const here = await verdicts(inProcess);
    const there = await verdicts(profile);
    expect([...there.keys()]).toEqual([...here.keys()]);
    const observed = [...there].filter(([, verdict]) => verdict !== 'not-testable');
    expect(observed.length).toBeGreaterThan(1);
    for (const [scenario, verdict] of observed) expect([scenario, verdict]).toEqual([scenario, here.get(scenario)]);
    expect([...there].filter(([scenario]) => scenario.startsWith('TRACK-1 ')).map(([, verdict]) => verdict)).toContain('not-testable');
  },
  PATIENCE_MS,
);

it(
  'tells of a system that takes no mail',
  async () => {
    const text = readFileSync(profile, 'utf8').replace(/^ {2}start: .*$/m, '  start: [node, --eval, "console.error(7); process.exit(7)"]');
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
