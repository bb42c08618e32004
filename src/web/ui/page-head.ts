import { html, type TemplateResult } from 'lit-html';

export interface PageHeadOptions {
  /** Where it stands in the menus, before its title. */
  readonly path?: string;
  readonly title: unknown;
  readonly lead?: unknown;
  /** Buttons that concern the whole page. */
  readonly actions?: unknown;
}

/** Begins a page: place, title, one sentence, actions. */
export const pageHead = ({ path, title, lead, actions }: PageHeadOptions): TemplateResult => html`
  <div class="page-head">
    <div class="titles">
      ${path === undefined ? '' : html`<p class="path">${path}</p>`}
      <h1 tabindex="-1">${title}</h1>
      ${lead === undefined ? '' : html`<p class="lead">${lead}</p>`}
    </div>
    ${actions === undefined ? '' : html`<div class="row">${actions}</div>`}
  </div>
`;
