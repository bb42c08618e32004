import { html } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import { cell } from '../../../web/ui/draw.ts';
import { skeletonLines } from '../../../web/ui/empty.ts';
import { formNotice, textField } from '../../../web/ui/form.ts';
import { icon } from '../../../web/ui/icons.ts';
import { pageHead } from '../../../web/ui/page-head.ts';
import { loaded } from '../../../web/ui/resource.ts';
import type { Page } from '../../../web/ui/router.ts';
import { toast } from '../../../web/ui/toast.ts';
import type { Settings, SettingsAnswer } from './answers.ts';
import { commonText } from './common-text.ts';
import { connectorText } from './connector-text.ts';
import { MENUS, NAMES, PATHS } from './menu.ts';
import { settings } from './state.ts';
import { submission } from './submission.ts';

interface Draft {
  readonly enabled: boolean;
  readonly address: string;
}

const draftOf = ({ enabled, defaultIntakeAddress }: Settings['connector']): Draft => ({ enabled, address: defaultIntakeAddress ?? '' });

const usersOf = ({ policies, defaultPolicy }: Settings): number =>
  [...policies, defaultPolicy].filter(({ connector }) => connector === 'default').length;

const inForce = ({ committed }: SettingsAnswer): unknown => {
  const text = connectorText();
  const { enabled, defaultIntakeAddress } = committed.connector;
  return html`
    <section class="card">
      <h2>${text.inUse}</h2>
      <dl class="facts">
        <dt>${NAMES.connector}</dt><dd><span class="pill ${enabled ? 'good' : 'idle'}">${enabled ? text.on : text.off}</span></dd>
        <dt>${commonText().defaultAddress}</dt>
        <dd class="foreign">${defaultIntakeAddress === null ? text.notSet : html`<span class="mono">${defaultIntakeAddress}</span>`}</dd>
        <dt>${text.users}</dt><dd>${text.policies(usersOf(committed))}</dd>
      </dl>
      <p><a href=${PATHS.policies}>${text.nextStep}</a></p>
    </section>
  `;
};

/** Security Services > Threat Defense Connector Settings (POLICY-9). */
export const connectorPage = (): Page => {
  // Until something is edited the form shows what is pending, whoever has changed it.
  const edited = cell<Draft | undefined>(undefined);
  let current = submission(['defaultIntakeAddress', 'enabled']);
  const edit = (change: Partial<Draft>, pending: Settings): void => {
    if (edited.value === undefined) current = submission(['defaultIntakeAddress', 'enabled']);
    edited.value = { ...(edited.value ?? draftOf(pending.connector)), ...change };
    current.edited();
  };
  const reset = (): void => {
    edited.value = undefined;
    current.edited();
  };
  const submit = async (event: SubmitEvent, pending: Settings): Promise<void> => {
    event.preventDefault();
    const form = event.currentTarget instanceof HTMLElement ? event.currentTarget : null;
    const { enabled, address } = edited.value ?? draftOf(pending.connector);
    const trimmed = address.trim();
    const body = { enabled, defaultIntakeAddress: trimmed === '' ? null : trimmed };
    if (!(await current.send('PUT', '/settings/connector', body, form))) return;
    edited.value = undefined;
    toast({ tone: 'good', text: commonText().submitted });
  };
  const form = ({ pending }: SettingsAnswer): unknown => {
    const text = connectorText();
    const draft = edited.value ?? draftOf(pending.connector);
    const onEnable = (event: Event): void => {
      if (event.target instanceof HTMLInputElement) edit({ enabled: event.target.checked }, pending);
    };
    return html`
      <form class="form card" @submit=${(event: SubmitEvent) => submit(event, pending)} novalidate>
        ${formNotice(current.errors)}
        <div class="choice">
          <input type="checkbox" id="enabled" .checked=${live(draft.enabled)} aria-describedby="enabled-hint" @change=${onEnable}>
          <label for="enabled">${text.enable}</label>
          <p class="hint" id="enabled-hint">${text.enableHint}</p>
        </div>
        ${textField({
          id: 'default-address',
          label: commonText().defaultAddress,
          value: draft.address,
          mono: true,
          placeholder: '33c48e-27xp9-05ecb4@intake.example',
          hint: text.addressHint,
          error: current.errors.defaultIntakeAddress,
          onInput: (address) => edit({ address }, pending),
        })}
        <div class="form-actions">
          <button type="button" class="button" ?disabled=${edited.value === undefined} @click=${reset}>${commonText().cancel}</button>
          <button class="button primary" ?disabled=${current.busy}>${icon('check')}${commonText().submit}</button>
        </div>
      </form>
    `;
  };
  return {
    title: () => NAMES.connectorSettings,
    view: () => html`
      <div class="page narrow">
        ${pageHead({ path: MENUS.securityServices, title: NAMES.connectorSettings, lead: connectorText().lead })}
        ${loaded(settings, {
          ready: (value) => [form(value), inForce(value)],
          waiting: () => html`<div class="card">${skeletonLines(8)}</div>`,
        })}
      </div>
    `,
  };
};
