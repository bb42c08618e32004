import { html, nothing, svg, type TemplateResult } from 'lit-html';
import { cssProperties } from '../../../../src/web/ui/css-properties.ts';
import { duration } from '../../../../src/web/ui/format.ts';
import type { Lane } from '../data/connections.ts';
import { tame } from '../frame/tame.ts';
import { connectionsText } from './connections.text.ts';
import { endedBadly, type LaneStretch, type StretchKind, stretchesOf } from './lane-stretches.ts';
import { placeOf, type TimeScale } from './time-scale.ts';

const MIDDLE = 12;
/** Kinds differ by height as well as by colour. */
export const KIND_HEIGHTS: Readonly<Record<StretchKind, number>> = {
  connect: 4,
  greeting: 7,
  ehlo: 10,
  tls: 13,
  transaction: 16,
  idle: 2,
  quit: 10,
};

const MARKS = {
  fault: 'M0-7 6 5H-6Z',
  message: 'M-3.5-3.5h7v7h-7Z',
  brokenOff: 'M-4-4 4 4M4-4-4 4',
  running: 'M-5-4 0 0-5 4',
} as const;
export type LaneMark = keyof typeof MARKS;

/** A mark of its own shape; `place` is in percent. */
export const laneMark = (mark: LaneMark, place: number, told: string | undefined): TemplateResult => svg`
  <svg class="lane-mark ${mark}" x="${place}%" y=${MIDDLE} overflow="visible"><path d=${MARKS[mark]}>${
    told === undefined ? nothing : svg`<title>${told}</title>`
  }</path></svg>
`;

const stretchRect = (scale: TimeScale, { kind, fromMs, toMs }: LaneStretch): TemplateResult | typeof nothing => {
  const left = placeOf(scale, fromMs);
  const height = KIND_HEIGHTS[kind];
  if (toMs < scale.fromMs) return nothing;
  return svg`<rect class="stretch ${kind}" x="${left}%" y=${MIDDLE - height / 2} width="${placeOf(scale, toMs) - left}%" height=${height}>
    <title>${connectionsText().kinds[kind]}, ${duration(toMs - fromMs)}</title></rect>`;
};

const inside = ({ fromMs, toMs }: TimeScale, atMs: number): boolean => atMs >= fromMs && atMs <= toMs;

/** The lane of one connection: stretches by kind, messages, faults, and how it ended. */
export const laneStrip = (lane: Lane, scale: TimeScale, nowMs: number): TemplateResult => {
  const text = connectionsText();
  const endMs = lane.closedAtMs ?? nowMs;
  const left = placeOf(scale, lane.openedAtMs);
  return html`
    <svg class="lane-strip" height="24" aria-hidden="true" focusable="false">
      <rect class="whole" ${cssProperties({ '--length': `${placeOf(scale, endMs) - left}%` })} x="${left}%" y=${MIDDLE - 2} height="4"></rect>
      ${stretchesOf(lane, nowMs).map((stretch) => stretchRect(scale, stretch))}
      ${lane.messages.filter(({ atMs }) => inside(scale, atMs)).map(({ atMs, id }) => laneMark('message', placeOf(scale, atMs), `${text.message} ${id}`))}
      ${endedBadly(lane) ? laneMark('brokenOff', placeOf(scale, endMs), text.brokenOff) : nothing}
      ${lane.closedAtMs === null ? laneMark('running', placeOf(scale, endMs), undefined) : nothing}
      ${lane.faults
        .filter(({ atMs }) => inside(scale, atMs))
        .map(({ atMs, ruleId, action }) => laneMark('fault', placeOf(scale, atMs), `${tame(ruleId)}: ${tame(action)}`))}
    </svg>
  `;
};

/** How it ended, or for how long it has been open. */
export const laneFate = ({ openedAtMs, closedAtMs, end }: Lane, nowMs: number): string => {
  const text = connectionsText();
  const length = duration(Math.max(0, (closedAtMs ?? nowMs) - openedAtMs));
  return end === null ? text.openFor(length) : text.after(text.ends[end], length);
};

const laneName = (lane: Lane, nowMs: number): string => {
  const text = connectionsText();
  return [
    text.laneName(lane.connection, tame(lane.host)),
    laneFate(lane, nowMs),
    text.messages(lane.messages.length),
    ...(lane.faults.length === 0 ? [] : [text.faults(lane.faults.length)]),
    ...(lane.cut ? [text.cut] : []),
  ].join(', ');
};

export interface LaneRowOptions {
  readonly scale: TimeScale;
  readonly nowMs: number;
  /** Whether the Tab key leads to it; the arrow keys lead to the others. */
  readonly reachable: boolean;
}

export const laneRow = (lane: Lane, { scale, nowMs, reachable }: LaneRowOptions): TemplateResult => html`
  <a class="lane" href="/connections?connection=${lane.connection}" tabindex=${reachable ? 0 : -1} data-connection=${lane.connection}
    aria-label=${laneName(lane, nowMs)}>
    <span class="lane-label"><b>#${lane.connection}</b> <span class="soft">${tame(lane.host)}</span></span>
    ${laneStrip(lane, scale, nowMs)}
  </a>
`;
