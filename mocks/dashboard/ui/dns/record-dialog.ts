import { html, type TemplateResult } from 'lit-html';
import { openDialog } from '../../../../src/web/ui/dialog.ts';
import { cell } from '../../../../src/web/ui/draw.ts';
import { type FormErrors, focusFirstError, formErrors, formNotice, selectField, textArea, textField } from '../../../../src/web/ui/form.ts';
import { kitText } from '../../../../src/web/ui/kit-text.ts';
import { addRecord, RECORD_TYPES, type RecordInHand, type RecordType } from '../data/dns.ts';
import { dnsText } from './dns.text.ts';
import { isNumber, RECORD_FIELDS, recordOf, type Typed, typedOf } from './record-fields.ts';

/** Asks for a record, new or in the place of one, whose name and type stay; true once the zone has it. */
export const editRecord = (inHand?: RecordInHand): Promise<boolean | undefined> => {
  const before = inHand?.record;
  const type = cell<RecordType>(before?.type ?? 'MX');
  const typed = cell<Typed>(before === undefined ? { preference: '10', ttl: '0' } : typedOf(before));
  const errors = cell<FormErrors>({});
  const submit = async (event: SubmitEvent, close: (done: boolean) => void): Promise<void> => {
    event.preventDefault();
    const form = event.target instanceof HTMLElement ? event.target : null;
    const record = recordOf(type.value, typed.value);
    try {
      await (inHand === undefined ? addRecord(record) : inHand.replace(record));
      close(true);
    } catch (error) {
      errors.value = formErrors(error, ['name', 'ttl', ...RECORD_FIELDS[type.value]]);
      await focusFirstError(form);
    }
  };
  const field = (name: string, label: string): TemplateResult =>
    (name === 'text' ? textArea : textField)({
      id: `record-${name}`,
      label,
      value: typed.value[name] ?? '',
      error: errors.value[name],
      mono: !isNumber(name),
      disabled: name === 'name' && before !== undefined,
      onInput: (value) => {
        typed.value = { ...typed.value, [name]: value };
      },
    });
  const body = (close: (done?: boolean) => void): TemplateResult => {
    const text = dnsText();
    return html`
      <form class="form" novalidate @submit=${(event: SubmitEvent) => submit(event, close)}>
        ${formNotice(errors.value)}
        ${field('name', text.name)}
        ${selectField({
          id: 'record-type',
          label: text.type,
          value: type.value,
          disabled: before !== undefined,
          choices: RECORD_TYPES.map((value) => ({ value, text: value })),
          onInput: (value) => {
            type.value = RECORD_TYPES.find((one) => one === value) ?? type.value;
            errors.value = {};
          },
        })}
        ${RECORD_FIELDS[type.value].map((name) => field(name, text.fields[name]))}
        ${field('ttl', text.ttl)}
        <div class="form-actions">
          <button type="button" class="button" @click=${() => close()}>${kitText().cancel}</button>
          <button type="submit" class="button primary">${text.save}</button>
        </div>
      </form>
    `;
  };
  return openDialog<boolean>({ title: () => (before === undefined ? dnsText().add : dnsText().edit), body });
};
