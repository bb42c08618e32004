import { html, type TemplateResult } from 'lit-html';
import { announce } from './announce.ts';
import { icon } from './icons.ts';
import { kitText } from './kit-text.ts';
import { toast } from './toast.ts';

const SHOWN_MS = 1600;

const copyFrom = async (event: Event, text: string): Promise<void> => {
  const button = event.currentTarget;
  if (!(button instanceof HTMLElement)) return;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Without TLS, and away from loopback, there is no clipboard.
    toast({ tone: 'bad', text: kitText().copyFailed });
    return;
  }
  announce(kitText().copied);
  button.dataset.copied = '';
  setTimeout(() => delete button.dataset.copied, SHOWN_MS);
};

/**
 * A button that copies a text. `what` names it: "Copy message intake address". With `caption` the word Copy is visible.
 */
export const copyButton = (
  text: string,
  { what, caption = false }: { readonly what: string; readonly caption?: boolean },
): TemplateResult => {
  const { copy, copied, copyThis } = kitText();
  const classes = caption ? 'button small copy-button' : 'button small quiet icon-only copy-button';
  return html`
    <button type="button" class=${classes} aria-label=${copyThis(what)} title=${copyThis(what)} @click=${(event: Event) => copyFrom(event, text)}>
      <span class="idle">${icon('copy')}</span><span class="done">${icon('check')}</span>
      ${caption ? html`<span class="idle">${copy}</span><span class="done">${copied}</span>` : ''}
    </button>
  `;
};
