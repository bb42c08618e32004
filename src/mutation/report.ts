import { type Account, FATES, type Fate } from './session.ts';

/** Mutants of one file, or of all, by what became of them. */
export interface Score {
  readonly name: string;
  readonly counts: Readonly<Record<Fate, number>>;
  /** Of those that are not explained, how many were seen, in percent; null where there are none. */
  readonly percent: number | null;
}

const SEEN: readonly Fate[] = ['killed', 'crashed', 'timeout'];

const scoreOf = (name: string, accounts: readonly Account[]): Score => {
  const count = (fate: Fate): number => accounts.filter((account) => account.fate === fate).length;
  const counts: Record<Fate, number> = { killed: 0, crashed: 0, timeout: 0, survived: 0, uncovered: 0, equivalent: 0, outside: 0 };
  for (const fate of FATES) counts[fate] = count(fate);
  const judged = accounts.length - counts.equivalent - counts.outside;
  const seen = SEEN.reduce((sum, fate) => sum + counts[fate], 0);
  return { name, counts, percent: judged === 0 ? null : (100 * seen) / judged };
};

/** The score of each file, in order, and of all. */
export const scores = (accounts: readonly Account[]): { readonly files: readonly Score[]; readonly all: Score } => ({
  files: [...Map.groupBy(accounts, ({ mutant }) => mutant.file)]
    .map(([file, some]) => scoreOf(file, some))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1)),
  all: scoreOf('all', accounts),
});

const WIDTH = 44;

const row = ({ name, counts, percent }: Score): string =>
  [
    name.replace(/^src\/forwarder\//, '').padEnd(WIDTH),
    ...FATES.map((fate) => `${counts[fate]}`.padStart(fate.length)),
    percent === null ? '' : `${percent.toFixed(1)} %`.padStart(8),
  ].join('  ');

export const tableLines = (accounts: readonly Account[]): string[] => {
  const { files, all } = scores(accounts);
  const head = ['file'.padEnd(WIDTH), ...FATES, '   score'].join('  ');
  return [head, ...files.map(row), row(all)];
};

/** What has to be read: mutants that nobody saw. */
export const survivorLines = (accounts: readonly Account[]): string[] =>
  accounts
    .filter(({ fate }) => fate === 'survived' || fate === 'uncovered')
    .map(({ mutant, fate, covering }) => `${fate}${fate === 'survived' ? ` ${covering} scenarios` : ''}: ${mutant.id}`)
    .toSorted();
