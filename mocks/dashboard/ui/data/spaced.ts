/** Something that is done at most once in a stretch of time, however often it is called for. */
export interface Spaced {
  call(): void;
  cancel(): void;
}

/** Runs at once when called after a quiet stretch, else once more at its end. */
export const spaced = (stretchMs: number, run: () => unknown): Spaced => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let again = false;
  const start = (): void => {
    again = false;
    run();
    timer = setTimeout(() => {
      timer = undefined;
      if (again) start();
    }, stretchMs);
  };
  return {
    call() {
      if (timer === undefined) start();
      else again = true;
    },
    cancel() {
      clearTimeout(timer);
      timer = undefined;
      again = false;
    },
  };
};
