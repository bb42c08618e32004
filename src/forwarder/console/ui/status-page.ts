import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { copyButton } from '../../../web/ui/copy-button.ts';
import { cell } from '../../../web/ui/draw.ts';
import { emptyState, skeletonLines } from '../../../web/ui/empty.ts';
import { count } from '../../../web/ui/format.ts';
import { pageHead } from '../../../web/ui/page-head.ts';
import { resource } from '../../../web/ui/resource.ts';
import { type Page, setQuery, type Visit } from '../../../web/ui/router.ts';
import { sortHead } from '../../../web/ui/sort-head.ts';
import { timeTag } from '../../../web/ui/time.ts';
import type { CounterRow, DeliveryStatusAnswer } from './answers.ts';
import { openHostDialog } from './host-dialog.ts';
import { MENUS, NAMES, PATHS } from './menu.ts';
import { onMovement } from './movement.ts';
import { API, gateway, status } from './state.ts';
import { COLUMNS, type Column, columnOf, sortedBy } from './status-columns.ts';
import { statusText } from './status-text.ts';

const hostState = ({ down, attempted }: CounterRow): TemplateResult => {
  const text = statusText();
  if (down) return html`<span class="pill bad" title=${text.downHint}>${text.down}</span>`;
  return attempted ? html`<span class="pill good">${text.up}</span>` : html`<span class="pill idle">${text.idle}</span>`;
};

const tableRow = (row: CounterRow): TemplateResult => html`
  <tr>
    <th scope="row" class="foreign"><button type="button" class="link-button" title=${statusText().details(row.host)}
      @click=${() => openHostDialog(row.host)}>${row.host}</button></th>
    <td class="host-state">${hostState(row)}</td>
    ${COLUMNS.map(
      ({ key, head, name }) =>
        html`<td class="number ${row[key] === 0 ? 'soft' : ''}" data-label=${head} title=${name}>${count(row[key])}</td>`,
    )}
  </tr>
`;

const table = ({ rows }: DeliveryStatusAnswer, chosen: Column, choose: (column: Column) => void): TemplateResult => html`
  <div class="table-frame">
    <table class="table cards status" aria-label=${NAMES.deliveryStatus}>
      <thead><tr>
        <th scope="col">Recipient Host</th><td></td>
        ${COLUMNS.map((column) =>
          sortHead({
            label: column.head,
            number: true,
            sorted: column === chosen ? 'descending' : undefined,
            onSort: () => choose(column),
          }),
        )}
      </tr></thead>
      <tbody>${repeat(
        sortedBy(rows, chosen),
        ({ host }) => host,
        (row) => tableRow(row),
      )}</tbody>
    </table>
  </div>
`;

const cloudNotice = (): TemplateResult => {
  const { cloudTitle: title, cloudText: text } = statusText();
  return html`<div class="card flush">${emptyState({
    icon: 'gauge',
    title,
    text,
    actions: html`<a class="button" href=${PATHS.tracking}>${NAMES.tracking}</a>`,
  })}</div>`;
};

const askTophosts = async (sort: string, signal: AbortSignal): Promise<string> => {
  const response = await fetch(`${API}/cli/tophosts?sort=${sort}`, { signal });
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
  return response.text();
};

const commandLine = (text: string | undefined): unknown =>
  text === undefined
    ? nothing
    : html`
        <section class="stack tight">
          <div class="row"><h2>${statusText().commandLine}</h2><code>tophosts</code>${copyButton(text, { what: 'tophosts' })}</div>
          <pre class="code" tabindex="0" aria-label="tophosts">${text}</pre>
        </section>
      `;

/** Monitor > Delivery Status (COUNT-1 to COUNT-5). */
export const statusPage = ({ query }: Visit): Page => {
  const [byActive] = COLUMNS;
  if (byActive === undefined) throw new Error('no column');
  const chosen = cell<Column>(columnOf(query.get('sort')) ?? byActive);
  const tophosts = resource((signal) => askTophosts(chosen.value.sort, signal));
  const choose = (column: Column): void => {
    chosen.value = column;
    setQuery({ sort: column === byActive ? undefined : column.sort });
    void tophosts.load();
  };
  void tophosts.load();
  const stop = onMovement(() => void tophosts.load());
  const body = (): unknown => {
    if (gateway.value?.cloud === true) return cloudNotice();
    if (status.value === undefined) return html`<div class="card">${skeletonLines(4)}</div>`;
    const { noneTitle: title, noneText: text, asOf } = statusText();
    return html`
      <p class="soft">${asOf} ${timeTag(status.value.asOfMs)}</p>
      ${status.value.rows.length === 0 ? html`<div class="card flush">${emptyState({ icon: 'gauge', title, text })}</div>` : table(status.value, chosen.value, choose)}
      ${commandLine(tophosts.value)}
    `;
  };
  return {
    title: () => NAMES.deliveryStatus,
    queryChanged: (next) => {
      chosen.value = columnOf(next.get('sort')) ?? byActive;
    },
    dispose: () => {
      stop();
      tophosts.dispose();
    },
    view: () => html`
      <div class="page">
        ${pageHead({ path: MENUS.monitor, title: NAMES.deliveryStatus, lead: statusText().lead })}
        ${body()}
      </div>
    `,
  };
};
