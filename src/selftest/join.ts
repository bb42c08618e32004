import { ConfigError } from '../harness/yaml-file.ts';
import { isAsDeclared, isSpared, unproved } from './account.ts';
import type { SelftestPart } from './result-file.ts';
import type { Selftest } from './selftest.ts';
import { EQUIVALENTS, MUTANTS } from './variants.ts';

/** Every part once, all of the same sources, and of the sources that there are. */
const checkParts = (parts: readonly SelftestPart[], sources: string): void => {
  const [first] = parts;
  for (const { name, shard, ...part } of parts) {
    if (shard === null) throw new ConfigError(`${name} is no part: it was made without --shard`);
    if (part.sources !== sources) throw new ConfigError(`${name} was made from other sources than those that are there now`);
    if (shard.of !== first?.shard?.of)
      throw new ConfigError(`${name} is one part of ${shard.of}, ${first?.name} one of ${first?.shard?.of}`);
  }
  const given = parts.map(({ shard }) => shard?.index);
  const twice = given.find((index, place) => given.indexOf(index) !== place);
  if (twice !== undefined) throw new ConfigError(`part ${twice} was given twice`);
  const missing = Array.from({ length: first?.shard?.of ?? 0 }, (_, n) => n + 1).filter((index) => !given.includes(index));
  if (missing.length > 0) throw new ConfigError(`parts are missing: ${missing.map((index) => `${index}/${first?.shard?.of}`).join(', ')}`);
};

/** All of `wanted`, in its order, each out of the part that holds it. */
const inOrder = <Variant extends { readonly id: string }, Account>(
  wanted: readonly Variant[],
  accounts: readonly Account[],
  of: (account: Account) => Variant,
): Account[] =>
  wanted.map((variant) => {
    const found = accounts.find((account) => of(account) === variant);
    if (found === undefined) throw new ConfigError(`none of the parts holds ${variant.id}`);
    return found;
  });

/**
 * Joins the parts of one selftest, each made with `--shard`. `proves`: the requirements of which each must have caught a mutant made
 * for it, somewhere in the whole. Throws ConfigError for parts that do not belong together, are missing, or are out of date.
 */
export const joinSelftests = (parts: readonly SelftestPart[], sources: string, proves: readonly string[]): Selftest => {
  checkParts(parts, sources);
  const results = parts.map(({ result }) => result);
  const sum = (of: (result: Selftest) => number): number => results.reduce((total, result) => total + of(result), 0);
  const mutants = inOrder(
    MUTANTS,
    results.flatMap((result) => result.mutants),
    ({ mutant }) => mutant,
  );
  const equivalents = inOrder(
    EQUIVALENTS,
    results.flatMap((result) => result.equivalents),
    ({ equivalent }) => equivalent,
  );
  const errors = results.flatMap((result) => result.errors);
  const missing = unproved(proves, mutants);
  return {
    ...{ mutants, equivalents, errors, unproved: missing },
    scenarios: Math.max(...results.map(({ scenarios }) => scenarios)),
    ran: sum(({ ran }) => ran),
    cpuMs: sum(({ cpuMs }) => cpuMs),
    durationMs: sum(({ durationMs }) => durationMs),
    asDeclared: errors.length === 0 && missing.length === 0 && mutants.every(isAsDeclared) && equivalents.every(isSpared),
  };
};
