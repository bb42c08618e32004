import { html, type TemplateResult } from 'lit-html';
import { selectField, textField } from '../../../web/ui/form.ts';
import { TRACKED_STATES } from './answers.ts';
import { type FieldName, isWrongMid, type Search } from './tracking-query.ts';
import { trackingText } from './tracking-text.ts';

/** The search: results follow while one types. */
export const trackingForm = (search: Search, onSearch: (change: Partial<Search>) => void): TemplateResult => {
  const text = trackingText();
  const field = (name: FieldName, label: string, more: { type?: 'datetime-local'; error?: string | undefined } = {}): TemplateResult =>
    textField({ id: `find-${name}`, label, value: search[name], onInput: (value) => onSearch({ [name]: value }), ...more });
  return html`
    <form class="card tracking-form" role="search" aria-label=${text.search} @submit=${(event: SubmitEvent) => event.preventDefault()}>
      <div class="grid">
        ${field('sender', text.sender)}${field('recipient', text.recipient)}${field('subject', text.subject)}
        ${field('mid', text.mid, { error: isWrongMid(search) ? text.wrongMid : undefined })}
        ${field('messageId', text.messageId)}
        ${field('from', text.from, { type: 'datetime-local' })}${field('until', text.until, { type: 'datetime-local' })}
        ${selectField({
          id: 'find-state',
          label: text.state,
          value: search.state,
          onInput: (state) => onSearch({ state }),
          choices: [{ value: '', text: text.anyState }, ...TRACKED_STATES.map((value) => ({ value, text: text.states[value] }))],
        })}
      </div>
    </form>
  `;
};
