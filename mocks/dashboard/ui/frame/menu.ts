import { html, type TemplateResult } from 'lit-html';
import { type IconName, icon } from '../../../../src/web/ui/icons.ts';

export interface MenuOptions {
  /** Unique on the page. */
  readonly id: string;
  readonly label: string;
  readonly icon: IconName;
  /** The word is left out where there is little room. */
  readonly compact?: boolean;
  readonly items: readonly MenuItem[];
}

export interface MenuItem {
  readonly label: string;
  readonly hint?: string;
  /** A file to download. */
  readonly href: string;
}

const close = (event: Event): void => {
  if (event.currentTarget instanceof Element) event.currentTarget.closest<HTMLElement>('[popover]')?.hidePopover();
};

/** A button that opens a few links. */
export const menu = ({ id, label, icon: name, compact = false, items }: MenuOptions): TemplateResult => html`
  <button type="button" class="button small ${compact ? 'compact' : ''}" popovertarget=${id} aria-label=${label}>
    ${icon(name)}<span class="word">${label}</span>
  </button>
  <div class="menu" id=${id} popover><ul>${items.map(
    (item) => html`
      <li><a href=${item.href} download @click=${close}>${item.label}${item.hint === undefined ? '' : html`<span class="soft small">${item.hint}</span>`}</a></li>
    `,
  )}</ul></div>
`;
