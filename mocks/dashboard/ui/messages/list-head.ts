import { html, nothing, type TemplateResult } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import { icon } from '../../../../src/web/ui/icons.ts';
import type { Selected } from '../data/message-choice.ts';
import { exportAddress } from '../data/messages.ts';
import { menu } from '../frame/menu.ts';
import { messagesText } from './messages.text.ts';
import { type Selection, selectedCount } from './selection.ts';

export interface ListHeadOptions {
  readonly selection: Selection;
  /** What the selection means to the API. */
  readonly selected: Selected;
  readonly total: number;
  readonly onSelectAll: (on: boolean) => void;
  readonly onRead: (read: boolean) => void;
  readonly onTag: () => void;
  readonly onDelete: () => void;
}

const COLUMNS = ['from', 'to', 'subject', 'account', 'mid', 'dcid', 'connection', 'size', 'time'] as const;

const pickAll = ({ selection, total, onSelectAll }: ListHeadOptions): TemplateResult => {
  const picked = selectedCount(selection);
  return html`
    <div role="columnheader" class="pick">
      <input type="checkbox" aria-label=${messagesText().selectAll} .checked=${live(picked > 0 && picked >= total)}
        .indeterminate=${live(picked > 0 && picked < total)} ?disabled=${total === 0}
        @change=${(event: Event) => onSelectAll(event.target instanceof HTMLInputElement && event.target.checked)}>
    </div>
  `;
};

const action = (name: 'check' | 'mail' | 'trash' | 'tag', label: string, run: () => void, tone = ''): TemplateResult => html`
  <button type="button" class="button small ${tone}" aria-label=${label} title=${label} @click=${run}>
    ${icon(name === 'tag' ? 'edit' : name)}<span class="word">${label}</span>
  </button>
`;

/** What can be done with the selected messages; lies over the names of the columns, so that nothing moves. */
export const selectionTools = (options: ListHeadOptions): TemplateResult | typeof nothing => {
  const { selection, selected, onSelectAll, onRead, onTag, onDelete } = options;
  if (selectedCount(selection) === 0) return nothing;
  const text = messagesText();
  return html`
    <div class="selection-tools" role="toolbar" aria-label=${text.tools}>
      <strong>${text.selected(selectedCount(selection))}</strong>
      ${action('check', text.markRead, () => onRead(true))}
      ${action('mail', text.markUnread, () => onRead(false))}
      ${action('tag', text.tag, onTag)}
      ${menu({
        id: 'export-selected',
        label: text.export,
        icon: 'download',
        items: (['mbox', 'ndjson'] as const).map((format) => ({
          label: text.exportAs[format],
          hint: text.exportHints[format],
          href: exportAddress(format, selected),
        })),
      })}
      ${action('trash', text.remove, onDelete, 'danger')}
      <button type="button" class="button small quiet icon-only push" aria-label=${text.clear} title=${text.clear} @click=${() => onSelectAll(false)}>
        ${icon('close')}
      </button>
    </div>
  `;
};

/** Names of the columns. */
export const listHead = (options: ListHeadOptions): TemplateResult => {
  const { columns } = messagesText();
  return html`
    <div role="rowgroup" class="message-head">
      <div role="row" aria-rowindex="1" class="column-names">
        ${pickAll(options)}${COLUMNS.map((name) => html`<div role="columnheader" class=${name}>${columns[name]}</div>`)}
      </div>
    </div>
  `;
};
