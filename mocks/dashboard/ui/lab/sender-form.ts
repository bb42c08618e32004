import { html, nothing, type TemplateResult } from 'lit-html';
import { type Cell, cell } from '../../../../src/web/ui/draw.ts';
import { type FormErrors, focusFirstError, formErrors, formNotice, segmented, textArea, textField } from '../../../../src/web/ui/form.ts';
import { icon } from '../../../../src/web/ui/icons.ts';
import { toast } from '../../../../src/web/ui/toast.ts';
import type { LabView, SendOrder, SendReport } from '../../../api/lab.ts';
import { sendFiles, sendMessages } from '../data/lab.ts';
import { labText } from './lab.text.ts';
import { readFiles } from './read-files.ts';

const FIELDS = ['mailFrom', 'rcptTo', 'count', 'kind', 'subject', 'text'];

const addressesIn = (text: string): string[] =>
  text
    .split(/[\s,;]+/)
    .map((address) => address.trim())
    .filter((address) => address !== '');

/** Tells what the gateway answered. */
const tell = ({ accepted, refused }: SendReport): void => {
  const text = labText();
  if (accepted > 0) toast({ tone: 'good', text: text.accepted(accepted) });
  for (const { reply, count } of refused) toast({ tone: 'bad', text: text.refused(count, reply) });
};

/** Hands in messages: made up here, or from files. */
export class SenderForm {
  private readonly from = cell('sender@partner.example');
  private readonly to = cell('');
  private readonly count = cell('1');
  private readonly kind = cell<SendOrder['kind']>('clean');
  private readonly subject = cell('');
  private readonly text = cell('');
  private readonly errors = cell<FormErrors>({});
  private readonly busy = cell(false);
  private readonly sent: () => void;

  /** `sent` is called when messages were handed in. */
  constructor(sent: () => void) {
    this.sent = sent;
  }

  view({ recipients }: LabView): TemplateResult {
    const text = labText();
    if (this.to.value === '' && recipients[0] !== undefined) this.to.value = recipients[0];
    return html`
      <section class="card" aria-labelledby="sender">
        <h2 id="sender">${text.sender}</h2>
        <form class="form" novalidate aria-label=${text.sender} @submit=${this.submit}>
          ${this.field('mailFrom', text.from, this.from, { hint: text.fromHint, mono: true })}
          ${this.field('rcptTo', text.to, this.to, { hint: this.suggestions(recipients), mono: true })}
          ${this.field('subject', text.subject, this.subject)}
          ${textArea({ id: 'lab-text', label: text.text, value: this.text.value, error: this.errors.value.text, onInput: this.setter(this.text) })}
          ${this.field('count', text.number, this.count, { type: 'number' })}
          ${segmented({
            id: 'lab-kind',
            legend: text.kind,
            value: this.kind.value,
            onChange: this.setter(this.kind),
            choices: (['clean', 'spam', 'virus'] as const).map((value) => ({ value, label: text.kinds[value] })),
          })}
          ${formNotice(this.errors.value)}
          <div class="form-actions">
            <button type="submit" class="button primary" ?disabled=${this.busy.value}>${icon('play')}${this.busy.value ? text.sending : text.send}</button>
          </div>
        </form>
        ${this.fileForm()}
      </section>
    `;
  }

  private fileForm(): TemplateResult {
    const text = labText();
    const picker = (id: string, label: string, folder: boolean): TemplateResult => html`
      <label class="button" for=${id}>${icon('plus')}${label}</label>
      <input class="spoken" type="file" id=${id} multiple accept=${folder ? nothing : '.eml,message/rfc822'} .webkitdirectory=${folder}
        ?disabled=${this.busy.value} @change=${this.filesChosen}>
    `;
    return html`
      <h3>${text.files}</h3>
      <p class="soft">${text.filesHint}</p>
      <div class="row lab-files">${picker('lab-files', text.chooseFiles, false)}${picker('lab-folder', text.chooseFolder, true)}</div>
    `;
  }

  private suggestions(recipients: readonly string[]): TemplateResult {
    const choose = (address: string): void => {
      this.to.value = address;
    };
    return html`${labText().toHint} ${recipients.map(
      (address) => html`<button type="button" class="link-button" @click=${() => choose(address)}>${address}</button> `,
    )}`;
  }

  private field(
    name: string,
    label: string,
    value: Cell<string>,
    more: { readonly hint?: unknown; readonly mono?: boolean; readonly type?: 'number' } = {},
  ): TemplateResult {
    return textField({
      id: `lab-${name}`,
      label,
      value: value.value,
      error: this.errors.value[name],
      onInput: this.setter(value),
      ...more,
    });
  }

  private setter<Value>(target: Cell<Value>): (value: Value) => void {
    return (value) => {
      target.value = value;
    };
  }

  private get envelope(): Pick<SendOrder, 'mailFrom' | 'rcptTo'> {
    return { mailFrom: this.from.value.trim(), rcptTo: addressesIn(this.to.value) };
  }

  private readonly submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const subject = this.subject.value.trim();
    const text = this.text.value;
    const order = {
      ...this.envelope,
      count: Number(this.count.value),
      kind: this.kind.value,
      ...(subject === '' ? {} : { subject }),
      ...(text === '' ? {} : { text }),
    };
    await this.handIn(() => sendMessages(order), event.target);
  };

  private readonly filesChosen = async (event: Event): Promise<void> => {
    const input = event.target;
    if (!(input instanceof HTMLInputElement)) return;
    const chosen = await readFiles(Array.from(input.files ?? []));
    // The same files may be chosen again.
    input.value = '';
    const text = labText();
    if (chosen === 'none') toast({ tone: 'bad', text: text.noFiles });
    else if (chosen === 'too large') toast({ tone: 'bad', text: text.tooLarge });
    else await this.handIn(() => sendFiles({ ...this.envelope, files: chosen }), null);
  };

  private async handIn(send: () => Promise<SendReport>, form: EventTarget | null): Promise<void> {
    if (this.busy.value) return;
    this.busy.value = true;
    this.errors.value = {};
    try {
      tell(await send());
      this.sent();
    } catch (error) {
      this.errors.value = formErrors(error, FIELDS);
      await focusFirstError(form instanceof HTMLElement ? form : null);
    } finally {
      this.busy.value = false;
    }
  }
}
