import { html, nothing, type TemplateResult } from 'lit-html';
import { cell } from '../../../../src/web/ui/draw.ts';
import { foreign } from '../../../../src/web/ui/foreign.ts';
import { segmented } from '../../../../src/web/ui/form.ts';
import { icon } from '../../../../src/web/ui/icons.ts';
import type { CopyView, HtmlView, LinkView } from '../../message-view/view-model.ts';
import { previewAddress } from '../data/messages.ts';
import { messageText } from './message.text.ts';

const WIDTHS = ['full', 'tablet', 'phone'] as const;
const width = cell<(typeof WIDTHS)[number]>('full');

const linkRow = ({ text, target, kind, deceptive }: LinkView): TemplateResult => {
  const words = messageText().preview;
  return html`
    <tr>
      <td>${foreign(text)}</td>
      <td>${foreign(target)} ${kind === 'inert' ? html`<span class="pill plain idle">${words.inert}</span>` : ''}
        ${deceptive ? html`<span class="pill plain bad" title=${words.deceptiveLink}>${words.deceptiveLink}</span>` : ''}</td>
    </tr>
  `;
};

/** Links are told as text: nothing here leads out of the dashboard. */
const linkTable = (links: readonly LinkView[]): TemplateResult => {
  const words = messageText().preview;
  return html`
    <div class="table-frame"><table class="table dense"><thead><tr><th scope="col">${words.linkText}</th><th scope="col">${words.linkTarget}</th></tr></thead>
      <tbody>${links.map(linkRow)}</tbody></table></div>
  `;
};

const blockedTable = ({ blocked, removed }: HtmlView): TemplateResult => {
  const words = messageText().preview;
  return html`
    <div class="table-frame"><table class="table dense">
      <thead><tr><th scope="col">${words.what}</th><th scope="col">${words.host}</th><th scope="col" class="number">${words.number}</th></tr></thead>
      <tbody>
        ${blocked.entries.map(({ kind, host, count }) => html`<tr><td>${kind}</td><td>${foreign(host)}</td><td class="number">${count}</td></tr>`)}
        ${removed.map(({ what, count }) => html`<tr><td>${foreign(what)}</td><td class="soft">–</td><td class="number">${count}</td></tr>`)}
      </tbody>
    </table></div>
  `;
};

/** What the preview keeps out, in one line; more on demand. */
const guardLine = (view: HtmlView): TemplateResult => {
  const words = messageText().preview;
  const { blocked, removed, links } = view;
  const actors = removed.reduce((sum, { count }) => sum + count, 0);
  const deceptive = links.filter((link) => link.deceptive).length;
  const nothingKept = blocked.total === 0 && actors === 0;
  return html`
    <div class="guard">
      ${
        nothingKept
          ? html`<span class="pill good">${words.nothingBlocked}</span>`
          : html`<details><summary class="pill caution">${blocked.total > 0 ? words.blocked(blocked.total, blocked.hosts) : words.removed(actors)}${
              blocked.total > 0 && actors > 0 ? `, ${words.removed(actors)}` : ''
            }</summary>${blockedTable(view)}</details>`
      }
      ${links.length === 0 ? nothing : html`<details><summary class="pill plain ${deceptive > 0 ? 'bad' : 'idle'}">${icon('link')}${words.links(links.length)}${deceptive > 0 ? `, ${words.deceptive(deceptive)}` : ''}</summary>${linkTable(links)}</details>`}
      ${view.cut ? html`<span class="pill plain caution">${words.cut}</span>` : nothing}
      ${segmented({
        id: 'preview-width',
        legend: words.widths,
        legendHidden: true,
        value: width.value,
        onChange: (value) => {
          width.value = value;
        },
        choices: WIDTHS.map((value) => ({ value, label: words[value] })),
      })}
    </div>
  `;
};

const plainText = ({ message }: CopyView): TemplateResult => {
  const words = messageText().preview;
  const { content, cut } = message.text;
  if (content.trim() === '') return html`<p class="soft">${words.empty}</p>`;
  return html`<pre class="message-text" tabindex="0" dir="auto">${content}</pre>${cut ? html`<p class="soft">${words.cut}</p>` : nothing}`;
};

/**
 * The message as its reader would see it. The HTML comes as a document of its own into a frame that may do nothing at all: no scripts,
 * no forms, no way out; the server has left out what would load from elsewhere.
 */
export const previewPanel = (id: number, view: CopyView): TemplateResult => {
  const words = messageText().preview;
  if (view.message.html === null) return html`<p class="soft small">${words.noHtml}</p>${plainText(view)}`;
  return html`
    ${guardLine(view.message.html)}
    <div class="preview-frame ${width.value}"><iframe title=${words.frame} src=${previewAddress(id)} sandbox="" referrerpolicy="no-referrer"></iframe></div>
  `;
};

export const textPanel = (view: CopyView): TemplateResult => plainText(view);
