import { html, svg, type TemplateResult } from 'lit-html';
import { connectionsText } from './connections.text.ts';
import { KIND_HEIGHTS, type LaneMark, laneMark } from './lane-row.ts';
import { STRETCH_KINDS } from './lane-stretches.ts';

const SWATCH = 18;
const MARKS: readonly LaneMark[] = ['message', 'fault', 'brokenOff', 'running'];

/** What colours, heights and shapes of the lanes stand for. */
export const legend = (): TemplateResult => {
  const text = connectionsText();
  return html`
    <ul class="lane-legend" aria-label=${text.legend}>
      ${STRETCH_KINDS.map(
        (kind) =>
          html`<li><svg width=${SWATCH} height="24" aria-hidden="true">${svg`
          <rect class="stretch ${kind}" width=${SWATCH} y=${12 - KIND_HEIGHTS[kind] / 2} height=${KIND_HEIGHTS[kind]}></rect>`}</svg>${text.kinds[kind]}</li>`,
      )}
      ${MARKS.map(
        (mark) => html`<li><svg width=${SWATCH} height="24" aria-hidden="true">${laneMark(mark, 50, undefined)}</svg>${text[mark]}</li>`,
      )}
    </ul>
  `;
};
