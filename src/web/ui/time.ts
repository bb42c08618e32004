import { html, type TemplateResult } from 'lit-html';
import { redraw } from './draw.ts';
import { dateFormat, relativeFormat } from './intl.ts';
import { kitText } from './kit-text.ts';

// Times are shown by the clock of the server, whose now may be another than the browser's (a lab may run on a clock of its own).

let aheadMs = 0;

/** Tells what time the server has; differences that come from the way of the answer alone are passed over. */
export const setServerTime = (nowMs: number): void => {
  const difference = nowMs - Date.now();
  aheadMs = Math.abs(difference) < 2000 ? 0 : difference;
};

/** The server's now, in milliseconds since 1970. */
export const serverNow = (): number => Date.now() + aheadMs;

const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
];
const JUST_NOW_MS = 5000;

/** How long ago, or ahead: `3 min. ago`. */
export const relative = (atMs: number, nowMs = serverNow()): string => {
  const distance = atMs - nowMs;
  const [unit, length] = UNITS.find(([, size]) => Math.abs(distance) >= size) ?? ['second', 1000];
  if (Math.abs(distance) < JUST_NOW_MS) return kitText().now;
  return relativeFormat({ numeric: 'always', style: 'short' }).format(Math.trunc(distance / length), unit);
};

const sameDay = (one: Date, other: Date): boolean => one.toDateString() === other.toDateString();

/** The time of day, with the date where it is not today's. */
export const absolute = (atMs: number, nowMs = serverNow()): string => {
  const at = new Date(atMs);
  const time = dateFormat({ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }).format(at);
  if (sameDay(at, new Date(nowMs))) return time;
  return `${dateFormat({ year: 'numeric', month: 'short', day: 'numeric' }).format(at)} ${time}`;
};

/** Everything about a moment, for a tool tip. */
export const wholeTime = (atMs: number): string => dateFormat({ dateStyle: 'full', timeStyle: 'long' }).format(atMs);

/** A time, absolute, relative or both; the whole of it as a tool tip. It stays up to date while it is shown. */
export const timeTag = (atMs: number | undefined, form: 'both' | 'absolute' | 'relative' = 'both'): TemplateResult => {
  if (atMs === undefined || !Number.isFinite(atMs)) return html`<span class="soft">${kitText().unknownTime}</span>`;
  const first = form === 'relative' ? relative(atMs) : absolute(atMs);
  return html`<time class="nowrap" datetime=${new Date(atMs).toISOString()} title=${wholeTime(atMs)}>${first}${
    form === 'both' ? html` <span class="soft">${relative(atMs)}</span>` : ''
  }</time>`;
};

const TICK_MS = 5000;

/** Keeps relative times true. */
export const startTicking = (): void => {
  setInterval(() => {
    if (!document.hidden) void redraw();
  }, TICK_MS);
};
