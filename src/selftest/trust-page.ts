import { loadRegistry } from '../harness/registry.ts';
import type { MutantAccount } from './account.ts';
import { figures } from './report.ts';
import type { Selftest } from './selftest.ts';
import { FAMILIES } from './variants.ts';

// docs/trust.md: the result of a whole selftest, as a page.

const sectionOf = (id: string): string => id.slice(0, id.indexOf('-'));
const numberOf = (id: string): string => id.slice(id.indexOf('-') + 1);

/** One cell of the matrix: requirements of a section that caught a mutant; `**2**` is one that it names as broken. */
const cell = ({ mutant, caughtAt }: MutantAccount, section: string): string =>
  [...new Set([...mutant.breaks, ...caughtAt.keys()])]
    .filter((id) => sectionOf(id) === section)
    .toSorted((a, b) => Number(numberOf(a)) - Number(numberOf(b)))
    .map((id) => {
      if (!caughtAt.has(id)) return `~~${numberOf(id)}~~`;
      return mutant.breaks.includes(id) ? `**${numberOf(id)}**` : numberOf(id);
    })
    .join(' ');

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string[] => [
  `| ${head.join(' | ')} |`,
  `|${head.map(() => '---').join('|')}|`,
  ...rows.map((row) => `| ${row.join(' | ')} |`),
];

/** docs/trust.md */
export const trustPage = (result: Selftest): string => {
  const { sections } = loadRegistry();
  const shown = sections.filter(({ section }) => result.mutants.some((account) => cell(account, section) !== ''));
  const byFamily = FAMILIES.map(({ name, mutants }) => ({
    name,
    accounts: result.mutants.filter(({ mutant }) => mutants.includes(mutant)),
  }));
  const caughtIn = (id: string): MutantAccount[] => result.mutants.filter(({ caughtAt }) => caughtAt.has(id));
  return [
    '# Why a verdict can be trusted',
    '',
    'A harness is worth something if it catches what is wrong and spares what is right. Both can be measured: the features are run against',
    'forwarders that are wrong on purpose, and against others that are right in another way. Each of these is the reference forwarder with',
    'one part exchanged (`src/mutants/`). `npx setd selftest --write` runs them and writes this page; nothing below is written by hand.',
    '',
    ...figures(result)
      .slice(0, 2)
      .map((line) => `* ${line}`),
    `* ${result.mutants.length + result.equivalents.length} variants, each held against all ${result.scenarios} scenarios`,
    '',
    'A variant is not run in scenarios in which it cannot behave otherwise: while the reference forwarder goes through the features, the',
    'parts of all variants are asked the same as its own, and where they have answered alike from beginning to end there is nothing to be',
    'seen. Of parts that act through what they are given, what they do is held against it; the queue and the router, which act by',
    'themselves, are run in every scenario that reaches them. `--no-skip` runs everything.',
    '',
    '## Requirement by requirement',
    '',
    ...table(
      ['requirement', 'title', 'caught, made for it', 'caught besides'],
      shown.flatMap(({ requirements }) =>
        requirements.map(({ id, title }) => {
          const caught = caughtIn(id);
          const own = caught.filter(({ mutant }) => mutant.breaks.includes(id)).map(({ mutant }) => `\`${mutant.id}\``);
          return [id, title, own.join(', '), String(caught.length - own.length)];
        }),
      ),
    ),
    '',
    '## The matrix',
    '',
    'Rows are mutants, columns sections of the catalogue, numbers requirements: `RETRY` **2** is RETRY-2. Bold: it is made to break that',
    'one. Plain: caught there as a consequence, which it declares with a reason. Struck through: it should have been caught there and was not.',
    ...byFamily.flatMap(({ name, accounts }) => [
      '',
      `### ${name}`,
      '',
      ...table(
        ['mutant', 'what is wrong', ...shown.map(({ section }) => section)],
        accounts.map((account) => [
          `\`${account.mutant.id}\``,
          account.mutant.title,
          ...shown.map(({ section }) => cell(account, section)),
        ]),
      ),
    ]),
    '',
    '## Consequences',
    '',
    ...table(
      ['mutant', 'also caught at', 'because'],
      result.mutants.flatMap(({ mutant, caughtAt }) =>
        [...Map.groupBy(Object.entries(mutant.mayAlsoFail ?? {}), ([, reason]) => reason)].flatMap(([reason, some]) => {
          const ids = some
            .flatMap(([id]) => (id === '*' ? [...caughtAt.keys()].filter((at) => !mutant.breaks.includes(at)) : id))
            .filter((id) => caughtAt.has(id));
          return ids.length === 0 ? [] : [[`\`${mutant.id}\``, ids.join(', '), reason]];
        }),
      ),
    ),
    '',
    '## Equivalents',
    '',
    'They differ only where the documents leave freedom. Nothing may be found about them, not even a warning.',
    '',
    ...table(
      ['equivalent', 'what is different', 'why it may be', 'found'],
      result.equivalents.map(({ equivalent, accusations }) => [
        `\`${equivalent.id}\``,
        equivalent.title,
        equivalent.because,
        accusations.length === 0 ? 'nothing' : [...new Set(accusations.map(({ requirement }) => requirement))].join(', '),
      ]),
    ),
    '',
  ].join('\n');
};
