import { html, nothing, type TemplateResult } from 'lit-html';
import { icon } from '../../../../src/web/ui/icons.ts';
import { tame } from '../frame/tame.ts';
import { messageText } from './message.text.ts';
import type { TranscriptLine } from './transcript-lines.ts';

/** Lines of a transcript that are drawn. */
export const MOST_LINES = 600;

/** `+12 ms`, `+1.204 s`, `−35 ms`: the same number of digits for all that is near. */
export const sinceConnect = (ms: number): string => {
  const sign = ms < 0 ? '\u2212' : '+';
  const size = Math.abs(ms);
  return size < 10_000 ? `${sign}${Math.round(size)} ms` : `${sign}${(size / 1000).toFixed(1)} s`;
};

const who = ({ speaker }: TranscriptLine): string => {
  const { client, intake, event } = messageText().story;
  return { client, intake, event }[speaker];
};

export interface TranscriptOptions {
  readonly label: string;
  /** Several connections are told together: each line says its own. */
  readonly numbered?: boolean;
  /** Stands after what a line says: where it leads to. */
  readonly links?: (line: TranscriptLine) => unknown;
  /** From when times count. */
  readonly from?: string;
}

const lineRow = (line: TranscriptLine, { numbered = false, links }: TranscriptOptions): TemplateResult => {
  const { afterMs, speaker, text, secure, rule, tone, own } = line;
  const words = messageText().story;
  const label = secure === undefined ? '' : secure ? words.secure : words.inClear;
  return html`
    <tr class="${speaker} ${tone}${own ? ' own' : ''}">
      <td class="at">${sinceConnect(afterMs)}</td>
      <td class="who" title=${label}>${who(line)}${numbered && line.connection !== undefined ? ` #${line.connection}` : ''}${secure === true ? icon('lock', words.secure) : nothing}</td>
      <td class="said">${text.split('\r\n').map((one) => html`<div>${tame(one)}</div>`)}${
        rule === undefined
          ? nothing
          : html`<a class="pill caution plain" href="/faults?rule=${rule}" title=${words.fired}>${icon('bolt')}${tame(rule)}</a>`
      }${links?.(line)}</td>
    </tr>
  `;
};

/** A conversation: who said what, when; what a fault rule did is marked. */
export const transcriptTable = (lines: readonly TranscriptLine[], options: TranscriptOptions): TemplateResult => {
  const words = messageText().story;
  return html`
    <div class="table-frame"><table class="transcript" aria-label=${options.label}>
      <thead class="spoken-head"><tr><th scope="col">${words.time}</th><th scope="col">${words.who}</th><th scope="col">${words.what}</th></tr></thead>
      <tbody>${lines.slice(0, MOST_LINES).map((line) => lineRow(line, options))}</tbody>
    </table></div>
    <p class="soft small">${options.from ?? words.relative}</p>
  `;
};
