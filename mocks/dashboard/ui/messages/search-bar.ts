import { html, nothing, type TemplateResult } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import { icon } from '../../../../src/web/ui/icons.ts';
import { tame } from '../frame/tame.ts';
import { messagesText } from './messages.text.ts';
import { columnOf, hasTerm, reasonOf, toggleTerm } from './query-text.ts';
import { recentSearches } from './recent-searches.ts';
import { showSearchHelp } from './search-help.ts';

export interface SearchBarOptions {
  readonly query: string;
  /** Why the search was refused. */
  readonly problem: string | undefined;
  /** `settled`: by Enter or a click, rather than while typing. */
  readonly onQuery: (query: string, settled: boolean) => void;
}

export const SEARCH_ID = 'message-search';

const typedIn = (event: Event): string => (event.target instanceof HTMLInputElement ? event.target.value : '');

export const focusSearch = (): void => {
  const input = document.querySelector<HTMLInputElement>(`#${SEARCH_ID}`);
  input?.focus();
  input?.select();
};

const keydown = (event: KeyboardEvent, { query, onQuery }: SearchBarOptions): void => {
  if (event.isComposing || !(event.target instanceof HTMLInputElement)) return;
  if (event.key === 'Enter') onQuery(event.target.value, true);
  if (event.key !== 'Escape') return;
  event.preventDefault();
  if (query === '') event.target.blur();
  else onQuery('', true);
};

/** The search with a mark below the place that was not understood. */
const problemLine = (query: string, problem: string): TemplateResult => {
  const column = columnOf(problem);
  const marked =
    column === undefined
      ? nothing
      : html`<code aria-hidden="true">${query}
${' '.repeat(Math.min(column, query.length + 1) - 1)}^</code>`;
  return html`<div class="search-problem" id="search-problem" role="alert">${marked}<p>${icon('alert')}<span class="foreign">${tame(reasonOf(problem))}</span></p></div>`;
};

const chips = ({ query, onQuery }: SearchBarOptions): TemplateResult => {
  const { chips: labels, filters } = messagesText().search;
  return html`
    <div class="chips" role="group" aria-label=${filters}>${Object.entries(labels).map(
      ([term, label]) => html`
        <button type="button" class="button small chip" title=${term} aria-pressed=${String(hasTerm(query, term))}
          @click=${() => onQuery(toggleTerm(query, term), true)}>${label}</button>
      `,
    )}</div>
  `;
};

/** The search of the list: a box that takes the search language, filters that write it, and what is wrong with it. */
export const searchBar = (options: SearchBarOptions): TemplateResult => {
  const { query, problem, onQuery } = options;
  const text = messagesText().search;
  return html`
    <div class="search-bar">
      <div class="search" role="search">
        ${icon('search')}
        <input class="input" id=${SEARCH_ID} type="text" inputmode="search" enterkeyhint="search" aria-label=${text.label} placeholder=${text.placeholder}
          autocomplete="off" autocapitalize="off" spellcheck="false" list="recent-searches" .value=${live(query)}
          aria-invalid=${problem === undefined ? nothing : 'true'} aria-describedby=${problem === undefined ? nothing : 'search-problem'}
          @input=${(event: Event) => onQuery(typedIn(event), false)} @keydown=${(event: KeyboardEvent) => keydown(event, options)}>
        <div class="inside">
          ${
            query === ''
              ? html`<kbd aria-hidden="true">/</kbd>`
              : html`<button type="button" class="button quiet small icon-only" aria-label=${text.clear} title=${text.clear}
            @click=${() => onQuery('', true)}>${icon('close')}</button>`
          }
          <button type="button" class="button quiet small icon-only" aria-label=${text.help} title=${text.help}
            @click=${() => showSearchHelp((term) => onQuery(query === '' ? term : `${query} ${term}`, true))}>${icon('info')}</button>
        </div>
      </div>
      <datalist id="recent-searches">${recentSearches().map((one) => html`<option value=${one}></option>`)}</datalist>
      ${chips(options)}
    </div>
    ${problem === undefined ? nothing : problemLine(query, problem)}
  `;
};
