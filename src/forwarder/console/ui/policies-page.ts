import { html, nothing, type TemplateResult } from 'lit-html';
import { classMap } from 'lit-html/directives/class-map.js';
import { repeat } from 'lit-html/directives/repeat.js';
import { confirmed } from '../../../web/ui/dialog.ts';
import { emptyState, skeletonLines } from '../../../web/ui/empty.ts';
import { address } from '../../../web/ui/foreign.ts';
import { icon } from '../../../web/ui/icons.ts';
import { addShortcuts } from '../../../web/ui/keys.ts';
import { pageHead } from '../../../web/ui/page-head.ts';
import { loaded } from '../../../web/ui/resource.ts';
import { type Page, setQuery, type Visit } from '../../../web/ui/router.ts';
import type { PoliciesAnswer, PolicyRow } from './answers.ts';
import { commonText } from './common-text.ts';
import { openConnectorDialog } from './connector-dialog.ts';
import { connectorText } from './connector-text.ts';
import { MENUS, NAMES } from './menu.ts';
import { policiesText } from './policies-text.ts';
import { openPolicyDialog } from './policy-dialog.ts';
import { policyLabel } from './policy-label.ts';
import { dragging, moveByKey, startDrag, tellRefusal } from './policy-order.ts';
import { change, revision, settings } from './state.ts';

/** Criteria shown of each kind before the rest is only counted. */
const SHOWN_CRITERIA = 3;

/** The address names the dialog, so that it can be linked to. */
const openConnector = async (row: PolicyRow): Promise<void> => {
  setQuery({ connector: row.name });
  await openConnectorDialog(row);
  setQuery({ connector: undefined });
};

const remove = async (row: PolicyRow): Promise<void> => {
  const text = policiesText();
  const { removeQuestion, removeWarning: warning, removeButton: confirm } = text;
  if (!(await confirmed({ title: removeQuestion(row.name), text: warning, confirm, danger: true }))) return;
  try {
    await change('DELETE', `/policies/${encodeURIComponent(row.name)}?revision=${revision()}`);
  } catch (error) {
    await tellRefusal(error);
  }
};

const patternList = (label: string, patterns: readonly string[]): TemplateResult => {
  const text = policiesText();
  const rest = patterns.length - SHOWN_CRITERIA;
  return html`
    <div><span class="soft">${label}:</span> ${
      patterns.length === 0
        ? html`<span class="soft">${text.any}</span>`
        : html`<span class="foreign">${patterns.slice(0, SHOWN_CRITERIA).join(', ')}</span>`
    }${rest > 0 ? html` <span class="soft">${text.moreCriteria(rest)}</span>` : nothing}</div>
  `;
};

const criteria = (row: PolicyRow): unknown => {
  const text = policiesText();
  if (row.isDefault) return html`<span class="soft">${text.all}</span>`;
  return [patternList(text.senders, row.senders), patternList(text.recipients, row.recipients)];
};

const grip = (row: PolicyRow): TemplateResult => {
  const text = policiesText();
  return html`
    <button type="button" class="button quiet small icon-only grip" data-grip=${row.name} aria-label=${text.move(row.name)} title=${text.moveHint}
      @pointerdown=${(event: PointerEvent) => startDrag(event, row)} @keydown=${(event: KeyboardEvent) => moveByKey(event, row)}
    >${icon('grip')}</button>
  `;
};

const changeButtons = (row: PolicyRow): unknown => {
  const text = policiesText();
  if (row.isDefault) return nothing;
  return html`
    <button type="button" class="button quiet small icon-only" aria-label=${text.edit(row.name)} title=${text.edit(row.name)}
      @click=${() => openPolicyDialog(row)}>${icon('edit')}</button>
    <button type="button" class="button quiet small icon-only" aria-label=${text.remove(row.name)} title=${text.remove(row.name)}
      @click=${() => remove(row)}>${icon('trash')}</button>
  `;
};

/** What the choice comes to, below its link. */
const connectorLine = ({ connector }: PolicyRow): unknown => {
  const { enabled = false, defaultIntakeAddress = null } = settings.value?.pending.connector ?? {};
  const text = connectorText();
  if (connector === 'no-scan') return commonText().noScan;
  if (!enabled) return text.rowOff;
  if (connector !== 'default') return html`${text.rowCustom} ${address(connector.custom)}`;
  return defaultIntakeAddress === null ? text.rowNoDefault : html`${text.rowDefault} ${address(defaultIntakeAddress)}`;
};

const connectorLink = (row: PolicyRow): TemplateResult => {
  const follow = (event: MouseEvent): void => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    void openConnector(row);
  };
  return html`
    <a class="connector ${row.connectorState === 'Enabled' ? 'good' : 'idle'}" href="?connector=${encodeURIComponent(row.name)}" @click=${follow}
    >${row.connectorState}</a>
    <div class="soft small">${connectorLine(row)}</div>
  `;
};

/** While a row is dragged a line shows where it would go. */
const dropMark = (row: PolicyRow, rows: readonly PolicyRow[]): Record<string, boolean> => {
  const drag = dragging.value;
  const from = rows.find(({ name }) => name === drag?.name)?.position ?? 0;
  const isTarget = drag !== undefined && drag.to === row.position && drag.to !== from;
  return { dragged: drag?.name === row.name, 'drop-above': isTarget && drag.to < from, 'drop-below': isTarget && drag.to > from };
};

const tableRow = (row: PolicyRow, rows: readonly PolicyRow[]): TemplateResult => {
  const text = policiesText();
  return html`
    <tr class=${classMap(dropMark(row, rows))} ?data-movable=${!row.isDefault}>
      <td class="order ${row.isDefault ? 'unavailable' : ''}" data-label=${text.order}><span class="row">${row.isDefault ? nothing : grip(row)}<span>${row.isDefault ? '' : row.position}</span></span></td>
      <th scope="row" class="foreign name" data-label=${text.name}>${policyLabel(row)}</th>
      <td class="criteria" data-label=${text.criteria}><div>${criteria(row)}</div></td>
      ${row.services.map(
        (service) =>
          html`<td class="small soft ${service.text === 'Not available' ? 'unavailable' : ''}" data-label=${service.name}>${text.service(service.text)}</td>`,
      )}
      <td class="connector-cell" data-label=${NAMES.connector}><div>${connectorLink(row)}</div></td>
      <td class="change"><span class="row tight">${changeButtons(row)}</span></td>
    </tr>
  `;
};

const table = ({ rows }: PoliciesAnswer): TemplateResult => {
  const text = policiesText();
  const services = rows[0]?.services ?? [];
  return html`
    <div class="table-frame" tabindex="0" role="group" aria-label=${NAMES.policies}>
      <table class="table cards policies" aria-label=${NAMES.policies}>
        <thead><tr>
          <th scope="col">${text.order}</th><th scope="col">${text.name}</th><th scope="col">${text.criteria}</th>
          ${services.map(({ name }) => html`<th scope="col">${name}</th>`)}
          <th scope="col">${NAMES.connector}</th><td></td>
        </tr></thead>
        <tbody>${repeat(
          rows,
          ({ name }) => name,
          (row) => tableRow(row, rows),
        )}</tbody>
      </table>
    </div>
    ${rows.length > 1 ? nothing : html`<div class="card flush">${emptyState({ icon: 'policy', title: text.noneTitle, text: text.noneText, actions: addButton() })}</div>`}
  `;
};

const addButton = (): TemplateResult => html`
  <button type="button" class="button" @click=${() => openPolicyDialog()}>${icon('plus')}${policiesText().add}</button>
`;

/** Mail Policies > Incoming Mail Policies (POLICY-8): one column a service, the connector last. */
export const policiesPage = ({ query }: Visit): Page => {
  const wanted = query.get('connector');
  const openWanted = async (): Promise<void> => {
    if (settings.value === undefined) await settings.load();
    const row = settings.value?.rows.find(({ name }) => name === wanted);
    if (row !== undefined) await openConnector(row);
  };
  if (wanted !== null) void openWanted();
  const removeShortcuts = addShortcuts([{ keys: 'n', label: () => policiesText().add, run: () => void openPolicyDialog() }]);
  return {
    title: () => NAMES.policies,
    dispose: removeShortcuts,
    view: () => html`
      <div class="page">
        ${pageHead({ path: MENUS.mailPolicies, title: NAMES.policies, lead: policiesText().lead, actions: addButton() })}
        ${loaded(settings, { ready: table, waiting: () => html`<div class="card">${skeletonLines(6)}</div>` })}
      </div>
    `,
  };
};
