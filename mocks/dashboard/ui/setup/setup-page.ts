import { html, nothing, type TemplateResult } from 'lit-html';
import { copyButton } from '../../../../src/web/ui/copy-button.ts';
import { cell, redraw } from '../../../../src/web/ui/draw.ts';
import { skeletonLines } from '../../../../src/web/ui/empty.ts';
import { focusFirstError, formErrors } from '../../../../src/web/ui/form.ts';
import { icon } from '../../../../src/web/ui/icons.ts';
import { pageHead } from '../../../../src/web/ui/page-head.ts';
import { loaded } from '../../../../src/web/ui/resource.ts';
import type { Page, Visit } from '../../../../src/web/ui/router.ts';
import { type AccountList, type AccountView, accountNamed, accounts, answerSetup, type SetupStep } from '../data/accounts.ts';
import { countFor } from '../data/counts.ts';
import { queryOf } from '../data/messages.ts';
import { stand } from '../data/stand.ts';
import { accountOfQuery, chosenAccount, onAccountChosen } from '../frame/chosen-account.ts';
import { intakeAddressField } from './intake-address.ts';
import { setupText } from './setup.text.ts';
import { answerFor, answerText, SETUP_STEPS, setupDraft, stepQuestion, USUAL_HEADER } from './setup-steps.ts';

/** The account to set up: the chosen one, else the first that is not set up yet. */
const accountMeant = ({ accounts: all }: AccountList): AccountView | undefined =>
  accountNamed(chosenAccount()) ?? all.find(({ setUp }) => !setUp) ?? all[0];

class SetupPage implements Page {
  readonly ready: Promise<unknown>;
  private readonly draft = setupDraft();
  /** An earlier step that is answered anew. */
  private readonly revisited = cell<SetupStep | undefined>(undefined);
  private readonly error = cell<string | undefined>(undefined);
  private readonly leave: () => void;

  constructor({ query }: Visit) {
    accountOfQuery(query);
    this.leave = onAccountChosen(() => {
      this.revisited.value = undefined;
      this.error.value = undefined;
    });
    this.ready = Promise.all([accounts.load(), stand.load()]);
  }

  title(): string {
    return setupText().title;
  }

  queryChanged(query: URLSearchParams): void {
    accountOfQuery(query);
  }

  dispose(): void {
    this.leave();
  }

  view(): TemplateResult {
    const text = setupText();
    return html`<div class="page narrow setup-page">${loaded(accounts, {
      waiting: () => html`${pageHead({ title: text.title, lead: text.lead })}${skeletonLines(8)}`,
      ready: (list) => {
        const account = accountMeant(list);
        if (account === undefined) return html`${pageHead({ title: text.title, lead: text.noAccounts })}`;
        return html`
          ${pageHead({ title: text.titleOf(account.name), lead: text.lead })}
          ${list.accounts.length > 1 ? this.otherAccounts(list, account) : nothing}
          ${account.intakeAddress === null ? this.wizard(account) : this.done(account, account.intakeAddress)}
        `;
      },
    })}</div>`;
  }

  private otherAccounts({ accounts: all }: AccountList, current: AccountView): TemplateResult {
    return html`<nav class="row" aria-label=${setupText().accounts}>${all.map(
      ({ name, setUp }) => html`
        <a class="button small" href="/setup${queryOf({ account: name })}" aria-current=${name === current.name ? 'true' : nothing}>
          ${setUp ? icon('check') : nothing}${name}
        </a>
      `,
    )}</nav>`;
  }

  private wizard(account: AccountView): TemplateResult {
    const text = setupText();
    const step = this.revisited.value ?? account.nextStep ?? 'authentication';
    const number = SETUP_STEPS.indexOf(step) + 1;
    const isLast = number === SETUP_STEPS.length;
    return html`
      <ol class="steps">${SETUP_STEPS.map((name, index) => {
        const state = index + 1 < number ? 'done' : index + 1 === number ? 'current' : 'ahead';
        return html`<li class=${state} aria-current=${state === 'current' ? 'step' : nothing}>${state === 'done' ? icon('check') : html`<span>${index + 1}</span>`}${text.steps[name]}</li>`;
      })}</ol>
      ${this.answers(account, number)}
      <form class="form card" aria-label=${text.form} novalidate @submit=${(event: SubmitEvent) => this.submit(event, account, step)}>
        <h2 tabindex="-1">${text.step(number, SETUP_STEPS.length)}</h2>
        ${stepQuestion(step, this.draft, this.error.value)}
        <div class="form-actions">
          ${number > 1 ? html`<button type="button" class="button" @click=${() => this.revisit(SETUP_STEPS[number - 2])}>${text.back}</button>` : nothing}
          <button type="submit" class="button primary">${isLast ? text.accept : text.goOn}</button>
        </div>
      </form>
    `;
  }

  private answers({ answers }: AccountView, number: number): TemplateResult | typeof nothing {
    const given = answers.filter(({ step }) => SETUP_STEPS.indexOf(step) + 1 < number);
    if (given.length === 0) return nothing;
    const text = setupText();
    return html`
      <dl class="facts answers" aria-label=${text.answered}>${given.map(
        (answer) => html`
          <dt>${text.steps[answer.step]}</dt>
          <dd>${answerText(answer)} <button type="button" class="button quiet small icon-only" aria-label=${text.change(text.steps[answer.step])}
            title=${text.change(text.steps[answer.step])} @click=${() => this.revisit(answer.step)}>${icon('edit')}</button></dd>
        `,
      )}</dl>
    `;
  }

  private revisit(step: SetupStep | undefined): void {
    this.error.value = undefined;
    this.revisited.value = step;
    void this.focusStep();
  }

  private async submit(event: SubmitEvent, account: AccountView, step: SetupStep): Promise<void> {
    event.preventDefault();
    const form = event.target instanceof HTMLElement ? event.target : null;
    this.error.value = undefined;
    try {
      await answerSetup(account.name, answerFor(step, this.draft));
    } catch (error) {
      const errors = formErrors(error, ['header', 'present', 'vendor', 'direction', 'authentication']);
      this.error.value = Object.values(errors)[0];
      await focusFirstError(form);
      return;
    }
    this.revisited.value = undefined;
    await this.focusStep();
  }

  /** The heading of what comes next has the focus, so that it is read. */
  private async focusStep(): Promise<void> {
    await redraw();
    document.querySelector<HTMLElement>('.setup-page h2')?.focus();
  }

  private done(account: AccountView, address: string): TemplateResult {
    const text = setupText();
    const header = account.answers.find((answer) => answer.step === 'gateway')?.header ?? USUAL_HEADER;
    return html`
      <section class="card">
        <h2 tabindex="-1">${icon('check')} ${text.done(account.name)}</h2>
        <p class="soft">${text.doneLead} ${text.doneAs(text.gateway.shown(header), text.authentication.shown)}</p>
        ${intakeAddressField(address)}
        <p class="soft small">${text.later}</p>
      </section>
      ${gatewayInstructions(address)}
      ${this.arrival(account)}
    `;
  }

  /** Tells the first arrival as it happens (DASH-1). */
  private arrival({ name }: AccountView): TemplateResult {
    const text = setupText();
    const { messages } = countFor(name);
    return html`
      <section class="card arrival" role="status">
        ${
          messages === 0
            ? html`<span class="pill idle busy">${text.waiting}</span>`
            : html`<span class="pill good">${text.arrived(messages)}</span><a class="button primary" href="/messages${queryOf({ account: name })}">${text.show}</a>`
        }
      </section>
    `;
  }
}

/** What to do on the gateway with the address. */
export const gatewayInstructions = (address: string): TemplateResult => {
  const text = setupText();
  const { dns } = stand.value ?? {};
  return html`
    <section class="card">
      <h2>${text.onGateway}</h2>
      <ol class="instructions">
        <li><p><b>${text.menu}</b></p><p>${text.menuStep}</p><div class="copyable"><code class="foreign">${address}</code>${copyButton(address, { what: text.line })}</div></li>
        <li><p><b>${text.policyMenu}</b></p><p>${text.policyStep}</p></li>
        <li><p>${text.commit}</p></li>
        ${dns === undefined ? nothing : html`<li><p>${text.resolver} <code>${dns.address}:${dns.port}</code></p></li>`}
      </ol>
    </section>
  `;
};

/** The set-up wizard of an account (SETUP-1 to SETUP-5). */
export const setupPage = (visit: Visit): Page => new SetupPage(visit);
