/**
 * Times on the wall clock are judged to this: a loaded machine dates what it sees later than it happened, and a system of its own
 * pace rounds. The windows of the features are wider by far than this.
 */
const ON_THE_WALL_MS = 1000;

/** The tolerance of a run in ms: none in virtual time, where nothing comes late. */
export const toleranceFor = (clock: 'virtual' | 'wall', statedMs?: number): number =>
  clock === 'virtual' ? 0 : (statedMs ?? ON_THE_WALL_MS);
