import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { address } from '../../../../src/web/ui/foreign.ts';
import { count, duration } from '../../../../src/web/ui/format.ts';
import { timeTag } from '../../../../src/web/ui/time.ts';
import type { Lane } from '../data/connections.ts';
import { tame } from '../frame/tame.ts';
import { connectionsText } from './connections.text.ts';
import { endedBadly, isIdle } from './lane-stretches.ts';

const endPill = (lane: Lane): TemplateResult => {
  const text = connectionsText();
  if (lane.end === null) return html`<span class="pill good">${text.open}</span>`;
  return html`<span class="pill ${endedBadly(lane) ? 'bad' : 'idle'}">${text.ends[lane.end]}</span>`;
};

const faultLinks = ({ faults }: Lane): TemplateResult[] =>
  [...new Set(faults.map(({ ruleId }) => ruleId))].map(
    (id) => html`<a class="pill caution plain" href="/faults?rule=${id}">${tame(id)}</a> `,
  );

/** The stage that was reached, and whether the connection rests there. */
const stageWords = (lane: Lane, nowMs: number): string => {
  const stage = lane.stages.at(-1)?.stage ?? '';
  return isIdle(lane, nowMs) ? connectionsText().idleAfter(stage) : stage;
};

const row = (lane: Lane, nowMs: number): TemplateResult => {
  const { columns, numbered, encrypted, inClear } = connectionsText();
  const { connection, host, openedAtMs, closedAtMs, messages, tlsAtMs, faults } = lane;
  return html`
    <tr>
      <th scope="row" data-label=${columns.connection}><a href="/connections?connection=${connection}" aria-label=${numbered(connection)}>#${connection}</a></th>
      <td class="host" data-label=${columns.host}>${address(host)}</td>
      <td data-label=${columns.opened}>${timeTag(openedAtMs)}</td>
      <td data-label=${columns.length} class="number nowrap">${duration(Math.max(0, (closedAtMs ?? nowMs) - openedAtMs))}</td>
      <td data-label=${columns.stage}>${stageWords(lane, nowMs)}</td>
      <td data-label=${columns.end}>${endPill(lane)}</td>
      <td data-label=${columns.messages} class="number">${count(messages.length)}</td>
      <td data-label=${columns.tls}>${tlsAtMs === null ? inClear : encrypted}</td>
      <td class="lane-faults" data-label=${columns.faults}>${faults.length === 0 ? '–' : faultLinks(lane)}</td>
    </tr>
  `;
};

const NUMBERS: ReadonlySet<string> = new Set(['length', 'messages']);

/** The lanes in words. */
export const connectionTable = (lanes: readonly Lane[], nowMs: number): TemplateResult => {
  const { table, columns } = connectionsText();
  return html`
    <div class="table-frame"><table class="table dense cards lane-table" aria-label=${table}>
      <thead><tr>${Object.entries(columns).map(
        ([name, label]) => html`<th scope="col" class=${NUMBERS.has(name) ? 'number' : nothing}>${label}</th>`,
      )}</tr></thead>
      <tbody>${repeat(
        lanes,
        ({ connection }) => connection,
        (lane) => row(lane, nowMs),
      )}</tbody>
    </table></div>
  `;
};
