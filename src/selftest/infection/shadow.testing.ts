import type { Shadow } from './shadow.ts';

/** A shadow that only notes whether it was infected. */
export const shadowOf = <Part>(part: Part): Shadow<Part> => {
  let infected = false;
  return {
    part,
    infect: () => {
      infected = true;
    },
    reached: () => {},
    get infected() {
      return infected;
    },
  };
};
