import { html, nothing, type TemplateResult } from 'lit-html';
import { foreign } from '../../../web/ui/foreign.ts';
import type { LogLine } from './answers.ts';
import { messagePath } from './menu.ts';

const FORM = /^(\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}) (\w+): (TDC: )?(.*)$/s;
const LOUD: ReadonlySet<string> = new Set(['Critical', 'Warning']);

/** Message ids become links to tracking; all else stays text. */
const linked = (text: string): unknown[] =>
  text.split(/\b(MID [1-9]\d*)\b/).map((part, index) => {
    if (index % 2 === 0) return part === '' ? part : foreign(part);
    return html`MID <a href=${messagePath(Number(part.slice(4)))}>${part.slice(4)}</a>`;
  });

/** A line as it stands in the log, character for character; time and level step back. */
export const logLine = ({ seq, line }: LogLine): TemplateResult => {
  const [, time, level = '', tdc, text = ''] = FORM.exec(line) ?? [];
  if (time === undefined) return html`<li data-seq=${seq}>${linked(line)}</li>`;
  // Every blank counts: the log keeps them.
  return html`<li data-seq=${seq} class=${LOUD.has(level) ? 'loud' : nothing}><span class="when">${time} ${level}: </span>${
    tdc === undefined ? nothing : html`<b>${tdc}</b>`
  }${linked(text)}</li>`;
};
