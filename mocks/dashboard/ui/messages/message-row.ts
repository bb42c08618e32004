import { html, type TemplateResult } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import { cssProperties } from '../../../../src/web/ui/css-properties.ts';
import { bytes } from '../../../../src/web/ui/format.ts';
import { icon } from '../../../../src/web/ui/icons.ts';
import { timeTag } from '../../../../src/web/ui/time.ts';
import type { MessageSummary } from '../../../store/message-record.ts';
import { tame } from '../frame/tame.ts';
import { listTime } from './list-time.ts';
import { senderOf, shortMailbox, subjectOf, wholeMailbox, wholeSenderOf } from './mailbox.ts';
import { messagesText } from './messages.text.ts';

export interface RowOptions {
  readonly index: number;
  readonly rowHeight: number;
  readonly isSelected: boolean;
  /** Arrived a moment ago, while somebody was looking. */
  readonly isFresh: boolean;
  readonly onPick: (event: MouseEvent) => void;
}

const MOST_TAGS = 3;

const badge = (tone: string, text: string, title = text): TemplateResult =>
  html`<span class="pill plain ${tone}" title=${title}><span class="clip">${text}</span></span>`;

/** What is out of the ordinary about a copy, in a few words. */
const badges = ({ fate, duplicateOf, attempt, rules, tags, hasAttachment }: MessageSummary): TemplateResult[] => {
  const text = messagesText();
  return [
    ...(fate === 'stored' ? [] : [badge('bad', text.fates[fate])]),
    ...rules.slice(0, 1).map((rule) => badge('caution rule', tame(rule), text.rule(tame(rule)))),
    ...(rules.length > 1 ? [badge('caution', `+${rules.length - 1}`, rules.map(tame).join(', '))] : []),
    ...(attempt > 1 ? [badge('note', text.attempt(attempt))] : []),
    ...(duplicateOf === null ? [] : [badge('idle', text.duplicate, text.duplicateOf(duplicateOf))]),
    ...tags.slice(0, MOST_TAGS).map((tag) => badge('tag', tame(tag))),
    ...(hasAttachment ? [html`<span class="soft" title=${text.attachment}>${icon('paperclip', text.attachment)}</span>`] : []),
  ];
};

const accountCell = ({ account, accounts }: MessageSummary): TemplateResult => {
  const name = account ?? messagesText().unissued;
  const title = accounts.length > 1 ? accounts.join(', ') : name;
  return html`<span class="clip ${account === null ? 'soft' : ''}" title=${title}>${name}${accounts.length > 1 ? ` +${accounts.length - 1}` : ''}</span>`;
};

const recipients = ({ to }: MessageSummary): TemplateResult =>
  html`<span class="clip foreign" title=${to.map(wholeMailbox).join(', ')}>${to.map(shortMailbox).join(', ')}</span>`;

/** One message of the list. The link of its subject covers the whole row. */
export const messageRow = (message: MessageSummary, options: RowOptions): TemplateResult => {
  const { index, rowHeight, isSelected, isFresh, onPick } = options;
  const { id, unread, mid, dcid, connection, attempt, size, receivedAtMs } = message;
  const text = messagesText();
  const subject = subjectOf(message);
  const name = text.rowName(subject, wholeSenderOf(message));
  const classes = `message-row${unread ? ' unread' : ''}${isSelected ? ' selected' : ''}${isFresh ? ' fresh' : ''}`;
  return html`
    <div role="row" class=${classes} aria-rowindex=${index + 2} aria-label=${unread ? `${name}, ${text.rowUnread}` : name} data-id=${id}
      ${cssProperties({ '--at': `${index * rowHeight}px` })}>
      <div role="cell" class="pick">
        <input type="checkbox" aria-label=${text.select(subject)} .checked=${live(isSelected)} @click=${onPick}>
      </div>
      <div role="cell" class="from"><span class="clip foreign" title=${wholeSenderOf(message)}>${senderOf(message)}</span></div>
      <div role="cell" class="to">${recipients(message)}</div>
      <div role="cell" class="subject"><a class="clip foreign" href="/messages/${id}" title=${subject}>${subject}</a><span class="badges">${badges(message)}</span></div>
      <div role="cell" class="account">${accountCell(message)}</div>
      <div role="cell" class="mid">${mid ?? ''}</div>
      <div role="cell" class="dcid">${dcid ?? ''}</div>
      <div role="cell" class="connection" title=${text.connectionHint(connection, attempt)}>#${connection}</div>
      <div role="cell" class="size">${bytes(size)}</div>
      <div role="cell" class="time">${listTime(receivedAtMs)}${timeTag(receivedAtMs, 'relative')}</div>
    </div>
  `;
};

/** Keeps the place of a row that is on its way. */
export const waitingRow = (index: number, rowHeight: number): TemplateResult => html`
  <div class="message-row waiting" aria-hidden="true" ${cssProperties({ '--at': `${index * rowHeight}px` })}>
    <span class="skeleton from"></span><span class="skeleton subject"></span><span class="skeleton time"></span>
  </div>
`;
