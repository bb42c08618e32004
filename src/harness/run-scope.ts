// What scenarios share for the length of a run, and who ends it. A run may be several runs of Cucumber side by side.

type Closing = () => Promise<void> | void;

let entered = 0;
const closings: Closing[] = [];

/** A run begins, or a part of one. Every call is answered by one of `leaveRun`. */
export function enterRun(): void {
  entered += 1;
}

/** Calls `close` once, when the run that goes on now has ended in all its parts. */
export function atEndOfRun(close: Closing): void {
  closings.push(close);
}

/** A run, or a part of one, has ended; with the last part everything shared is closed, whatever becomes of the rest of it. */
export async function leaveRun(): Promise<void> {
  entered -= 1;
  if (entered > 0) return;
  await Promise.allSettled(closings.splice(0).map(async (close) => close()));
}
