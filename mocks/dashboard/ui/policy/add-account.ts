import { html, nothing, type TemplateResult } from 'lit-html';
import { openDialog } from '../../../../src/web/ui/dialog.ts';
import { cell } from '../../../../src/web/ui/draw.ts';
import { errorLine, type FormErrors, focusFirstError, formErrors, selectField, textField } from '../../../../src/web/ui/form.ts';
import { type AccountView, accounts, createAccount } from '../data/accounts.ts';
import { policyText } from './policy.text.ts';

const freeName = (): string => {
  const taken = new Set(accounts.value?.accounts.map(({ name }) => name));
  const usual = ['primary', 'secondary'].find((name) => !taken.has(name));
  let number = taken.size + 1;
  while (taken.has(`account-${number}`)) number += 1;
  return usual ?? `account-${number}`;
};

/** Asks for a new account; gives it once it is made. It is still to be set up. */
export const addAccount = (): Promise<AccountView | undefined> => {
  const domains = accounts.value?.domains ?? [];
  const name = cell(freeName());
  const domain = cell(domains[0] ?? '');
  const errors = cell<FormErrors>({});
  const submit = async (event: SubmitEvent, close: (made: AccountView) => void): Promise<void> => {
    event.preventDefault();
    const form = event.target instanceof HTMLElement ? event.target : null;
    try {
      close(await createAccount(name.value.trim(), domain.value));
    } catch (error) {
      errors.value = formErrors(error, ['name', 'domain']);
      await focusFirstError(form);
    }
  };
  const body = (close: (made?: AccountView) => void): TemplateResult => {
    const text = policyText();
    return html`
      <form class="form" novalidate @submit=${(event: SubmitEvent) => submit(event, close)}>
        ${textField({
          id: 'account-name',
          label: text.name,
          hint: text.nameHint,
          value: name.value,
          error: errors.value.name,
          onInput: (value) => {
            name.value = value;
          },
        })}
        ${selectField({
          id: 'account-domain',
          label: text.domain,
          hint: text.domainHint,
          value: domain.value,
          error: errors.value.domain,
          choices: domains.map((value) => ({ value, text: value })),
          onInput: (value) => {
            domain.value = value;
          },
        })}
        ${errors.value[''] === undefined ? nothing : html`<div class="field" role="alert" tabindex="-1">${errorLine('account', errors.value[''])}</div>`}
        <div class="form-actions"><button type="submit" class="button primary">${text.create}</button></div>
      </form>
    `;
  };
  return openDialog<AccountView>({ title: () => policyText().add, body });
};
