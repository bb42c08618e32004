import { html, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { emptyState } from '../../../../src/web/ui/empty.ts';
import { address, foreign } from '../../../../src/web/ui/foreign.ts';
import { timeTag } from '../../../../src/web/ui/time.ts';
import type { DnsQueryRecord } from '../../../store/message-record.ts';
import { tame } from '../frame/tame.ts';
import { dnsText } from './dns.text.ts';

const result = ({ rcode, truncated }: DnsQueryRecord): TemplateResult => {
  const text = dnsText();
  if (rcode === null) return html`<span class="pill idle">${text.waiting}</span>`;
  const tone = rcode === 'NOERROR' ? 'good' : rcode === 'NXDOMAIN' ? 'caution' : 'bad';
  return html`<span class="pill ${tone}">${rcode === 'none' ? text.silent : rcode}</span>${
    truncated ? html` <span class="pill plain caution">${text.truncated}</span>` : ''
  }`;
};

const row = (query: DnsQueryRecord): TemplateResult => {
  const { columns } = dnsText();
  return html`
    <tr>
      <td data-label=${columns.asked}>${timeTag(query.askedAtMs)}</td>
      <th scope="row" class="host" data-label=${columns.name}>${address(query.name)}</th>
      <td data-label=${columns.type}>${query.qtype}</td>
      <td data-label=${columns.via}>${query.transport.toUpperCase()}</td>
      <td data-label=${columns.rcode}>${result(query)}</td>
      <td data-label=${columns.answers}>${query.answers.length === 0 ? '–' : query.answers.map((one) => html`<div>${foreign(one)}</div>`)}</td>
      <td data-label=${columns.rules}>${
        query.rules.length === 0
          ? '–'
          : query.rules.map((id) => html`<a class="pill caution plain" href="/faults?rule=${id}">${tame(id)}</a> `)
      }</td>
    </tr>
  `;
};

/** What was asked and answered, newest first. */
export const queryLog = (queries: readonly DnsQueryRecord[], filter: string, clear: () => void): TemplateResult => {
  const text = dnsText();
  if (queries.length === 0) return emptyState({ icon: 'search', title: text.noQueries, text: text.noQueriesText });
  const wanted = filter.trim().replace(/\.$/, '').toLowerCase();
  const found = queries.filter(({ name }) => name.toLowerCase().includes(wanted));
  if (found.length === 0) {
    const action = html`<button type="button" class="button" @click=${clear}>${text.clear}</button>`;
    return emptyState({ icon: 'search', title: text.noMatch, text: text.noMatchText, actions: action });
  }
  return html`
    <div class="table-frame"><table class="table dense cards" aria-label=${text.logTable}>
      <thead><tr>${Object.values(text.columns).map((label) => html`<th scope="col">${label}</th>`)}</tr></thead>
      <tbody>${repeat(found, ({ query }) => query, row)}</tbody>
    </table></div>
  `;
};
