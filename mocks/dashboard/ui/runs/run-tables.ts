import { html, nothing, type TemplateResult } from 'lit-html';
import { foreign } from '../../../../src/web/ui/foreign.ts';
import { timeTag } from '../../../../src/web/ui/time.ts';
import { queryOf } from '../data/messages.ts';
import type { RunComparison, RunMatrix, RunView } from '../data/runs.ts';
import { tame } from '../frame/tame.ts';
import { runHead } from './run-choice.ts';
import { runsText } from './runs.text.ts';
import { verdictMark } from './verdict-mark.ts';

/** Requirement × run; a cell leads to the scenarios that it rests on. */
export const matrixTable = ({ runs, rows }: RunMatrix): TemplateResult => {
  const text = runsText();
  return html`
    <div class="table-frame" tabindex="0" role="region" aria-label=${text.matrix}><table class="table dense matrix" aria-label=${text.matrix}>
      <thead><tr><th scope="col">${text.requirement}</th>${runs.map(
        ({ run, meta, addedAtMs }) =>
          html`<th scope="col"><a href="/runs${queryOf({ run })}">${text.run(run)}</a><div>${foreign(meta.system)}</div>${timeTag(addedAtMs, 'relative')}</th>`,
      )}</tr></thead>
      <tbody>${rows.map(
        ({ id, title, statement, cells }) => html`
          <tr><th scope="row" title=${tame(statement)}>${foreign(id)} <span class="soft small" lang="en">${foreign(title)}</span></th>${cells.map(
            (cell) =>
              cell === null
                ? html`<td class="soft">${text.absent}</td>`
                : html`<td><a href="/runs${queryOf({ run: cell.run, requirement: id })}">${verdictMark(cell.verdict)}</a>${cell.total === 0 ? nothing : html` <span class="soft small">${cell.passed}/${cell.total}</span>`}</td>`,
          )}</tr>
        `,
      )}</tbody>
    </table></div>
  `;
};

const requirementCard = ({ id, title, statement = '', verdict, reason }: RunView['requirements'][number]): TemplateResult => html`
  <section class="card"><h2>${foreign(id)} <span lang="en">${foreign(title)}</span></h2>
    <p lang="en">${foreign(statement)}</p><p>${verdictMark(verdict)} ${foreign(reason)}</p></section>
`;

/** Scenarios of a run, or those that bear on one requirement; `reload` reads the runs again when this one has been deleted. */
export const scenarioTable = (view: RunView, requirement: string | undefined, reload: () => Promise<void>): TemplateResult => {
  const text = runsText();
  const shown = view.scenarios.filter(({ requirements }) => requirement === undefined || requirements.includes(requirement));
  return html`
    ${runHead(view, reload)}${view.requirements.filter(({ id }) => id === requirement).map(requirementCard)}
    ${shown.length === 0 ? html`<p class="soft">${text.noneHere}</p>` : scenarioRows(view.run, shown)}
  `;
};

const scenarioRows = (run: number, shown: RunView['scenarios']): TemplateResult => {
  const text = runsText();
  return html`
    <div class="table-frame"><table class="table dense cards" aria-label=${text.scenarios}>
      <thead><tr><th scope="col">${text.scenario}</th><th scope="col">${text.verdict}</th><th scope="col">${text.reason}</th></tr></thead>
      <tbody>${shown.map(
        ({ id, name, verdict, reason }) => html`
          <tr><th scope="row" data-label=${text.scenario}><a href="/runs${queryOf({ run, scenario: id })}">${foreign(name)}</a></th>
            <td data-label=${text.verdict}><span>${verdictMark(verdict)}</span></td><td data-label=${text.reason}>${foreign(reason)}</td></tr>
        `,
      )}</tbody>
    </table></div>
  `;
};

/** Who differs: a requirement, or a scenario, which leads to its evidence in one of the runs. */
const differing = ({ id, title }: RunComparison['scenarios'][number], address: string): TemplateResult =>
  html`<span><a href=${address}>${foreign(id)}</a> <span class="soft small" lang="en">${foreign(title)}</span></span>`;

/** What two runs judge differently. */
export const comparisonTable = ({ one, other, requirements, scenarios, same }: RunComparison): TemplateResult => {
  const text = runsText();
  return html`
    <p class="soft">${text.same(same.requirements, same.scenarios)}</p>
    ${
      requirements.length + scenarios.length === 0
        ? nothing
        : html`<div class="table-frame"><table class="table dense cards" aria-label=${text.comparison}>
      <thead><tr><th scope="col">${text.requirement}</th><th scope="col">${text.run(one.run)}<div>${foreign(one.meta.system)}</div></th><th scope="col">${text.run(other.run)}<div>${foreign(other.meta.system)}</div></th><th scope="col">${text.change}</th></tr></thead>
      <tbody>${[
        ...requirements.map((row) => ({ ...row, about: { requirement: row.id } })),
        ...scenarios.map((row) => ({ ...row, about: { scenario: row.id } })),
      ].map(
        (row) => html`
          <tr><th scope="row" data-label=${text.requirement}>${differing(row, `/runs${queryOf({ run: row.other === null ? one.run : other.run, ...row.about })}`)}</th>
            <td data-label=${text.run(one.run)}><span>${row.one === null ? text.absent : verdictMark(row.one.verdict)}</span></td>
            <td data-label=${text.run(other.run)}><span>${row.other === null ? text.absent : verdictMark(row.other.verdict)}</span></td>
            <td data-label=${text.change}><span>${text.changes[row.change]}${row.other?.reason ? html` <span class="soft">· ${foreign(row.other.reason)}</span>` : nothing}</span></td></tr>
        `,
      )}</tbody></table></div>`
    }
  `;
};
