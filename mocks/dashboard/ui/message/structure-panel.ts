import { html, nothing, type TemplateResult } from 'lit-html';
import { cssProperties } from '../../../../src/web/ui/css-properties.ts';
import { foreign } from '../../../../src/web/ui/foreign.ts';
import { bytes } from '../../../../src/web/ui/format.ts';
import { icon } from '../../../../src/web/ui/icons.ts';
import type { AttachmentView, CopyView, Flaw, PartView } from '../../message-view/view-model.ts';
import { partAddress } from '../data/messages.ts';
import { messageText } from './message.text.ts';

const saveLink = (id: number, part: number, name: string, fileName: string): TemplateResult => {
  const label = messageText().structure.save(name);
  return html`<a class="button small quiet icon-only" href=${partAddress(id, part)} download=${fileName} aria-label=${label} title=${label}>${icon('download')}</a>`;
};

const partRow = (id: number, part: PartView): TemplateResult => {
  const text = messageText().structure;
  const { index, depth, type, charset, encoding, fileName, downloadName, size, role } = part;
  return html`
    <tr>
      <th scope="row" class="part" data-label=${text.type} ${cssProperties({ '--depth': String(depth) })}><span><span class="soft">${index}</span> ${foreign(type)}${charset === null ? '' : html` <span class="soft">${foreign(charset)}</span>`}</span></th>
      <td data-label=${text.role}>${text.roles[role]}</td>
      <td data-label=${text.encoding}>${foreign(encoding)}</td>
      <td data-label=${text.name}>${fileName === null ? '' : foreign(fileName)}</td>
      <td data-label=${text.size} class="number">${size === null ? '' : bytes(size)}</td>
      <td>${role === 'container' ? '' : saveLink(id, index, fileName ?? text.part(index), downloadName)}</td>
    </tr>
  `;
};

const flawList = (flaws: readonly Flaw[]): TemplateResult | typeof nothing => {
  if (flaws.length === 0) return nothing;
  const text = messageText().structure;
  return html`
    <details class="card flaws"><summary>${icon('alert')} ${text.flaws(flaws.length)}</summary>
      <ul>${flaws.map(({ kind, part, detail }) => html`<li><b>${kind}</b>${part === null ? '' : ` (${text.part(part)})`} ${foreign(detail)}</li>`)}</ul>
    </details>
  `;
};

/** The MIME parts in the order in which they begin, indented by depth. */
export const structurePanel = (id: number, { message }: CopyView): TemplateResult => {
  const text = messageText().structure;
  return html`
    ${flawList(message.flaws)}
    <div class="table-frame"><table class="table dense cards" aria-label=${messageText().tabs.structure}>
      <thead><tr>
        <th scope="col">${text.type}</th><th scope="col">${text.role}</th><th scope="col">${text.encoding}</th><th scope="col">${text.name}</th>
        <th scope="col" class="number">${text.size}</th><th scope="col"><span class="spoken">${messageText().download}</span></th>
      </tr></thead>
      <tbody>${message.parts.map((part) => partRow(id, part))}</tbody>
    </table></div>
  `;
};

const attachmentItem = (id: number, { part, name, downloadName, type, size, inline }: AttachmentView): TemplateResult => {
  const text = messageText();
  const label = text.attachments.save(name);
  return html`
    <li><a class="attachment" href=${partAddress(id, part)} download=${downloadName} title=${label}>
      ${icon('paperclip')}<span class="clip foreign">${name}</span>
      <span class="soft small">${foreign(type)} · ${bytes(size)}${inline ? ` · ${text.attachments.inline}` : ''}</span>${icon('download')}
    </a></li>
  `;
};

export const attachmentPanel = (id: number, { message }: CopyView): TemplateResult =>
  message.attachments.length === 0
    ? html`<p class="soft">${messageText().attachments.none}</p>`
    : html`<ul class="attachments">${message.attachments.map((one) => attachmentItem(id, one))}</ul>`;
