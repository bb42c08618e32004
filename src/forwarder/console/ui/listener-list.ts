import { html, type TemplateResult } from 'lit-html';
import { copyButton } from '../../../web/ui/copy-button.ts';
import { gateway } from './state.ts';

const authority = (address: string, port: number): string => `${address.includes(':') ? `[${address}]` : address}:${port}`;

/** Where mail is handed in. */
export const listenerList = (): TemplateResult => html`
  <ul class="listeners">${(gateway.value?.listeners ?? []).map(({ name, kind, address, port }) => {
    const place = authority(address, port);
    return html`<li><span class="foreign">${name}</span> <span class="pill plain idle">${kind}</span> <code>${place}</code>${copyButton(place, { what: name })}</li>`;
  })}</ul>
`;
