import { html, nothing, type TemplateResult } from 'lit-html';
import { icon } from './icons.ts';

export interface SortHeadOptions {
  readonly label: string;
  /** The direction when the table is sorted by this column. */
  readonly sorted: 'ascending' | 'descending' | undefined;
  readonly onSort: () => void;
  readonly number?: boolean;
}

/** A column head that sorts its table. */
export const sortHead = ({ label, sorted, onSort, number = false }: SortHeadOptions): TemplateResult => html`
  <th scope="col" class=${number ? 'number' : ''} aria-sort=${sorted ?? nothing}>
    <button type="button" class="sort" @click=${onSort}>${label}${icon('down')}</button>
  </th>
`;
