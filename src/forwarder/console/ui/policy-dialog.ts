import { html, nothing } from 'lit-html';
import { openDialog } from '../../../web/ui/dialog.ts';
import { cell } from '../../../web/ui/draw.ts';
import { formNotice, selectField, textArea, textField } from '../../../web/ui/form.ts';
import type { PolicyRow } from './answers.ts';
import { commonText } from './common-text.ts';
import { policiesText } from './policies-text.ts';
import { settings } from './state.ts';
import { submission } from './submission.ts';

interface Draft {
  readonly name: string;
  readonly senders: string;
  readonly recipients: string;
  /** Position to insert at; empty: last. */
  readonly position: string;
}

/** One a line; commas and blanks part them as well, as people paste lists. */
const patternsOf = (text: string): string[] => text.split(/[\s,;]+/).filter((pattern) => pattern !== '');

const positionField = (draft: Draft, edit: (change: Partial<Draft>) => void): unknown => {
  const text = policiesText();
  const rows = (settings.value?.rows ?? []).filter(({ isDefault }) => !isDefault);
  if (rows.length === 0) return nothing;
  return selectField({
    id: 'policy-position',
    label: text.before,
    value: draft.position,
    onInput: (position) => edit({ position }),
    choices: [
      ...rows.map(({ name, position }) => ({ value: String(position), text: `${position} (${name})` })),
      { value: '', text: text.last },
    ],
  });
};

/** Adds a policy, or changes name and criteria of one; resolves to its name when that was submitted. */
export const openPolicyDialog = async (row?: PolicyRow): Promise<string | undefined> => {
  const draft = cell<Draft>({
    name: row?.name ?? '',
    senders: row?.senders.join('\n') ?? '',
    recipients: row?.recipients.join('\n') ?? '',
    position: '',
  });
  const current = submission(['policy.name', 'policy.senders', 'policy.recipients', 'position']);
  const edit = (change: Partial<Draft>): void => {
    draft.value = { ...draft.value, ...change };
    current.edited();
  };
  const submit = async (event: SubmitEvent, close: (name: string) => void): Promise<void> => {
    event.preventDefault();
    const form = event.currentTarget instanceof HTMLElement ? event.currentTarget : null;
    const { name, senders, recipients, position } = draft.value;
    const policy = {
      name: name.trim(),
      senders: patternsOf(senders),
      recipients: patternsOf(recipients),
      connector: row?.connector ?? 'no-scan',
    };
    const taken =
      row === undefined
        ? await current.send('POST', '/policies', { policy, ...(position === '' ? {} : { position: Number(position) }) }, form)
        : await current.send('PUT', `/policies/${encodeURIComponent(row.name)}`, { policy }, form);
    if (taken) close(policy.name);
  };
  return openDialog<string>({
    title: () => (row === undefined ? policiesText().addTitle : policiesText().editTitle(row.name)),
    body: (close) => {
      const text = policiesText();
      const { errors } = current;
      return html`
        <form class="form" novalidate @submit=${(event: SubmitEvent) => submit(event, close)}>
          ${formNotice(errors)}
          ${textField({
            id: 'policy-name',
            label: text.name,
            value: draft.value.name,
            hint: text.nameHint,
            error: errors['policy.name'],
            required: true,
            onInput: (name) => edit({ name }),
          })}
          ${row === undefined ? positionField(draft.value, edit) : nothing}
          ${textArea({
            id: 'policy-senders',
            label: text.senders,
            value: draft.value.senders,
            hint: text.sendersHint,
            error: errors['policy.senders'],
            mono: true,
            onInput: (senders) => edit({ senders }),
          })}
          ${textArea({
            id: 'policy-recipients',
            label: text.recipients,
            value: draft.value.recipients,
            hint: text.recipientsHint,
            error: errors['policy.recipients'],
            mono: true,
            onInput: (recipients) => edit({ recipients }),
          })}
          <div class="form-actions">
            <button type="button" class="button" @click=${() => close()}>${commonText().cancel}</button>
            <button class="button primary" ?disabled=${current.busy}>${commonText().submit}</button>
          </div>
        </form>
      `;
    },
  });
};
