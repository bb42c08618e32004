import { html, type TemplateResult } from 'lit-html';
import { type IconName, icon } from './icons.ts';

export interface EmptyOptions {
  readonly icon: IconName;
  readonly title: string;
  /** What to do next. */
  readonly text: unknown;
  /** Buttons or links that do it. */
  readonly actions?: unknown;
}

/** Stands where there is nothing yet, and says what to do about it. */
export const emptyState = (options: EmptyOptions): TemplateResult => html`
  <div class="empty">
    ${icon(options.icon)}
    <h2>${options.title}</h2>
    <p>${options.text}</p>
    ${options.actions === undefined ? '' : html`<div class="row">${options.actions}</div>`}
  </div>
`;

/** Lines that keep the place of text still to come. */
export const skeletonLines = (lines: number): TemplateResult => html`
  <div aria-hidden="true">${Array.from({ length: lines }, () => html`<span class="skeleton"></span>`)}</div>
`;
