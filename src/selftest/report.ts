import type { EquivalentAccount, MutantAccount } from './account.ts';
import { isAsDeclared, isSpared } from './account.ts';
import type { Selftest } from './selftest.ts';

/** What is wrong with an account, in words; nothing when it is as declared. */
export const complaintsAbout = ({ mutant, survivedAt, undeclared, caughtAt, idle, forgets }: MutantAccount): string[] => [
  ...survivedAt.map((id) => `${mutant.id}: survived at ${id} (${mutant.title})`),
  ...undeclared.map((id) => `${mutant.id}: caught at ${id}, which it does not name, by ${caughtAt.get(id)?.slice(0, 3).join(', ')}`),
  ...idle.map((id) => `${mutant.id}: may also fail ${id}, it says, and was not caught there`),
  ...(forgets ? [`${mutant.id}: remembers, it says, but was caught nowhere that its calls by themselves would not have led to`] : []),
];

export const complaintsAboutEquivalent = ({ equivalent, ran, accusations }: EquivalentAccount): string[] => [
  ...(ran === 0 ? [`${equivalent.id}: no scenario can tell it from the reference, so that nothing says that it is spared`] : []),
  ...accusations
    .slice(0, 5)
    .map(
      ({ scenario, requirement, verdict, reason }) => `${equivalent.id}: accused of ${requirement} (${verdict}) by ${scenario}: ${reason}`,
    ),
];

/** Everything that makes a selftest fail, a line each. */
export const complaints = ({ mutants, equivalents, unproved, errors }: Selftest): string[] => [
  ...errors.map((error) => `the stand failed: ${error}`),
  ...mutants.flatMap(complaintsAbout),
  ...equivalents.flatMap(complaintsAboutEquivalent),
  ...unproved.map((id) => `${id}: no mutant made for it was caught there`),
];

/** The figures of a selftest, in one line each. */
export const figures = ({ mutants, equivalents, scenarios, ran, cpuMs, durationMs }: Selftest): string[] => {
  const right = mutants.filter(isAsDeclared).length;
  const spared = equivalents.filter(isSpared).length;
  const seconds = (ms: number): string => `${Math.round(ms / 1000)} s`;
  return [
    `${right} of ${mutants.length} mutants caught at every requirement that they name, and at no other`,
    `${spared} of ${equivalents.length} equivalents spared`,
    `${ran} scenarios run (${scenarios} in a whole run) in ${seconds(durationMs)}, ${seconds(cpuMs)} of processor time`,
  ];
};

/** The matrix for the terminal: one line a mutant. */
export const matrixLines = ({ mutants }: Selftest): string[] =>
  mutants.map((account) => {
    const { mutant, caughtAt } = account;
    const named = mutant.breaks.filter((id) => caughtAt.has(id));
    const others = [...caughtAt.keys()].filter((id) => !mutant.breaks.includes(id));
    const survived = account.survivedAt.length === 0 ? '' : `  survived: ${account.survivedAt.join(' ')}`;
    return `${isAsDeclared(account) ? '✓' : '✗'} ${mutant.id.padEnd(44)} ${named.join(' ')}${others.length === 0 ? '' : `  and ${others.join(' ')}`}${survived}`;
  });
