import { html, type TemplateResult } from 'lit-html';
import { type IconName, icon } from '../../../../src/web/ui/icons.ts';
import type { Verdict } from '../data/runs.ts';
import { runsText } from './runs.text.ts';

const LOOKS: Readonly<Record<Verdict, readonly [tone: string, sign: IconName]>> = {
  conforms: ['good', 'check'],
  departs: ['bad', 'close'],
  'harness-error': ['bad', 'alert'],
  warning: ['caution', 'alert'],
  'known-departure': ['caution', 'info'],
  inconclusive: ['caution', 'more'],
  'not-testable': ['idle', 'lock'],
  'not-applicable': ['idle', 'right'],
  untested: ['idle', 'clock'],
};

/** A verdict by shape, word and colour. */
export const verdictMark = (verdict: Verdict): TemplateResult => {
  const [tone, sign] = LOOKS[verdict];
  return html`<span class="pill plain ${tone}">${icon(sign)}${runsText().verdicts[verdict]}</span>`;
};
