/** The middle value; of an even number of values the upper of the two. */
export const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Median and range of rates a second. */
export const describeRates = (perSecond: readonly number[]): string =>
  `${median(perSecond).toFixed(0)}/s (${Math.min(...perSecond).toFixed(0)} to ${Math.max(...perSecond).toFixed(0)})`;

/** One ratio a round: rounds are compared with themselves, as absolute figures drift. */
export const ratios = (figures: readonly number[], peer: readonly number[]): number[] =>
  figures.map((figure, index) => figure / (peer[index] ?? Number.NaN));

/** The median of the rounds and, in brackets, the least and the most. */
export const spread = (values: readonly number[]): string =>
  `${median(values).toFixed(2)} (${Math.min(...values).toFixed(2)}–${Math.max(...values).toFixed(2)})`;
