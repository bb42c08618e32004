// Choices of this browser. A browser may refuse storage altogether; then a choice lasts as long as the page.

/** What was remembered under a name, if anything. */
export const recall = (name: string): string | undefined => {
  try {
    return localStorage.getItem(`setd-${name}`) ?? undefined;
  } catch {
    return undefined;
  }
};

/** Remembers a choice; `undefined` forgets it. */
export const remember = (name: string, value: string | undefined): void => {
  try {
    if (value === undefined) localStorage.removeItem(`setd-${name}`);
    else localStorage.setItem(`setd-${name}`, value);
  } catch {
    // The choice holds until the page is left.
  }
};
