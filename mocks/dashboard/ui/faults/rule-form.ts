import { html, nothing, type TemplateResult } from 'lit-html';
import { cell } from '../../../../src/web/ui/draw.ts';
import { type FormErrors, focusFirstError, formErrors, formNotice, selectField, textArea, textField } from '../../../../src/web/ui/form.ts';
import { icon } from '../../../../src/web/ui/icons.ts';
import { armRule, type CheckedRule, checkRule } from '../data/faults.ts';
import { faultsText } from './faults.text.ts';
import { type LayerFields, layersOf, type RuleField, ruleOf, type Written } from './rule-schema.ts';

/** Stand beside an action; `delayMs` may also stand alone. */
const MODIFIERS = ['delayMs', 'andThen'];

const pathsOf = (fields: readonly RuleField[]): string[] => fields.flatMap(({ path, parts }) => [...pathsOf(parts), path]);

/** A rule made by hand: the fields follow the schema, and the API's complaints stand at the fields. */
export class RuleForm {
  private readonly layer = cell('smtp');
  private readonly action = cell('reply');
  private readonly written = cell<Written>({ times: '1' });
  private readonly errors = cell<FormErrors>({});
  private readonly checked = cell<CheckedRule | undefined>(undefined);
  private readonly armed: (id: string) => void;
  private layers: readonly LayerFields[] = [];

  /** `armed` is called with the id of a rule that was armed. */
  constructor(armed: (id: string) => void) {
    this.armed = armed;
  }

  view(language: unknown): TemplateResult {
    const text = faultsText();
    if (this.layers.length === 0) this.layers = layersOf(language);
    const fields = this.fields;
    if (fields === undefined) return html`<p class="soft">${text.noSchema}</p>`;
    const { match } = fields;
    return html`
      <form class="form" novalidate aria-label=${text.oneRule} @submit=${this.submit}>
        <div class="rule-fields">
          ${this.line('id', text.id, text.idHint)}
          ${selectField({ id: 'rule-layer', label: text.layer, value: this.layer.value, choices: this.layers.map(({ layer }) => ({ value: layer, text: layer })), onInput: this.chooseLayer })}
        </div>
        <fieldset class="rule-part"><legend>${text.where}</legend><div class="rule-fields">${match.map((field) => this.control(field))}</div></fieldset>
        <fieldset class="rule-part"><legend>${text.does}</legend><div class="rule-fields">${this.actionFields(fields)}</div></fieldset>
        <fieldset class="rule-part"><legend>${text.often}</legend><div class="rule-fields">
          ${this.line('times', 'times', text.timesHint)}${this.line('after', 'after', text.afterHint)}${this.line('ttlMs', 'ttlMs', text.ttlHint)}
        </div></fieldset>
        ${formNotice(this.errors.value)}${this.verdict()}
        <div class="form-actions">
          <button type="button" class="button" @click=${this.check}>${icon('check')}${text.check}</button>
          <button type="submit" class="button primary">${icon('bolt')}${text.armRule}</button>
        </div>
      </form>
    `;
  }

  private get fields(): LayerFields | undefined {
    return this.layers.find(({ layer }) => layer === this.layer.value);
  }

  /** The chosen action, and what stands beside it where the layer knows that. */
  private get chosen(): string[] {
    return [this.action.value, ...MODIFIERS.filter((name) => (this.written.value[`do.${name}`] ?? '') !== '')];
  }

  private readonly chooseLayer = (layer: string): void => {
    this.layer.value = layer;
    this.action.value = this.mainActions(this.fields)[0]?.name ?? '';
    this.forget();
  };

  private mainActions(fields: LayerFields | undefined): readonly RuleField[] {
    return fields?.actions.filter(({ name }) => name !== 'andThen') ?? [];
  }

  private actionFields(fields: LayerFields): unknown {
    const { actions } = fields;
    const main = actions.find(({ name }) => name === this.action.value);
    return [
      selectField({
        id: 'rule-do',
        label: faultsText().action,
        value: this.action.value,
        error: this.errors.value.do,
        hint: described(main?.description),
        choices: this.mainActions(fields).map(({ name }) => ({ value: name, text: name })),
        onInput: (value) => {
          this.action.value = value;
          this.forget();
        },
      }),
      main === undefined || main.kind === 'flag'
        ? nothing
        : main.kind === 'parts'
          ? main.parts.map((part) => this.control(part))
          : this.control(main, false),
      actions.filter(({ name }) => MODIFIERS.includes(name) && name !== this.action.value).map((field) => this.control(field)),
    ];
  }

  private line(path: string, label: string, hint: string): TemplateResult {
    return textField({ ...this.common(path, label), hint, mono: true });
  }

  private common(path: string, label: string) {
    return {
      id: `rule-${path.replaceAll('.', '-')}`,
      label,
      value: this.written.value[path] ?? '',
      error: this.errors.value[path],
      onInput: (value: string) => {
        this.written.value = { ...this.written.value, [path]: value };
        this.forget();
      },
    };
  }

  /** What was said of the rule is no longer said of what stands there now. */
  private forget(): void {
    this.errors.value = {};
    this.checked.value = undefined;
  }

  private control({ path, name, kind, choices, description }: RuleField, withHint = true): TemplateResult {
    const text = faultsText();
    const notes = { numbers: text.numbersHint, lines: text.linesHint, several: choices.join(', ') };
    const note = kind === 'numbers' || kind === 'lines' || kind === 'several' ? notes[kind] : undefined;
    const hint = withHint ? described(description, note) : note;
    const common = { ...this.common(path, name), ...(hint === undefined ? {} : { hint }) };
    if (kind === 'choice')
      return selectField({ ...common, choices: [{ value: '', text: text.any }, ...choices.map((value) => ({ value, text: value }))] });
    return kind === 'lines' ? textArea({ ...common, mono: true }) : textField({ ...common, mono: true });
  }

  private verdict(): TemplateResult | typeof nothing {
    const { value } = this.checked;
    const text = faultsText();
    return value === undefined
      ? nothing
      : html`<div class="notice good" role="status">${icon('check')}<p>${text.good} <code>${value.effect}</code></p>${value.replaces ? html`<p>${text.replaces}</p>` : nothing}</div>`;
  }

  private readonly check = async (event: Event): Promise<void> => {
    const form = event.currentTarget instanceof HTMLButtonElement ? event.currentTarget.form : null;
    await this.attempt(form, async (rule) => {
      this.checked.value = await checkRule(rule);
    });
  };

  private readonly submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = event.target instanceof HTMLElement ? event.target : null;
    await this.attempt(form, async (rule) => this.armed((await armRule(rule)).id));
  };

  private async attempt(form: HTMLElement | null, use: (rule: unknown) => Promise<void>): Promise<void> {
    const { fields } = this;
    if (fields === undefined) return;
    this.forget();
    try {
      await use(ruleOf(fields, this.chosen, this.written.value));
    } catch (error) {
      const places = ['id', 'times', 'after', 'ttlMs', ...pathsOf(fields.match), ...pathsOf(fields.actions), 'do'];
      this.errors.value = formErrors(error, places);
      await focusFirstError(form);
    }
  }
}

/** The schema speaks English in every language of the pages. */
const described = (description: string | undefined, note?: string): unknown => {
  if (description === undefined) return note;
  return html`<span lang="en">${description}</span>${note === undefined ? '' : ` (${note})`}`;
};
