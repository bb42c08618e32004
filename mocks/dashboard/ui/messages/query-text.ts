// A search as a text that filters can be switched on and off in.

const wordsOf = (query: string): string[] => query.match(/"(?:\\.|[^"\\])*"?|[^\s"]+(?:"(?:\\.|[^"\\])*"?)?/g) ?? [];

/** Whether a term stands in a search. */
export const hasTerm = (query: string, term: string): boolean => wordsOf(query).includes(term);

/** The search with the term, or without it. */
export const toggleTerm = (query: string, term: string): string => {
  const words = wordsOf(query);
  const rest = words.filter((word) => word !== term);
  return (rest.length < words.length ? rest : [...words, term]).join(' ');
};

/** The column that an error of the search language names, from 1. */
export const columnOf = (problem: string): number | undefined => {
  const column = /column (\d+)/.exec(problem)?.[1];
  return column === undefined ? undefined : Number(column);
};

/** What the error says, without the column and without what the API says before it. */
export const reasonOf = (problem: string): string => problem.replace(/^.*?column \d+: /s, '');
