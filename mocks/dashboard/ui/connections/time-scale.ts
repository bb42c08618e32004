// Where moments stand on the time axis: everything is placed in percent, so that a lane needs no measuring and follows the window.

/** The stretch of time that is shown. */
export interface TimeScale {
  readonly fromMs: number;
  readonly toMs: number;
}

const SECOND_MS = 1000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const MOST_TICKS = 6;
const STEPS_MS = [
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND_MS),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE_MS),
  ...[1, 2, 6, 12, 24].map((hours) => hours * HOUR_MS),
];

/** What is asked for as the window of time; undefined for all there is. */
export const SPANS_MS = { '10s': 10_000, '1m': MINUTE_MS, '5m': 5 * MINUTE_MS, '15m': 15 * MINUTE_MS, all: undefined } as const;
export type Span = keyof typeof SPANS_MS;

export const isSpan = (text: string | null): text is Span => text !== null && Object.hasOwn(SPANS_MS, text);

/** Shorter than this nothing can be told apart on the labels of the axis. */
const SHORTEST_MS = 2 * SECOND_MS;

/** The window that ends now, or the one that holds everything. */
export const scaleOf = (span: Span, nowMs: number, momentsMs: readonly number[], running: boolean): TimeScale => {
  const length = SPANS_MS[span];
  // Clocks of the mock and of the browser may be a little apart: what has happened is never outside.
  const toMs = Math.max(nowMs, ...momentsMs);
  if (length !== undefined) return { fromMs: toMs - length, toMs };
  const first = Math.min(...momentsMs, toMs);
  const last = running ? toMs : Math.max(first, ...momentsMs);
  const whole = Math.max(SHORTEST_MS, last - first);
  return { fromMs: first - whole * 0.02, toMs: first + whole * 1.02 };
};

/** Place of a moment in percent; what lies outside the window stands at its edge. */
export const placeOf = ({ fromMs, toMs }: TimeScale, atMs: number): number =>
  Math.min(100, Math.max(0, ((atMs - fromMs) / (toMs - fromMs)) * 100));

/** Round moments for the axis, few enough to be read, none at the edges where a label would be cut. */
export const ticksOf = (scale: TimeScale): number[] => {
  const length = scale.toMs - scale.fromMs;
  const step = STEPS_MS.find((one) => length / one <= MOST_TICKS) ?? Math.ceil(length / MOST_TICKS / (24 * HOUR_MS)) * 24 * HOUR_MS;
  const first = Math.ceil(scale.fromMs / step) * step;
  const count = Math.floor((scale.toMs - first) / step) + 1;
  return Array.from({ length: count }, (_, index) => first + index * step).filter((atMs) => {
    const place = placeOf(scale, atMs);
    return place > 11 && place < 89;
  });
};
