import { html, nothing, type TemplateResult } from 'lit-html';
import { cell } from '../../../../src/web/ui/draw.ts';
import { foreign } from '../../../../src/web/ui/foreign.ts';
import { segmented } from '../../../../src/web/ui/form.ts';
import type { HeaderFieldView } from '../../message-view/view-model.ts';
import { messageText } from './message.text.ts';

const FORMS = ['decoded', 'asSent'] as const;
const form = cell<(typeof FORMS)[number]>('decoded');

/** Fields that the gateway adds on its way: they tell of it. */
const GATEWAY = /^x-(?:ironport|amp|threatscanner|loopcount)/i;

const row = ({ name, value, raw }: HeaderFieldView): TemplateResult => {
  const text = messageText().headers;
  const own = GATEWAY.test(name);
  return html`
    <tr class=${own ? 'of-gateway' : ''}>
      <th scope="row">${name === '' ? html`<span class="soft">${text.noName}</span>` : foreign(name)}${own ? html` <span class="pill plain note" title=${text.gatewayHint}>${text.gateway}</span>` : nothing}</th>
      <td>${form.value === 'decoded' ? foreign(value) : html`<code class="as-sent foreign">${raw.replace(/\r\n?/g, '\n').trimEnd()}</code>`}</td>
    </tr>
  `;
};

/** Header fields in their order. */
export const headerTable = (headers: readonly HeaderFieldView[], label: string): TemplateResult => {
  const text = messageText().headers;
  return html`
    <div class="table-frame"><table class="table dense headers" aria-label=${label}>
      <thead><tr><th scope="col">${text.name}</th><th scope="col">${text.value}</th></tr></thead>
      <tbody>${headers.map(row)}</tbody>
    </table></div>
  `;
};

export const headerPanel = (headers: readonly HeaderFieldView[]): TemplateResult => {
  const text = messageText().headers;
  return html`
    ${segmented({
      id: 'header-form',
      legend: text.form,
      legendHidden: true,
      value: form.value,
      onChange: (value) => {
        form.value = value;
      },
      choices: FORMS.map((value) => ({ value, label: text[value] })),
    })}
    ${headerTable(headers, text.of)}
  `;
};
