// Pages that show messages ask again when something has moved, and begin anew when the gateway has.

type Listener = () => void;

/** Between two calls of the listeners while messages keep moving. */
const LEAST_MS = 250;

const moved = new Set<Listener>();
const restarted = new Set<Listener>();
let resting: ReturnType<typeof setTimeout> | undefined;
let again = false;

/** Calls `listener` when messages may have moved, a few times a second at most, until the returned function is called. */
export const onMovement = (listener: Listener): (() => void) => {
  moved.add(listener);
  return () => void moved.delete(listener);
};

/** Calls `listener` when the gateway has been started anew: numbers begin again, and what was known is gone. */
export const onRestart = (listener: Listener): (() => void) => {
  restarted.add(listener);
  return () => void restarted.delete(listener);
};

/** Messages may have moved. */
export const tellMovement = (): void => {
  if (resting !== undefined) {
    again = true;
    return;
  }
  again = false;
  for (const listener of moved) listener();
  resting = setTimeout(() => {
    resting = undefined;
    if (again) tellMovement();
  }, LEAST_MS);
};

/** The gateway has been started anew. */
export const tellRestart = (): void => {
  for (const listener of restarted) listener();
};
