import { html, nothing, type TemplateResult } from 'lit-html';
import { ApiError } from '../../../../src/web/ui/api.ts';
import { confirmed } from '../../../../src/web/ui/dialog.ts';
import { cell } from '../../../../src/web/ui/draw.ts';
import { textArea } from '../../../../src/web/ui/form.ts';
import { icon } from '../../../../src/web/ui/icons.ts';
import { problemLine } from '../../../../src/web/ui/problem-text.ts';
import { armRule, type RulesRead, readRules, replaceRules } from '../data/faults.ts';
import { faultsText } from './faults.text.ts';

type Complaints = ApiError['complaints'];

const EXAMPLE =
  '- id: busy-at-rcpt\n  layer: smtp\n  match: { stage: RCPT TO, attempt: 1 }\n  do: { reply: "451 4.3.0 try later" }\n  times: 1\n';

/** Rules as text: written here or taken from a file, armed beside the others or in their place. */
export class RuleText {
  private readonly text = cell('');
  private readonly complaints = cell<Complaints>([]);
  private readonly read = cell<RulesRead | undefined>(undefined);
  private readonly changed: (armed: number) => void;

  /** `changed` is called with how many rules were armed. */
  constructor(changed: (armed: number) => void) {
    this.changed = changed;
  }

  view(): TemplateResult {
    const text = faultsText();
    return html`
      <form class="form" novalidate aria-label=${text.asText} @submit=${this.arm}>
        ${textArea({ id: 'rule-text', label: text.rulesText, hint: text.rulesTextHint, placeholder: EXAMPLE, value: this.text.value, onInput: this.write, mono: true })}
        <div class="row"><label class="button" for="rule-file">${icon('upload')}${text.importFile}</label>
          <input class="spoken" type="file" id="rule-file" accept=".json,.yaml,.yml" @change=${this.choose}></div>
        ${this.outcome()}
        <div class="form-actions">
          <button type="button" class="button" @click=${this.check}>${icon('check')}${text.check}</button>
          <button type="button" class="button" @click=${this.replace}>${text.replaceAll}</button>
          <button type="submit" class="button primary">${icon('bolt')}${text.armThese}</button>
        </div>
      </form>
    `;
  }

  private outcome(): TemplateResult | typeof nothing {
    const text = faultsText();
    const { value: complaints } = this.complaints;
    if (complaints.length > 0)
      return html`<div class="notice bad" role="alert">${icon('alert')}<ul class="plain-list">${complaints.map(
        ({ path, message }) => html`<li class="foreign">${path === '' ? nothing : html`<code>${path}</code> `}${message}</li>`,
      )}</ul></div>`;
    if (this.read.value === undefined) return nothing;
    return html`<div class="notice good" role="status">${icon('check')}<p>${text.readable(this.read.value.rules.length)}</p></div>`;
  }

  private readonly write = (text: string): void => {
    this.text.value = text;
    this.complaints.value = [];
    this.read.value = undefined;
  };

  private readonly choose = async (event: Event): Promise<void> => {
    const input = event.target instanceof HTMLInputElement ? event.target : undefined;
    const file = input?.files?.[0];
    if (input === undefined || file === undefined) return;
    this.write(await file.text());
    input.value = '';
    await this.check();
  };

  private readonly check = async (): Promise<void> => {
    await this.attempt(async () => {});
  };

  private readonly arm = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    await this.attempt(async ({ rules }) => {
      for (const rule of rules) await armRule(rule);
      this.changed(rules.length);
    });
  };

  private readonly replace = async (): Promise<void> => {
    const text = faultsText();
    await this.attempt(async ({ rules }) => {
      const sure = await confirmed({
        title: text.replaceAll,
        text: text.replaceText(rules.length),
        confirm: text.replaceAll,
        danger: true,
      });
      if (!sure) return;
      await replaceRules(rules);
      this.changed(rules.length);
    });
  };

  private async attempt(use: (read: RulesRead) => Promise<void>): Promise<void> {
    this.complaints.value = [];
    try {
      this.read.value = await readRules(this.text.value);
      await use(this.read.value);
    } catch (error) {
      this.read.value = undefined;
      const message = problemLine(error);
      this.complaints.value = error instanceof ApiError && error.complaints.length > 0 ? error.complaints : [{ path: '', message }];
    }
  }
}
