import { html, nothing, svg, type TemplateResult } from 'lit-html';
import { absolute } from '../../../../src/web/ui/time.ts';
import type { Timeline } from '../data/connections.ts';
import { connectionsText } from './connections.text.ts';
import { placeOf, type TimeScale, ticksOf } from './time-scale.ts';

const HEIGHT = 56;
/** A lone connection does not fill the chart: three are the documented number. */
const LEAST_TOP = 3;
/** More lines than these would run into each other. */
const MOST_LEVELS = 5;

interface Step {
  readonly open: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/** How many were open from when to when, within the window. */
const stepsOf = (concurrency: Timeline['concurrency'], { fromMs, toMs }: TimeScale): Step[] =>
  concurrency
    .map(({ atMs, open }, index) => ({ open, fromMs: atMs, toMs: concurrency[index + 1]?.atMs ?? toMs }))
    .filter((step) => step.open > 0 && step.toMs >= fromMs && step.fromMs <= toMs);

/** Columns that touch, each with its upper edge drawn. */
const stepShape = (scale: TimeScale, top: number, { open, fromMs, toMs }: Step): TemplateResult => {
  const left = placeOf(scale, fromMs);
  const width = placeOf(scale, toMs) - left;
  const height = (open / top) * (HEIGHT - 2);
  return svg`
    <rect class="area" x="${left}%" width="${width}%" y=${HEIGHT - height} height=${height}></rect>
    <rect class="edge" x="${left}%" width="${width}%" y=${HEIGHT - height} height="2"></rect>
  `;
};

/** Whole numbers all of them: few connections are counted one by one, of many the half and the whole. */
const topOf = (most: number): number => (most <= MOST_LEVELS ? Math.max(LEAST_TOP, most) : most + (most % 2));
const levelsOf = (top: number): number[] => (top <= MOST_LEVELS ? Array.from({ length: top }, (_, index) => index + 1) : [top / 2, top]);
const heightOf = (level: number, top: number): number => HEIGHT - (level / top) * (HEIGHT - 2);

/** What stands at the axis: none, the half where it has a line of its own, the whole. */
const labelledOf = (top: number): number[] => (top <= MOST_LEVELS ? [0, top] : [0, top / 2, top]);

/** How many connections were open at once, over the same axis as the lanes. */
export const concurrencyChart = ({ concurrency }: Timeline, scale: TimeScale): TemplateResult => {
  const text = connectionsText();
  const steps = stepsOf(concurrency, scale);
  const most = Math.max(0, ...steps.map(({ open }) => open));
  const top = topOf(most);
  const told = text.most(most, concurrency.at(-1)?.open ?? 0);
  return html`
    <div class="timeline-row concurrency">
      <div class="lane-label"><b>${text.atOnce}</b><span class="soft">${told}</span></div>
      <svg class="chart" height=${HEIGHT} role="img" aria-label="${text.atOnce}: ${told}">
        ${levelsOf(top).map((level) => svg`<line class="level" x1="0" x2="100%" y1=${heightOf(level, top)} y2=${heightOf(level, top)}></line>`)}
        ${steps.map((step) => stepShape(scale, top, step))}
        ${labelledOf(top).map((level) => svg`<text class="level-label" x="0" dx="-6" y=${heightOf(level, top)} dy="4" text-anchor="end">${level}</text>`)}
      </svg>
    </div>
  `;
};

/** Times below the chart. */
export const timeAxis = (scale: TimeScale): TemplateResult => html`
  <div class="timeline-row axis" aria-hidden="true">
    <span class="lane-label"></span>
    <svg height="20">${ticksOf(scale).map(
      (atMs, index) => svg`<g class=${index % 2 === 1 ? 'second' : nothing}>
        <line x1="${placeOf(scale, atMs)}%" x2="${placeOf(scale, atMs)}%" y1="0" y2="4"></line>
        <text x="${placeOf(scale, atMs)}%" y="16" text-anchor="middle">${absolute(atMs)}</text></g>`,
    )}</svg>
  </div>
`;
