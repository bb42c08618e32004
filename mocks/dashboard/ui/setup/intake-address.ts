import { html, type TemplateResult } from 'lit-html';
import { copyButton } from '../../../../src/web/ui/copy-button.ts';
import { setupText } from './setup.text.ts';

const selectAll = (event: Event): void => {
  if (event.target instanceof HTMLInputElement) event.target.select();
};

/** The address that copies go to, ready to be copied (SETUP-2, SETUP-3). */
export const intakeAddressField = (address: string, id = 'intake-address'): TemplateResult => {
  const text = setupText();
  return html`
    <div class="field intake-address">
      <label for=${id}>${text.address}</label>
      <div class="row">
        <input class="input mono" id=${id} readonly .value=${address} @focus=${selectAll}>
        ${copyButton(address, { what: text.copyAddress, caption: true })}
      </div>
    </div>
  `;
};
