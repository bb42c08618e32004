import { html, nothing, type TemplateResult } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import { ApiError } from './api.ts';
import { redraw } from './draw.ts';
import { icon } from './icons.ts';
import { problemLine } from './problem-text.ts';

/** What is wrong with a form: by the path of the field, and under `''` with the whole. */
export type FormErrors = Readonly<Record<string, string>>;

/** Where a refusal belongs. What names no known field is said of the whole. */
export const formErrors = (error: unknown, fields: readonly string[]): FormErrors => {
  const errors: Record<string, string> = {};
  if (error instanceof ApiError) {
    for (const { path, message } of error.complaints) {
      const field = fields.find((name) => path === name || path.startsWith(`${name}.`)) ?? '';
      errors[field] ??= message;
    }
  }
  if (Object.keys(errors).length === 0) errors[''] = problemLine(error);
  return errors;
};

/** Leads to the first field with an error, once it is drawn. */
export const focusFirstError = async (form: HTMLElement | null): Promise<void> => {
  await redraw();
  form?.querySelector<HTMLElement>('[aria-invalid="true"], [role="alert"]')?.focus();
};

/** What is wrong with the whole of a form. */
export const formNotice = (errors: FormErrors): TemplateResult | typeof nothing =>
  errors[''] === undefined
    ? nothing
    : html`<div class="notice bad" role="alert" tabindex="-1">${icon('alert')}<p class="foreign">${errors['']}</p></div>`;

export interface FieldOptions {
  readonly id: string;
  readonly label: string;
  /** Where what stands around it says the same to those who see. */
  readonly labelHidden?: boolean;
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly hint?: unknown;
  readonly error?: string | undefined;
  readonly type?: 'text' | 'search' | 'email' | 'number' | 'datetime-local' | 'password';
  readonly placeholder?: string;
  readonly disabled?: boolean;
  readonly required?: boolean;
  readonly autofocus?: boolean;
  readonly autocomplete?: string;
  /** Addresses and ids in letters of one width. */
  readonly mono?: boolean;
}

const inputOf = (event: Event): string =>
  event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement || event.target instanceof HTMLSelectElement
    ? event.target.value
    : '';

export const errorLine = (id: string, error: string | undefined): TemplateResult | typeof nothing =>
  error === undefined ? nothing : html`<p class="error" id="${id}-error">${icon('alert')}<span class="foreign">${error}</span></p>`;

const describedBy = ({ id, hint, error }: FieldOptions): string | typeof nothing => {
  const ids = [...(hint === undefined ? [] : [`${id}-hint`]), ...(error === undefined ? [] : [`${id}-error`])];
  return ids.length === 0 ? nothing : ids.join(' ');
};

const around = (options: FieldOptions, control: TemplateResult): TemplateResult => html`
  <div class="field">
    <label for=${options.id} class=${options.labelHidden ? 'spoken' : nothing}>${options.label}</label>
    ${control}
    ${options.hint === undefined ? nothing : html`<p class="hint" id="${options.id}-hint">${options.hint}</p>`}
    ${errorLine(options.id, options.error)}
  </div>
`;

/** A line of text with its label, hint and error. */
export const textField = (options: FieldOptions): TemplateResult =>
  around(
    options,
    html`<input
      class="input ${options.mono ? 'mono' : ''}" id=${options.id} type=${options.type ?? 'text'} .value=${live(options.value)}
      placeholder=${options.placeholder ?? nothing} autocomplete=${options.autocomplete ?? 'off'} spellcheck="false"
      ?disabled=${options.disabled} ?required=${options.required} ?autofocus=${options.autofocus}
      aria-invalid=${options.error === undefined ? nothing : 'true'} aria-describedby=${describedBy(options)}
      @input=${(event: Event) => options.onInput(inputOf(event))}>`,
  );

/** Several lines of text. */
export const textArea = (options: FieldOptions): TemplateResult =>
  around(
    options,
    html`<textarea
      class="textarea ${options.mono ? 'mono' : ''}" id=${options.id} .value=${live(options.value)} spellcheck="false"
      placeholder=${options.placeholder ?? nothing} ?disabled=${options.disabled} ?required=${options.required} ?autofocus=${options.autofocus}
      aria-invalid=${options.error === undefined ? nothing : 'true'} aria-describedby=${describedBy(options)}
      @input=${(event: Event) => options.onInput(inputOf(event))}></textarea>`,
  );

export interface SelectOptions extends FieldOptions {
  readonly choices: readonly { readonly value: string; readonly text: string }[];
}

export const selectField = (options: SelectOptions): TemplateResult =>
  around(
    options,
    html`<select class="select" id=${options.id} ?disabled=${options.disabled} aria-describedby=${describedBy(options)}
      @change=${(event: Event) => options.onInput(inputOf(event))}>${options.choices.map(
        ({ value, text }) => html`<option value=${value} .selected=${live(value === options.value)}>${text}</option>`,
      )}</select>`,
  );

export interface RadioOptions<Value extends string> {
  /** Also the name of the group. */
  readonly id: string;
  readonly legend: string;
  readonly legendHidden?: boolean;
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  readonly choices: readonly {
    readonly value: Value;
    readonly label: string;
    readonly hint?: unknown;
    readonly disabled?: boolean;
    /** Belongs to the choice and stands below it while it is chosen. */
    readonly detail?: () => unknown;
  }[];
  readonly error?: string | undefined;
}

/** One of several, each as a card with a sentence. */
export const radioCards = <Value extends string>(options: RadioOptions<Value>): TemplateResult => html`
  <fieldset class="field" aria-describedby=${options.error === undefined ? nothing : `${options.id}-error`}>
    <legend class=${options.legendHidden ? 'spoken' : ''}>${options.legend}</legend>
    <div class="choices">${options.choices.map(({ value, label, hint, disabled, detail }) => {
      const id = `${options.id}-${value}`;
      return html`
        <div class="choice">
          <input type="radio" id=${id} name=${options.id} value=${value} .checked=${live(value === options.value)} ?disabled=${disabled}
            aria-describedby=${hint === undefined ? nothing : `${id}-hint`} @change=${() => options.onChange(value)}>
          <label for=${id}>${label}</label>
          ${hint === undefined ? nothing : html`<p class="hint" id="${id}-hint">${hint}</p>`}
          ${detail !== undefined && value === options.value ? html`<div>${detail()}</div>` : nothing}
        </div>
      `;
    })}</div>
    ${errorLine(options.id, options.error)}
  </fieldset>
`;

/** One of a few words, side by side. */
export const segmented = <Value extends string>(options: Omit<RadioOptions<Value>, 'error'>): TemplateResult => html`
  <fieldset class="field">
    <legend class=${options.legendHidden ? 'spoken' : ''}>${options.legend}</legend>
    <div class="row"><div class="segmented">${options.choices.map(
      ({ value, label }) => html`
        <label><input type="radio" name=${options.id} value=${value} .checked=${live(value === options.value)}
          @change=${() => options.onChange(value)}>${label}</label>
      `,
    )}</div></div>
  </fieldset>
`;

/** A search box with its loupe; named by its label, which is not shown. */
export const searchBox = (options: Omit<FieldOptions, 'error' | 'type'>): TemplateResult => html`
  <div class="search" role="search">
    ${icon('search')}
    <input class="input" type="search" id=${options.id} aria-label=${options.label} placeholder=${options.placeholder ?? options.label}
      autocomplete="off" spellcheck="false" .value=${live(options.value)} @input=${(event: Event) => options.onInput(inputOf(event))}>
  </div>
`;
