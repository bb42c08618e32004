import { html, type TemplateResult } from 'lit-html';
import { dateFormat } from '../../../../src/web/ui/intl.ts';
import { serverNow, wholeTime } from '../../../../src/web/ui/time.ts';

const TODAY = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const;
const THIS_YEAR = { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
const BEFORE = { year: 'numeric', month: 'short', day: 'numeric' } as const;

const formFor = (at: Date, now: Date): Intl.DateTimeFormatOptions => {
  if (at.toDateString() === now.toDateString()) return TODAY;
  return at.getFullYear() === now.getFullYear() ? THIS_YEAR : BEFORE;
};

/** When a message arrived, as short as a column wants it: the time of today, the day of before. The whole of it as a tool tip. */
export const listTime = (atMs: number): TemplateResult => {
  const at = new Date(atMs);
  const form = formFor(at, new Date(serverNow()));
  return html`<time datetime=${at.toISOString()} title=${wholeTime(atMs)}>${dateFormat(form).format(at)}</time>`;
};
