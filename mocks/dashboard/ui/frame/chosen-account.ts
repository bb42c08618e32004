import { html, type TemplateResult } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import { cell } from '../../../../src/web/ui/draw.ts';
import { count } from '../../../../src/web/ui/format.ts';
import { icon } from '../../../../src/web/ui/icons.ts';
import { recall, remember } from '../../../../src/web/ui/stored.ts';
import { accounts } from '../data/accounts.ts';
import { countFor } from '../data/counts.ts';
import { frameText } from './frame.text.ts';

// The account that all pages are about. A link that names one (`?account=secondary`) chooses it.

const fromAddress = (): string | undefined => new URLSearchParams(location.search).get('account') ?? undefined;

const chosen = cell<string | undefined>(fromAddress() ?? recall('account'));
const listeners = new Set<() => void>();

/** undefined: all accounts. */
export const chosenAccount = (): string | undefined => chosen.value;

export const chooseAccount = (name: string | undefined): void => {
  if (chosen.value === name) return;
  chosen.value = name;
  remember('account', name);
  for (const listener of listeners) listener();
};

/** Called when another account is chosen, until the returned function is called. */
export const onAccountChosen = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
};

/** Takes the account that an address names. */
export const accountOfQuery = (query: URLSearchParams): void => {
  const name = query.get('account');
  if (name !== null) chooseAccount(name === '' ? undefined : name);
};

const optionText = (label: string, account: string | undefined): string => {
  const { messages } = countFor(account);
  return messages === 0 ? label : `${label} (${count(messages)})`;
};

const choose = (event: Event): void => {
  if (event.target instanceof HTMLSelectElement) chooseAccount(event.target.value === '' ? undefined : event.target.value);
};

/** Chooses among the accounts; stands in the bar of every page. */
export const accountSwitch = (): TemplateResult => {
  const text = frameText();
  const names = (accounts.value?.accounts ?? []).map(({ name }) => name);
  // One that a link named may be unknown here, or not be loaded yet.
  const listed = chosen.value === undefined || names.includes(chosen.value) ? names : [...names, chosen.value];
  return html`
    <label class="account-switch">
      ${icon('user')}<span class="spoken">${text.account}</span>
      <select class="select" .value=${live(chosen.value ?? '')} @change=${choose}>
        <option value="">${optionText(text.allAccounts, undefined)}</option>
        ${listed.map((name) => html`<option value=${name} .selected=${live(name === chosen.value)}>${optionText(name, name)}</option>`)}
      </select>
    </label>
  `;
};
