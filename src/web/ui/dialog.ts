import { html, type TemplateResult } from 'lit-html';
import { mount } from './draw.ts';
import { icon } from './icons.ts';
import { kitText } from './kit-text.ts';

export interface DialogOptions<Result> {
  readonly title: () => string;
  /** Its content; `close` ends it with a result. Put buttons into a `<div class="form-actions">` at the end. */
  readonly body: (close: (result?: Result) => void) => unknown;
  readonly size?: 'wide';
  /** A drawer slides in from the side; for navigation on narrow screens. */
  readonly kind?: 'dialog' | 'drawer';
}

let nextId = 1;
const open = new Set<HTMLDialogElement>();

/** Closes every dialog without a result: the page that they belong to is left. */
export const closeDialogs = (): void => {
  for (const dialog of open) dialog.close();
};

const frame = (titleId: string, title: string, body: unknown, close: () => void): TemplateResult => html`
  <div class="dialog-head">
    <h2 id=${titleId}>${title}</h2>
    <button type="button" class="button quiet small icon-only" aria-label=${kitText().close} @click=${close}>${icon('close')}</button>
  </div>
  <div class="dialog-body">${body}</div>
`;

/** What has the focus first: what asks for it (`autofocus`), else the first field, else what the browser chooses. */
const focusFirst = (dialog: HTMLDialogElement): void => {
  dialog.querySelector<HTMLElement>('[autofocus], .dialog-body :is(input:checked, input:not([type="radio"]), select, textarea)')?.focus();
};

/**
 * Opens a modal dialog. Esc and the close button end it without a result. The focus stays inside while it is open and
 * goes back to where it was.
 */
export const openDialog = <Result>({ title, body, size, kind = 'dialog' }: DialogOptions<Result>): Promise<Result | undefined> => {
  const dialog = document.createElement('dialog');
  const titleId = `dialog-${nextId++}`;
  dialog.className = size === undefined ? kind : `${kind} ${size}`;
  dialog.setAttribute('aria-labelledby', titleId);
  document.body.append(dialog);
  return new Promise((resolve) => {
    let outcome: Result | undefined;
    const close = (result?: Result): void => {
      outcome = result;
      dialog.close();
    };
    const unmount = mount(dialog, () => frame(titleId, title(), body(close), () => close()));
    dialog.addEventListener('close', () => {
      open.delete(dialog);
      unmount();
      dialog.remove();
      resolve(outcome);
    });
    open.add(dialog);
    dialog.showModal();
    focusFirst(dialog);
  });
};

export interface ConfirmOptions {
  readonly title: string;
  readonly text: unknown;
  /** Says what will happen, as on the button: "Delete policy". */
  readonly confirm: string;
  readonly danger?: boolean;
}

/** Asks whether something shall be done. */
export const confirmed = async ({ title, text, confirm, danger = false }: ConfirmOptions): Promise<boolean> => {
  const answer = await openDialog<true>({
    title: () => title,
    body: (close) => html`
      <div class="stack tight">${text}</div>
      <div class="form-actions">
        <button type="button" class="button" @click=${() => close()}>${kitText().cancel}</button>
        <button type="button" class="button primary ${danger ? 'danger' : ''}" autofocus @click=${() => close(true)}>${confirm}</button>
      </div>
    `,
  });
  return answer ?? false;
};
