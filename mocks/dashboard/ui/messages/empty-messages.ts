import { html, type TemplateResult } from 'lit-html';
import { copyButton } from '../../../../src/web/ui/copy-button.ts';
import { emptyState } from '../../../../src/web/ui/empty.ts';
import { address } from '../../../../src/web/ui/foreign.ts';
import { icon } from '../../../../src/web/ui/icons.ts';
import { type AccountView, accountNamed, accounts } from '../data/accounts.ts';
import { stand } from '../data/stand.ts';
import { chosenAccount } from '../frame/chosen-account.ts';
import { messagesText } from './messages.text.ts';

/** The account to speak of: the chosen one, else the first. */
const accountMeant = (): AccountView | undefined => accountNamed(chosenAccount()) ?? accounts.value?.accounts[0];

const copyable = (text: string, what: string): TemplateResult =>
  html`<div class="copyable"><code class="foreign">${text}</code>${copyButton(text, { what })}</div>`;

const setupStep = (account: AccountView | undefined): TemplateResult => {
  const text = messagesText().empty;
  const given = account?.intakeAddress ?? null;
  return html`
    <li>
      <h3>${text.setupTitle}</h3>
      ${
        given === null
          ? html`<p>${text.setupText}</p><p><a class="button primary" href="/setup${account === undefined ? '' : `?account=${encodeURIComponent(account.name)}`}">${text.setupAction}</a></p>`
          : html`<p>${text.setupDone}</p>${copyable(given, text.setupDone)}`
      }
    </li>
  `;
};

const gatewayStep = (): TemplateResult => {
  const text = messagesText().empty;
  const { dns, intake } = stand.value ?? {};
  return html`
    <li>
      <h3>${text.gatewayTitle}</h3>
      <p>${text.gatewayText}</p>
      <dl class="facts">
        <dt>${text.dns}</dt><dd class="mono">${dns === undefined ? '…' : `${dns.address}:${dns.port}`}</dd>
        <dt>${text.intake}</dt><dd class="mono">${intake?.hosts.map(({ name, address: at }) => html`<div>${at}:${intake.port} <span class="soft">${address(name)}</span></div>`)}</dd>
      </dl>
    </li>
  `;
};

const tryStep = (account: AccountView | undefined): TemplateResult => {
  const text = messagesText().empty;
  const { intake } = stand.value ?? {};
  const host = intake?.hosts[0]?.address;
  const line = `swaks --tls -s ${host ?? '…'} -p ${intake?.port ?? '…'} -f sender@site.example -t ${account?.intakeAddress ?? '…'}`;
  return html`<li><h3>${text.tryTitle}</h3><p>${text.tryText}</p>${copyable(line, text.copyLine)}</li>`;
};

/** Nothing has arrived at all: what to do about it, in order. */
export const emptyMessages = (): TemplateResult => {
  const text = messagesText().empty;
  const account = accountMeant();
  return html`
    <section class="first-steps card">
      ${icon('mail')}
      <h2>${text.title}</h2>
      <p class="soft">${text.lead}</p>
      <ol>${setupStep(account)}${gatewayStep()}${account === undefined || account.intakeAddress !== null ? tryStep(account) : ''}</ol>
    </section>
  `;
};

/** A search that found nothing. */
export const nothingFound = (options: {
  readonly onClear: () => void;
  readonly onAllAccounts: (() => void) | undefined;
}): TemplateResult => {
  const text = messagesText().empty;
  return emptyState({
    icon: 'search',
    title: text.nothingTitle,
    text: text.nothingText,
    actions: html`
      <button type="button" class="button" @click=${options.onClear}>${text.clearSearch}</button>
      ${options.onAllAccounts === undefined ? '' : html`<button type="button" class="button" @click=${options.onAllAccounts}>${text.allAccounts}</button>`}
    `,
  });
};
