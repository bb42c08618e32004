import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { address, foreign } from '../../../web/ui/foreign.ts';
import { icon } from '../../../web/ui/icons.ts';
import { timeTag } from '../../../web/ui/time.ts';
import type { TrackedMessage, TrackingAnswer } from './answers.ts';
import { messagePath } from './menu.ts';
import { senderText, statePill, subjectText } from './message-state.ts';
import { trackingText } from './tracking-text.ts';

const SHOWN_RECIPIENTS = 2;
/** A header may be as long as it likes; the list shows its beginning, the page of the message all of it. */
const LONGEST_SUBJECT = 200;

const shortened = (message: TrackedMessage): unknown => {
  const { subject } = message;
  return subject.length > LONGEST_SUBJECT ? foreign(`${subject.slice(0, LONGEST_SUBJECT)}…`) : subjectText(message);
};

const recipients = ({ recipients: all }: TrackedMessage): TemplateResult => {
  const rest = all.length - SHOWN_RECIPIENTS;
  return html`${all.slice(0, SHOWN_RECIPIENTS).map((recipient) => html`<div>${address(recipient)}</div>`)}${
    rest > 0 ? html`<div class="soft">${trackingText().andMore(rest)}</div>` : nothing
  }`;
};

const resultRow = (message: TrackedMessage): TemplateResult => {
  const text = trackingText();
  return html`
    <tr>
      <th scope="row" data-label=${text.mid}><a href=${messagePath(message.mid)}>${message.mid}</a></th>
      <td class="received" data-label=${text.received}>${timeTag(message.receivedAtMs)}</td>
      <td class="sender" data-label=${text.sender}>${senderText(message)}</td>
      <td class="recipients" data-label=${text.recipients}><div>${recipients(message)}</div></td>
      <td class="subject" data-label=${text.subject}><div>${shortened(message)}</div></td>
      <td class="policy foreign" data-label=${text.policy}>${message.policy}</td>
      <td class="state" data-label=${text.state}><span>${statePill(message)}</span></td>
    </tr>
  `;
};

export const clearButton = (onClear: () => void): TemplateResult => html`
  <button type="button" class="button small" @click=${onClear}>${icon('close')}${trackingText().clear}</button>
`;

/** The messages that were found, newest first. `onClear`: takes the search away, where there is one. */
export const trackingResults = (
  { messages, next, forgotten }: TrackingAnswer,
  onClear: (() => void) | undefined,
  onMore: () => void,
): TemplateResult => {
  const text = trackingText();
  return html`
    <div class="row results-head"><p class="soft" role="status">${text.found(messages.length, next !== null)}${
      forgotten > 0 && next === null ? html` · ${text.forgotten(forgotten)}` : nothing
    }</p>${onClear === undefined ? nothing : clearButton(onClear)}</div>
    <div class="table-frame">
      <table class="table cards tracking" aria-label=${text.results}>
        <thead><tr>
          <th scope="col">${text.mid}</th><th scope="col">${text.received}</th><th scope="col">${text.sender}</th>
          <th scope="col">${text.recipients}</th><th scope="col">${text.subject}</th><th scope="col">${text.policy}</th>
          <th scope="col">${text.state}</th>
        </tr></thead>
        <tbody>${repeat(
          messages,
          ({ mid }) => mid,
          (message) => resultRow(message),
        )}</tbody>
      </table>
    </div>
    ${next === null ? nothing : html`<div class="row"><button type="button" class="button" @click=${onMore}>${text.more}</button></div>`}
  `;
};
