import { html, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { cell, mount, redraw } from './draw.ts';
import { icon } from './icons.ts';
import { kitText } from './kit-text.ts';

export interface ToastOptions {
  readonly text: string;
  /** Default: `note`. What is `bad` stays until it is dismissed. */
  readonly tone?: 'good' | 'note' | 'bad';
  /** Something to do about it, as a link. */
  readonly link?: { readonly href: string; readonly text: string };
  /** Something to do about it here and now, such as to undo it. The toast goes when it is done. */
  readonly action?: { readonly text: string; readonly run: () => void };
  /** Called once when it has gone, for whatever reason. */
  readonly gone?: () => void;
}

interface Shown extends ToastOptions {
  readonly id: number;
}

const SHOWN_MS = 6000;
const MOST = 4;
const SIGNS = { good: 'check', note: 'info', bad: 'alert' } as const;

const shown = cell<readonly Shown[]>([]);
const timers = new Map<number, ReturnType<typeof setTimeout>>();
let nextId = 1;

const dismiss = (id: number): void => {
  const toast = shown.value.find((one) => one.id === id);
  clearTimeout(timers.get(id));
  timers.delete(id);
  shown.value = shown.value.filter((one) => one.id !== id);
  toast?.gone?.();
};

const act = (id: number, { run }: { readonly run: () => void }): void => {
  run();
  dismiss(id);
};

const startTimers = (): void => {
  for (const { id, tone } of shown.value) {
    clearTimeout(timers.get(id));
    if (tone !== 'bad')
      timers.set(
        id,
        setTimeout(() => dismiss(id), SHOWN_MS),
      );
  }
};

/** Whoever reads or reaches for one has all the time needed. */
const stopTimers = (): void => {
  for (const timer of timers.values()) clearTimeout(timer);
};

const view = ({ id, text, tone = 'note', link, action }: Shown): TemplateResult => html`
  <div class="toast ${tone}" role=${tone === 'bad' ? 'alert' : 'status'}>
    ${icon(SIGNS[tone])}
    <div>${text} ${link === undefined ? '' : html`<a href=${link.href} @click=${() => dismiss(id)}>${link.text}</a>`}${
      action === undefined ? '' : html`<button type="button" class="link-button" @click=${() => act(id, action)}>${action.text}</button>`
    }</div>
    <button type="button" class="button quiet small icon-only" aria-label=${kitText().dismiss} @click=${() => dismiss(id)}>${icon('close')}</button>
  </div>
`;

let region: HTMLElement | undefined;

const regionOf = (): HTMLElement => {
  if (region !== undefined) return region;
  region = document.createElement('div');
  region.className = 'toasts';
  region.popover = 'manual';
  region.setAttribute('aria-live', 'polite');
  region.addEventListener('pointerenter', stopTimers);
  region.addEventListener('pointerleave', startTimers);
  region.addEventListener('focusin', stopTimers);
  region.addEventListener('focusout', startTimers);
  document.body.append(region);
  mount(region, () =>
    repeat(
      shown.value,
      ({ id }) => id,
      (toast) => view(toast),
    ),
  );
  return region;
};

/** Says in a corner what has happened. For what a form got wrong use the form: a toast goes away. */
export const toast = (options: ToastOptions): void => {
  const place = regionOf();
  const id = nextId++;
  shown.value = [...shown.value, { ...options, id }];
  for (const { id: oldest } of shown.value.slice(0, -MOST)) dismiss(oldest);
  // Last into the top layer lies above every open dialog.
  place.hidePopover();
  place.showPopover();
  startTimers();
  void redraw();
};
