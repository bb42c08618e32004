import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadBaseline } from '../../src/harness/baseline.ts';
import { scenariosByRequirement } from '../../src/harness/feature-index.ts';
import { runFeatures } from '../../src/harness/run.ts';
import { EVERYTHING } from '../../src/harness/selection.ts';

// A second forwarder, written without a look at the first, is spared by the first scenario of every requirement;
// `npm run test:minimal` holds it against all of them.

const PATIENCE_MS = 120_000;
const SYSTEM = 'minimal forwarder';
/** They speak of the mock: no forwarder can miss them. */
const OF_THE_MOCK = /^(?:SETUP|DASH)-/;

it(
  'conforms in one scenario of every requirement',
  async () => {
    const scenarios = [...(await scenariosByRequirement())].flatMap(([id, [first]]) => (OF_THE_MOCK.test(id) ? [] : (first ?? [])));
    const files = [...new Set(scenarios.map(({ uri, line }) => `${uri}:${line}`))];
    const result = await runFeatures({
      selection: { ...EVERYTHING, files },
      system: SYSTEM,
      baseline: loadBaseline(join(import.meta.dirname, 'minimal.baseline.yaml')),
      worldParameters: { sut: join(import.meta.dirname, 'minimal.sut.yaml') },
    });
    const { exitStatus, totals, requirements } = result;
    expect(requirements.filter(({ verdict }) => verdict === 'departs').map(({ id, reason }) => `${id}: ${reason}`)).toEqual([]);
    expect({ exitStatus, departs: totals.departs, errors: totals['harness-error'], doubts: totals.inconclusive }).toEqual({
      exitStatus: 0,
      departs: 0,
      errors: 0,
      doubts: 0,
    });
    expect(totals.conforms).toBeGreaterThan(80);
  },
  PATIENCE_MS,
);
