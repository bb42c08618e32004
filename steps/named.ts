import { StandError } from '../src/harness/outcome.ts';

/** The meaning of a word in a feature. A word without one is a mistake of the feature, not of the system. */
export const named = <Value>(meanings: ReadonlyMap<string, Value>, word: string, what: string): Value => {
  const value = meanings.get(word);
  if (value === undefined) throw new StandError(`no ${what} is called "${word}"; there are ${[...meanings.keys()].join(', ')}`);
  return value;
};
