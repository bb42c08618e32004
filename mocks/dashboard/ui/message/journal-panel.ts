import { html, nothing, type TemplateResult } from 'lit-html';
import { copyButton } from '../../../../src/web/ui/copy-button.ts';
import { address, foreign } from '../../../../src/web/ui/foreign.ts';
import { bytes } from '../../../../src/web/ui/format.ts';
import { icon } from '../../../../src/web/ui/icons.ts';
import type { MessageDetails } from '../../../store/message-record.ts';
import type { CopyView, JournalReport } from '../../message-view/view-model.ts';
import { headerTable } from './header-panel.ts';
import { messageText } from './message.text.ts';

const addresses = (list: readonly string[]): TemplateResult[] => list.map((one) => html`<div>${address(one)}</div>`);

const digest = (label: string, value: string): TemplateResult =>
  html`<dt>${label}</dt><dd class="digest"><code>${value}</code>${copyButton(value, { what: label })}</dd>`;

/** What the copy was wrapped in, and what it weighs. */
export const digestFacts = (details: MessageDetails): TemplateResult => {
  const text = messageText().journal;
  const { innerSha256, innerSize, sha256, size } = details;
  return html`
    <dl class="facts">
      ${innerSha256 === null ? nothing : digest(text.innerDigest, innerSha256)}
      ${digest(text.outerDigest, sha256)}
      ${innerSize === null ? nothing : html`<dt>${text.innerSize}</dt><dd>${bytes(innerSize)}</dd>`}
      <dt>${text.outerSize}</dt><dd>${bytes(size)}</dd>
    </dl>
  `;
};

const clientFact = (clientIp: string | null): unknown =>
  clientIp === null ? nothing : html`<dt>${messageText().journal.clientIp}</dt><dd>${foreign(clientIp)}</dd>`;

const reportCard = (report: JournalReport, clientIp: string | null): TemplateResult => {
  const text = messageText().journal;
  return html`
    <section class="card"><h2>${text.report}</h2>
      <dl class="facts">
        <dt>${text.sender}</dt><dd>${report.sender === null ? text.empty : address(report.sender)}</dd>
        <dt>${text.recipients}</dt><dd>${addresses(report.recipients)}</dd>
        ${clientFact(clientIp)}
      </dl>
      <pre class="code wrap" tabindex="0">${report.text}</pre>
    </section>
  `;
};

/** SMTP's envelope of the copy. */
export const envelopeFacts = ({ mailFrom, rcptTo }: MessageDetails): TemplateResult => {
  const text = messageText().journal;
  return html`
    <dl class="facts">
      <dt>${text.mailFrom}</dt><dd>${mailFrom === '' ? text.empty : address(mailFrom)}</dd>
      <dt>${text.rcptTo}</dt><dd>${addresses(rcptTo)}</dd>
    </dl>
  `;
};

/** The wrapper that the gateway made around the message. */
export const journalPanel = (details: MessageDetails, view: CopyView): TemplateResult => {
  const text = messageText().journal;
  return html`
    ${view.form === 'bare' ? html`<div class="notice caution">${icon('alert')}<p>${text.bare}</p></div>` : nothing}
    <div class="grid">
      ${view.report === null ? nothing : reportCard(view.report, details.clientIp)}
      <div class="stack">
        <section class="card"><h2>${text.envelope}</h2>${envelopeFacts(details)}
          ${view.report === null && details.clientIp !== null ? html`<dl class="facts">${clientFact(details.clientIp)}</dl>` : nothing}</section>
        <section class="card"><h2>${text.digests}</h2>${digestFacts(details)}</section>
      </div>
    </div>
    <section class="stack tight"><h2>${messageText().headers.wrapper}</h2>${headerTable(view.outer.headers, messageText().headers.wrapper)}</section>
  `;
};
