const FILE_TIME = /^[A-Z][a-z]{2} ([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}) /;

/** Time zones differ by multiples of this, and a log says none. */
const ZONE_STEP_MS = 15 * 60 * 1000;

/**
 * By how much the time of a log line is off, ms, apart from its time zone; undefined for a line without a time of the log file's form.
 * A line that was written a moment ago is taken to be on time.
 */
export const clockSkew = (line: string, nowMs: number): number | undefined => {
  const [, time] = FILE_TIME.exec(line) ?? [];
  if (time === undefined) return undefined;
  const off = Date.parse(`${time} UTC`) - nowMs;
  return off - Math.round(off / ZONE_STEP_MS) * ZONE_STEP_MS;
};
