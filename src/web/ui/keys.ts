import { html, type TemplateResult } from 'lit-html';
import { openDialog } from './dialog.ts';
import { cell } from './draw.ts';
import { kitText } from './kit-text.ts';
import { recall, remember } from './stored.ts';

/** A key, or keys one after the other: `?`, `/`, `g m`. */
export interface Shortcut {
  readonly keys: string;
  readonly label: () => string;
  readonly run: () => void;
}

const SEQUENCE_MS = 1200;
const known = new Set<Shortcut>();
const enabled = cell(recall('single-keys') !== 'off');
let typed: readonly string[] = [];
let typedAt = 0;

/** Adds shortcuts until the returned function is called. Of two with the same keys the newer one wins. */
export const addShortcuts = (shortcuts: readonly Shortcut[]): (() => void) => {
  for (const shortcut of shortcuts) known.add(shortcut);
  return () => {
    for (const shortcut of shortcuts) known.delete(shortcut);
  };
};

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || target.matches('input, select, textarea'));

const find = (keys: readonly string[]): Shortcut | undefined => [...known].findLast((shortcut) => shortcut.keys === keys.join(' '));

const begins = (keys: readonly string[]): boolean => [...known].some((shortcut) => shortcut.keys.startsWith(`${keys.join(' ')} `));

const press = (event: KeyboardEvent): void => {
  if (!enabled.value || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
  if (event.key.length !== 1 || isTyping(event.target) || document.querySelector('dialog[open]') !== null) return;
  const continued = event.timeStamp - typedAt < SEQUENCE_MS ? [...typed, event.key] : [event.key];
  const keys = find(continued) !== undefined || begins(continued) ? continued : [event.key];
  typed = keys;
  typedAt = event.timeStamp;
  const shortcut = find(keys);
  if (shortcut === undefined) return;
  typed = [];
  event.preventDefault();
  shortcut.run();
};

/** Shows which keys do what, as they are read: `g` then `m`. */
export const keyHint = (keys: string): TemplateResult[] =>
  keys
    .split(' ')
    .map((key, index) => html`${index > 0 ? html`<span class="soft small">${kitText().afterwards}</span>` : ''}<kbd>${key}</kbd>`);

const setEnabled = (on: boolean): void => {
  remember('single-keys', on ? undefined : 'off');
  enabled.value = on;
};

/** Opens the list of the shortcuts that work now. */
export const showShortcuts = (): void => {
  const shortcuts = [...known];
  void openDialog({
    title: () => kitText().shortcuts,
    body: () => html`
      <dl class="keys">${shortcuts.map(({ keys, label }) => html`<dt>${label()}</dt><dd>${keyHint(keys)}</dd>`)}</dl>
      <div class="choice">
        <input type="checkbox" id="single-keys" .checked=${enabled.value} aria-describedby="single-keys-hint"
          @change=${(event: Event) => setEnabled(event.target instanceof HTMLInputElement && event.target.checked)}>
        <label for="single-keys">${kitText().singleKeys}</label>
        <p class="hint" id="single-keys-hint">${kitText().singleKeysHint}</p>
      </div>
    `,
  });
};

/** Begins to listen; `?` opens the list. */
export const startShortcuts = (): void => {
  addShortcuts([{ keys: '?', label: () => kitText().showShortcuts, run: showShortcuts }]);
  document.addEventListener('keydown', press);
};
