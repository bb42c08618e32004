import { html, nothing, type TemplateResult } from 'lit-html';
import { foreign } from '../../../../src/web/ui/foreign.ts';
import { queryOf } from '../data/messages.ts';
import type { RunScenario } from '../data/runs.ts';
import { tame } from '../frame/tame.ts';
import { messageText } from '../message/message.text.ts';
import { MOST_LINES, transcriptTable } from '../message/transcript.ts';
import type { TranscriptLine } from '../message/transcript-lines.ts';
import { runsText } from './runs.text.ts';
import { scenarioLines } from './scenario-lines.ts';
import { verdictMark } from './verdict-mark.ts';

/** Where a line of the evidence leads in this mock: to the messages whose bytes it tells of, and to the connections that they came on. */
const arrivalLinks =
  (arrivals: RunScenario['arrivals']) =>
  ({ digest }: TranscriptLine): unknown =>
    arrivals
      .filter(({ sha256 }) => sha256 === digest)
      .map(
        ({ message, connection }) => html`
          <a class="pill plain note" href="/messages/${message}?tab=story">${messageText().numbered(message)}</a>
          <a class="pill plain idle" href="/connections?connection=${connection}">${runsText().connectionHere(connection)}</a>
        `,
      );

const evidencePart = (scenario: RunScenario): TemplateResult => {
  const text = runsText();
  const { arrivals } = scenario;
  const lines = scenarioLines(scenario);
  if (lines.length === 0) return html`<p class="soft">${text.noEvidence}</p>`;
  return html`
    ${transcriptTable(lines, { label: text.transcript, numbered: true, links: arrivalLinks(arrivals), from: text.fromFirst })}
    ${lines.length > MOST_LINES ? html`<p class="soft small">${text.evidenceCut(MOST_LINES, lines.length)}</p>` : nothing}
    ${arrivals.length === 0 ? html`<p class="soft small">${text.elsewhere}</p>` : nothing}
  `;
};

/** One scenario: its verdict, steps, and what the other side of the wire saw. */
export const scenarioView = (scenario: RunScenario, run: string): TemplateResult => {
  const text = runsText();
  const { name, uri, line, verdict, reason, steps, requirements, arrivals } = scenario;
  return html`
    <section class="card"><h2>${foreign(name)}</h2><p>${verdictMark(verdict)} ${foreign(reason)}</p>
      <p class="row"><span class="mono small">${foreign(`${uri}:${line}`)}</span> ${requirements.map(
        (id) => html`<a class="pill plain note" href="/runs${queryOf({ run, requirement: id })}">${tame(id)}</a>`,
      )}</p>
      ${
        arrivals.length === 0
          ? nothing
          : html`<p>${text.arrivals} ${arrivals.map(({ message }) => html`<a href="/messages/${message}?tab=story">${messageText().numbered(message)}</a> `)}</p>`
      }</section>
    <section class="stack tight"><h2>${text.steps}</h2><ol class="plain-list">${steps.map(
      (step) =>
        html`<li><b>${step.keyword}</b> ${foreign(step.text)} <span class="soft small">${step.status}</span>${step.message === null ? '' : html`<div class="mono small">${foreign(step.message)}</div>`}</li>`,
    )}</ol></section>
    <section class="stack tight"><h2>${text.evidence}</h2>${evidencePart(scenario)}</section>
  `;
};
