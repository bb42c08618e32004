import { html, type TemplateResult } from 'lit-html';
import { foreign } from '../../../../src/web/ui/foreign.ts';
import type { RunScenario } from '../data/runs.ts';
import { tame } from '../frame/tame.ts';
import { runsText } from './runs.text.ts';
import { verdictMark } from './verdict-mark.ts';

const MOST_ENTRIES = 600;

/** One scenario: its verdict, steps, and what the other side of the wire saw. */
export const scenarioView = ({ name, uri, line, verdict, reason, steps, evidence }: RunScenario): TemplateResult => {
  const text = runsText();
  const began = evidence[0]?.atMs ?? 0;
  return html`
    <section class="card"><h2>${foreign(name)}</h2><p>${verdictMark(verdict)} ${foreign(reason)}</p><p class="mono small">${foreign(`${uri}:${line}`)}</p></section>
    <section class="stack tight"><h2>${text.steps}</h2><ol class="plain-list">${steps.map(
      (step) =>
        html`<li><b>${step.keyword}</b> ${foreign(step.text)} <span class="soft small">${step.status}</span>${step.message === null ? '' : html`<div class="mono small">${foreign(step.message)}</div>`}</li>`,
    )}</ol></section>
    <section class="stack tight"><h2>${text.evidence}</h2>${
      evidence.length === 0
        ? html`<p class="soft">${text.noEvidence}</p>`
        : html`<div class="table-frame"><table class="table dense cards" aria-label=${text.transcript}><tbody>${evidence
            .slice(0, MOST_ENTRIES)
            .map(
              ({ type, seq: _seq, atMs, ...rest }) =>
                html`<tr><td class="number">+${Math.round(atMs - began)} ms</td><th scope="row">${type}</th><td class="mono small"><bdi class="foreign">${tame(JSON.stringify(rest))}</bdi></td></tr>`,
            )}</tbody></table></div>`
    }</section>
  `;
};
