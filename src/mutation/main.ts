import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { cover } from './coverage.ts';
import { loadExplanations, speaksOf, staleEntries } from './explained.ts';
import { type Mutant, mutantsOf } from './mutant.ts';
import { scores, survivorLines, tableLines } from './report.ts';
import { tryMutants } from './session.ts';
import { seeded, shuffled } from './shuffle.ts';
import { targetFiles } from './targets.ts';

// `npm run mutation -- --sample 300 --seed 1`: mutants of the reference forwarder against the features. See docs/mutation.md.

const USAGE = `npm run mutation -- [--sample 300] [--seed 1] [--file mx.ts]… [--line 12] [--scenario features/dns]… [--minutes 14] [--workers 2] [--json file] [--least 85]`;

const flags = {
  sample: { type: 'string' },
  seed: { type: 'string', default: '1' },
  file: { type: 'string', multiple: true },
  scenario: { type: 'string', multiple: true },
  line: { type: 'string' },
  minutes: { type: 'string' },
  workers: { type: 'string' },
  json: { type: 'string' },
  least: { type: 'string' },
  equivalents: { type: 'boolean', default: false },
} as const;

const numberOf = (name: string, text: string | undefined, otherwise: number): number => {
  const number = text === undefined ? otherwise : Number(text);
  if (Number.isNaN(number) || number < 0) throw new Error(`--${name}: expected a number, got "${text}"\n${USAGE}`);
  return number;
};

const main = async (): Promise<number> => {
  const { values } = parseArgs({ options: flags });
  const files = values.file ?? [];
  const startedMs = Date.now();
  const workers = numberOf('workers', values.workers, availableParallelism());
  const all = targetFiles().flatMap(mutantsOf);
  const entries = loadExplanations();
  const stale = staleEntries(entries, all);
  const explained = (mutant: Mutant) => entries.find((entry) => speaksOf(entry, mutant))?.kind;
  const line = numberOf('line', values.line, 0);
  const meant = all
    .filter(({ file }) => files.length === 0 || files.some((name) => file.endsWith(name)))
    .filter((mutant) => line === 0 || mutant.line === line)
    .filter((mutant) => !values.equivalents || explained(mutant) === 'equivalent');
  const chosen = shuffled(meant, seeded(numberOf('seed', values.seed, 1))).slice(0, numberOf('sample', values.sample, meant.length));
  console.error(`${chosen.length} of ${all.length} mutants; first the scenarios against the unchanged forwarder`);
  const coverage = await cover(workers, values.scenario ?? []);
  console.error(
    `${coverage.scenarios.size} scenarios in ${Math.round((Date.now() - startedMs) / 1000)} s, the longest took ${coverage.longestMs} ms`,
  );
  const accounts = await tryMutants(chosen, coverage, {
    workers,
    untilMs: startedMs + numberOf('minutes', values.minutes, Number.MAX_SAFE_INTEGER / 60_000) * 60_000,
    // Asked for by themselves, those on the list are tried: one that is killed has no place there.
    explained: values.equivalents ? () => undefined : explained,
    progress: ({ fate, mutant, by, ran }) => console.error(`${fate.padEnd(10)} ${mutant.id}${by === null ? '' : `  by ${by}`}  (${ran})`),
  });
  const result = scores(accounts);
  if (values.json !== undefined) writeFileSync(values.json, JSON.stringify({ seed: values.seed, ...result, accounts }, null, 2));
  const minutes = ((Date.now() - startedMs) / 60_000).toFixed(1);
  const seen = accounts.filter(({ fate }) => fate === 'killed' || fate === 'crashed' || fate === 'timeout').length;
  console.log([...survivorLines(accounts), '', ...tableLines(accounts), '', ...stale].join('\n'));
  console.log(`${accounts.length} mutants of ${all.length}, seed ${values.seed}, ${minutes} min with ${workers} workers`);
  const enough = (result.all.percent ?? 100) >= numberOf('least', values.least, 0);
  return stale.length > 0 || !enough || (values.equivalents && seen > 0) ? 1 : 0;
};

process.exitCode = await main();
