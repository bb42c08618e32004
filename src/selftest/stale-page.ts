import { loadRegistry } from '../harness/registry.ts';
import { forwarderRequirements } from './selftest.ts';
import { EQUIVALENTS, MUTANTS } from './variants.ts';

// Whether docs/trust.md still speaks of the mutants, equivalents and requirements that there are. What was found can be
// known from a selftest alone; that something was added, renamed or declared otherwise since can be seen at once.

/** The rows of all tables below a heading of the second level, cell by cell; heads of tables left out. */
const rowsBelow = (page: string, heading: string): string[][] => {
  const [, after = ''] = page.split(`\n## ${heading}\n`);
  const [section = ''] = after.split('\n## ');
  return section
    .split('\n')
    .filter((line) => /^\| (?:`|[A-Z]+-\d)/.test(line))
    .map((line) => line.slice(2, -2).split(' | '));
};

const bare = (cell = ''): string => cell.replaceAll('`', '');

/** Requirements that a mutant is said to break, whether it was caught there or not; a column is a section of the catalogue. */
const brokenIn = (page: string, cells: readonly string[]): string[] => {
  const sections = /^\| mutant \| what is wrong \| (.*) \|$/m.exec(page)?.[1]?.split(' | ') ?? [];
  return cells.flatMap((cell, column) =>
    cell.split(' ').flatMap((word) => {
      const number = /^(?:\*\*|~~)(\d+)/.exec(word)?.[1];
      return number === undefined ? [] : `${sections[column]}-${number}`;
    }),
  );
};

const difference = (what: string, told: readonly string[], real: readonly string[]): string[] => [
  ...real.filter((one) => !told.includes(one)).map((one) => `${what} is missing: ${one}`),
  ...told.filter((one) => !real.includes(one)).map((one) => `there is no such ${what}: ${one}`),
];

/** What a page written earlier no longer has right, a line each; nothing when it is fresh. */
export const staleIn = (page: string): string[] => {
  const { requirements } = loadRegistry();
  return [
    ...difference(
      'requirement',
      rowsBelow(page, 'Requirement by requirement').map(([id, title]) => `${id}, ${title}`),
      forwarderRequirements().map((id) => `${id}, ${requirements.get(id)?.title}`),
    ),
    ...difference(
      'mutant',
      rowsBelow(page, 'The matrix').map(
        ([id, title, ...cells]) => `${bare(id)}, ${title}, breaks ${brokenIn(page, cells).toSorted().join(' ')}`,
      ),
      MUTANTS.map(({ id, title, breaks }) => `${id}, ${title}, breaks ${breaks.toSorted().join(' ')}`),
    ),
    ...difference(
      'equivalent',
      rowsBelow(page, 'Equivalents').map(([id, title, because]) => `${bare(id)}, ${title}, ${because}`),
      EQUIVALENTS.map(({ id, title, because }) => `${id}, ${title}, ${because}`),
    ),
  ];
};
