import type { Shard } from './run-result.ts';
import { UsageError } from './selection.ts';

const MOST_SHARDS = 1000;

/** Understands `1/4`: the first of four parts. Throws UsageError. */
export function parseShard(text: string): Omit<Shard, 'planned'> {
  const [, index = 0, of = 0] = (/^(\d+)\/(\d+)$/.exec(text) ?? []).map(Number);
  if (index >= 1 && index <= of && of <= MOST_SHARDS) return { index, of };
  throw new UsageError(`--shard: expected a part such as 1/4, got "${text}"`);
}

/**
 * The scenarios of one part: dealt out in turn, so that scenarios that stand together, which take about as long as each other, come
 * to different parts. Each scenario is in exactly one part, and the same one on every machine.
 */
export const shardOf = <Scenario>(scenarios: readonly Scenario[], shard: Omit<Shard, 'planned'> | undefined): readonly Scenario[] =>
  shard === undefined ? scenarios : scenarios.filter((_, position) => position % shard.of === shard.index - 1);
