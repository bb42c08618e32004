/** The message that was opened last: its row has the focus after coming back to the list. */
let opened: number | undefined;

export const rememberRow = (id: number): void => {
  opened = id;
};

/** Gives the row to come back to, once. */
export const takeRow = (): number | undefined => {
  const id = opened;
  opened = undefined;
  return id;
};
