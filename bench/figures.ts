/** The middle value; of an even number of values the upper of the two. */
export const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Median and range of rates a second. */
export const describeRates = (perSecond: readonly number[]): string =>
  `${median(perSecond).toFixed(0)}/s (${Math.min(...perSecond).toFixed(0)} to ${Math.max(...perSecond).toFixed(0)})`;
