import { html, nothing } from 'lit-html';
import { openDialog } from '../../../web/ui/dialog.ts';
import { cell } from '../../../web/ui/draw.ts';
import { formNotice } from '../../../web/ui/form.ts';
import { icon } from '../../../web/ui/icons.ts';
import type { PolicyRow } from './answers.ts';
import { commonText } from './common-text.ts';
import { type ChoiceDraft, choiceOf, connectorChoice, draftOf } from './connector-choice.ts';
import { connectorText } from './connector-text.ts';
import { NAMES } from './menu.ts';
import { policyLabel } from './policy-label.ts';
import { settings } from './state.ts';
import { submission } from './submission.ts';

/** Opens the three choices for a policy; resolves to true when one was submitted. */
export const openConnectorDialog = async (row: PolicyRow): Promise<boolean> => {
  const draft = cell<ChoiceDraft>(draftOf(row.connector));
  const current = submission(['policy.connector']);
  const submit = async (event: SubmitEvent, close: (done: true) => void): Promise<void> => {
    event.preventDefault();
    const form = event.currentTarget instanceof HTMLElement ? event.currentTarget : null;
    const connector = choiceOf(draft.value);
    // Of the Default Policy only the connector can be chosen.
    const policy = row.isDefault ? { connector } : { name: row.name, senders: row.senders, recipients: row.recipients, connector };
    if (await current.send('PUT', `/policies/${encodeURIComponent(row.name)}`, { policy }, form)) close(true);
  };
  const done = await openDialog<true>({
    title: () => `${NAMES.connector}: ${policyLabel(row)}`,
    body: (close) => html`
      <form class="form" novalidate @submit=${(event: SubmitEvent) => submit(event, close)}>
        ${formNotice(current.errors)}
        ${
          settings.value?.pending.connector.enabled === false
            ? html`<div class="notice caution">${icon('info')}<p>${connectorText().serviceOff}</p></div>`
            : nothing
        }
        ${connectorChoice(draft.value, current.errors, (change) => {
          draft.value = { ...draft.value, ...change };
          current.edited();
        })}
        <div class="form-actions">
          <button type="button" class="button" @click=${() => close()}>${commonText().cancel}</button>
          <button class="button primary" ?disabled=${current.busy}>${commonText().submit}</button>
        </div>
      </form>
    `,
  });
  return done ?? false;
};
