// Writes features/quick.yaml: for each requirement the scenario that `setd run --quick` takes. Argument: the result of
// `setd selftest --json <file>`. Of the scenarios that caught a mutant made for the requirement the one that waits least is taken, of
// several the first; where no mutant was made for it, since it speaks of the mock, of all its scenarios.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { scenariosByRequirement } from '../src/harness/feature-index.ts';
import { QUICK_FILE } from '../src/harness/quick.ts';
import { loadRegistry } from '../src/harness/registry.ts';
import { loadWaits, waitOf } from '../src/harness/waits.ts';

const HEAD = `# One telling scenario for each requirement, for \`setd run --quick\`: the one that waits least of those that caught a mutant made for that
# requirement, of several the first. \`node scripts/write-quick.mjs\` writes it from the result of a selftest.
`;

const [selftest] = process.argv.slice(2);
if (selftest === undefined) throw new Error('name the result of "setd selftest --json"');
const { mutants } = JSON.parse(readFileSync(selftest, 'utf8'));
const scenarios = await scenariosByRequirement();
const waits = loadWaits();

const caught = (id) => new Set(mutants.filter(({ breaks }) => breaks.includes(id)).flatMap(({ caughtAt }) => caughtAt[id] ?? []));
const chosen = [...loadRegistry().requirements.keys()].flatMap((id) => {
  const telling = caught(id);
  const all = scenarios.get(id) ?? [];
  const some = telling.size === 0 ? all : all.filter(({ uri, line }) => telling.has(`${uri}:${line}`));
  const [best] = some.toSorted((a, b) => waitOf(waits, a, false).ms - waitOf(waits, b, false).ms);
  return best === undefined ? [] : [[id, { feature: best.uri, scenario: best.name }]];
});
writeFileSync(join(import.meta.dirname, '..', QUICK_FILE), `${HEAD}${stringify(Object.fromEntries(chosen), { lineWidth: 0 })}`);
