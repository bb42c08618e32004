import { html, type TemplateResult } from 'lit-html';
import { skeletonLines } from '../../../../src/web/ui/empty.ts';
import { icon } from '../../../../src/web/ui/icons.ts';
import { pageHead } from '../../../../src/web/ui/page-head.ts';
import { loaded } from '../../../../src/web/ui/resource.ts';
import { navigate, type Page, type Visit } from '../../../../src/web/ui/router.ts';
import { type AccountView, accounts } from '../data/accounts.ts';
import { countFor } from '../data/counts.ts';
import { queryOf } from '../data/messages.ts';
import { accountOfQuery, chooseAccount, chosenAccount } from '../frame/chosen-account.ts';
import { intakeAddressField } from '../setup/intake-address.ts';
import { USUAL_HEADER } from '../setup/setup-steps.ts';
import { addAccount } from './add-account.ts';
import { policyText } from './policy.text.ts';

const add = async (): Promise<void> => {
  const made = await addAccount();
  if (made === undefined) return;
  chooseAccount(made.name);
  navigate(`/setup${queryOf({ account: made.name })}`);
};

const counted = ({ name }: AccountView): TemplateResult => {
  const text = policyText();
  const { messages, unread } = countFor(name);
  return html`<a href="/messages${queryOf({ account: name })}">${text.messages(messages)}</a>${unread > 0 ? html` <span class="soft">${text.unread(unread)}</span>` : ''}`;
};

const settings = (account: AccountView): TemplateResult => {
  const text = policyText();
  const header = account.answers.find((answer) => answer.step === 'gateway')?.header ?? USUAL_HEADER;
  return html`
    <dl class="facts">
      <dt>${text.source}</dt><dd>${text.sourceValue}</dd>
      <dt>${text.header}</dt><dd><code>${header}</code></dd>
      <dt>${text.direction}</dt><dd>${text.incoming}</dd>
      <dt>${text.authentication}</dt><dd>${text.none}</dd>
    </dl>
  `;
};

const toSetUp = ({ name, answers }: AccountView): TemplateResult => {
  const text = policyText();
  return html`
    <p class="soft">${text.notSetUpText}</p>
    <p><a class="button primary" href="/setup${queryOf({ account: name })}">${answers.length > 0 ? text.goOn : text.start}</a></p>
  `;
};

const card = (account: AccountView): TemplateResult => {
  const text = policyText();
  const { name, intakeAddress } = account;
  return html`
    <section class="card" aria-label=${name}>
      <div class="card-head">
        <h2>${name}</h2>
        ${intakeAddress === null ? html`<span class="pill caution">${text.notSetUp}</span>` : html`<span class="pill good">${text.mode}</span>`}
      </div>
      ${intakeAddress === null ? toSetUp(account) : html`${intakeAddressField(intakeAddress, `intake-address-${name}`)}${settings(account)}<p>${counted(account)}</p>`}
    </section>
  `;
};

/** What the accounts are set to; the place to look an intake address up again (SETUP-3). */
export const policyPage = ({ query }: Visit): Page => {
  accountOfQuery(query);
  return {
    title: () => policyText().title,
    ready: accounts.load(),
    queryChanged: accountOfQuery,
    view: () => {
      const text = policyText();
      const action = html`<button type="button" class="button primary" @click=${add}>${icon('plus')}${text.add}</button>`;
      return html`
        <div class="page policy-page">
          ${pageHead({ title: text.title, lead: text.lead, actions: action })}
          ${loaded(accounts, {
            waiting: () => skeletonLines(6),
            ready: ({ accounts: all }) => {
              const shown = all.filter(({ name }) => chosenAccount() === undefined || name === chosenAccount());
              return html`<div class="grid policies">${(shown.length === 0 ? all : shown).map(card)}</div>`;
            },
          })}
        </div>
      `;
    },
  };
};
