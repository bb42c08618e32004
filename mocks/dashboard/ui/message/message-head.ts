import { html, nothing, type TemplateResult } from 'lit-html';
import { copyButton } from '../../../../src/web/ui/copy-button.ts';
import { foreign } from '../../../../src/web/ui/foreign.ts';
import { icon } from '../../../../src/web/ui/icons.ts';
import { timeTag } from '../../../../src/web/ui/time.ts';
import type { Mailbox, MessageDetails } from '../../../store/message-record.ts';
import { innerAddress, rawAddress } from '../data/messages.ts';
import { menu } from '../frame/menu.ts';
import { tame } from '../frame/tame.ts';
import { wholeMailbox, wholeSenderOf } from '../messages/mailbox.ts';
import { messagesText } from '../messages/messages.text.ts';
import { messageText } from './message.text.ts';

export interface HeadActions {
  /** Place in the list; undefined while it is not known. */
  readonly place: { readonly index: number; readonly total: number } | undefined;
  readonly listAddress: string;
  readonly previous: (() => void) | undefined;
  readonly next: (() => void) | undefined;
  readonly onUnread: () => void;
  readonly onTag: () => void;
  readonly onDelete: () => void;
}

const step = (name: 'up' | 'down', label: string, go: (() => void) | undefined): TemplateResult => html`
  <button type="button" class="button small quiet icon-only" aria-label=${label} title=${label} ?disabled=${go === undefined} @click=${() => go?.()}>${icon(name)}</button>
`;

const action = (name: 'mail' | 'edit' | 'trash', label: string, run: () => void, tone = ''): TemplateResult => html`
  <button type="button" class="button small ${tone}" aria-label=${label} title=${label} @click=${run}>${icon(name)}<span class="word">${label}</span></button>
`;

/** Where one is, and what can be done. Stands before the message is loaded, so that nothing moves when it comes. */
export const messageBar = (id: number, actions: HeadActions, kept: boolean): TemplateResult => {
  const text = messageText();
  const list = messagesText();
  const { place, previous, next } = actions;
  return html`
    <div class="message-bar">
      <a class="button small quiet" href=${actions.listAddress} title=${text.backHint}>${icon('left')}<span class="word">${text.back}</span></a>
      ${step('up', text.previous, previous)}${step('down', text.next, next)}
      <span class="soft small place">${place === undefined ? '' : text.place(place.index, place.total)}</span>
      <div class="row push">
        ${action('mail', list.markUnread, actions.onUnread)}${action('edit', list.tag, actions.onTag)}
        ${
          kept
            ? menu({
                id: 'download-message',
                label: text.download,
                icon: 'download',
                items: [
                  { label: text.raw, href: rawAddress(id) },
                  { label: text.inner, href: innerAddress(id) },
                ],
              })
            : nothing
        }
        ${action('trash', list.remove, actions.onDelete, 'danger')}
      </div>
    </div>
  `;
};

/** Addresses shown before the rest has to be asked for. */
const FIRST = 8;

const listed = (boxes: readonly Mailbox[]): unknown[] =>
  boxes.map((box, index) => html`${index > 0 ? ', ' : ''}<bdi class="foreign">${wholeMailbox(box)}</bdi>`);

const people = (label: string, boxes: readonly Mailbox[]): TemplateResult | typeof nothing => {
  if (boxes.length === 0) return nothing;
  const rest = boxes.slice(FIRST);
  const more = html`<details class="people-more"><summary>${messageText().more(rest.length)}</summary>${listed(rest)}</details>`;
  return html`<dt>${label}</dt><dd>${listed(boxes.slice(0, FIRST))}${rest.length === 0 ? nothing : more}</dd>`;
};

const number = (label: string, value: number | null, hint: string, missing: string): TemplateResult => html`
  <div class="key" title=${hint}><dt>${label}</dt><dd>${value === null ? html`<span class="soft">${missing}</span>` : html`<span class="mono">${value}</span>${copyButton(String(value), { what: label })}`}</dd></div>
`;

/** What ties the copy to the gateway and to what was seen here. */
const keys = (details: MessageDetails): TemplateResult => {
  const text = messageText().key;
  const { mid, dcid, connection, attempt, tls, rules, duplicateOf, fate, account, tags } = details;
  const list = messagesText();
  return html`
    <dl class="keys-of-message">
      ${number(text.mid, mid, text.midHint, text.noMid)}
      ${number(text.dcid, dcid, text.dcidHint, text.noDcid)}
      <div class="key"><dt>${text.connection}</dt><dd><a class="mono" href="/connections?connection=${connection}">#${connection}</a></dd></div>
      <div class="key"><dt>${text.attempt}</dt><dd class="mono">${attempt}</dd></div>
      <div class="key"><dt>TLS</dt><dd class="mono">${tls === null ? html`<span class="bad-text">–</span>` : tls.protocol}</dd></div>
      <div class="key"><dt>${list.columns.account}</dt><dd>${account ?? list.unissued}</dd></div>
    </dl>
    <div class="row">
      ${fate === 'stored' ? nothing : html`<span class="pill bad">${list.fates[fate]}</span>`}
      ${rules.map((rule) => html`<a class="pill plain caution" href="/faults?rule=${rule}" title=${text.rule(tame(rule))}>${icon('bolt')}${tame(rule)}</a>`)}
      ${duplicateOf === null ? nothing : html`<a class="pill plain idle" href="/messages/${duplicateOf}">${text.duplicateOf(duplicateOf)}</a>`}
      ${tags.map((tag) => html`<span class="pill plain tag">${tame(tag)}</span>`)}
    </div>
  `;
};

/** Who to whom, and the numbers by which the gateway knows it (DASH-2). */
export const messageFacts = (details: MessageDetails): TemplateResult => {
  const text = messageText();
  const { to, cc, dateMs, receivedAtMs, messageId } = details;
  return html`
      <dl class="facts">
        <dt>${text.from}</dt><dd><bdi class="foreign">${wholeSenderOf(details)}</bdi></dd>
        ${people(text.to, to)}${people(text.cc, cc)}
        <dt>${text.arrived}</dt><dd>${timeTag(receivedAtMs)}${dateMs === null ? nothing : html` <span class="soft">· ${text.date} ${timeTag(dateMs, 'absolute')}</span>`}</dd>
        ${messageId === null ? nothing : html`<dt>${text.messageId}</dt><dd class="digest"><code>${foreign(messageId)}</code>${copyButton(messageId, { what: text.messageId })}</dd>`}
      </dl>
      ${keys(details)}
  `;
};
