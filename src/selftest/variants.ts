import { EQUIVALENTS } from '../mutants/equivalents.ts';
import { FAMILIES } from '../mutants/families.ts';
import type { Equivalent, Mutant, PartsChange } from '../mutants/variant.ts';

export const MUTANTS: readonly Mutant[] = FAMILIES.flatMap(({ mutants }) => mutants);
export { EQUIVALENTS, FAMILIES };

/** Everything that can be run in place of the reference forwarder. */
export const VARIANTS: readonly { readonly id: string; readonly parts: PartsChange; readonly remembers?: true }[] = [
  ...MUTANTS,
  ...EQUIVALENTS,
];

export const mutantNamed = (id: string): Mutant | undefined => MUTANTS.find((mutant) => mutant.id === id);
export const equivalentNamed = (id: string): Equivalent | undefined => EQUIVALENTS.find((equivalent) => equivalent.id === id);
