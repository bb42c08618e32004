import { html, nothing, type TemplateResult } from 'lit-html';
import { openDialog } from './dialog.ts';
import { cell, mount } from './draw.ts';
import { emptyState } from './empty.ts';
import { segmented } from './form.ts';
import { LANGUAGE_NAMES, LANGUAGES, language, setLanguage } from './i18n.ts';
import { type IconName, icon } from './icons.ts';
import { addShortcuts, showShortcuts, startShortcuts } from './keys.ts';
import { kitText } from './kit-text.ts';
import { currentPage, currentPath, navigate, type Page, type Route, showTitle, startRouter } from './router.ts';
import { recall, remember } from './stored.ts';
import { setTheme, THEMES, theme } from './theme.ts';
import { startTicking } from './time.ts';

export interface NavigationLink {
  readonly href: string;
  readonly label: () => string;
  readonly icon: IconName;
  /** Keys that lead there: `g m`. */
  readonly keys?: string;
  /** Something to count there; nothing when it is undefined. */
  readonly badge?: () => string | undefined;
}

export interface NavigationGroup {
  readonly label?: () => string;
  readonly links: readonly NavigationLink[];
}

export interface AppOptions {
  /** Name of the product, in the bar and in window titles. */
  readonly product: string;
  readonly icon: IconName;
  readonly routes: readonly Route[];
  readonly navigation: () => readonly NavigationGroup[];
  /** What waits, in the title of the window. */
  readonly pending?: () => string | undefined;
  /** Beside the product's name: which host, which account. */
  readonly context?: () => unknown;
  /** In the bar, before the settings. */
  readonly tools?: () => unknown;
  /** Above the page: what concerns every page. */
  readonly banner?: () => unknown;
  /** Sticks to the bottom of the screen, below the page: what waits to be dealt with. Its coming moves nothing. */
  readonly footer?: () => unknown;
}

const collapsed = cell(recall('navigation') === 'collapsed');

const toggleNavigation = (): void => {
  collapsed.value = !collapsed.value;
  remember('navigation', collapsed.value ? 'collapsed' : undefined);
};

/** A link stands for its page and for the pages below it; the start page only for itself. */
const isCurrent = (href: string): boolean => currentPath() === href || (href !== '/' && currentPath().startsWith(`${href}/`));

const navigationLink = ({ href, label, icon: name, badge }: NavigationLink, follow: () => void): TemplateResult => {
  const text = label();
  const number = badge?.();
  return html`
    <li><a href=${href} title=${text} aria-current=${isCurrent(href) ? 'page' : nothing} @click=${follow}>
      ${icon(name)}<span>${text}</span>${number === undefined ? '' : html`<span class="badge">${number}</span>`}
    </a></li>
  `;
};

const navigation = (groups: readonly NavigationGroup[], follow: () => void = () => {}): TemplateResult => html`
  <div class="navigation">${groups.map(
    ({ label, links }) => html`
      <section>${label === undefined ? '' : html`<h2>${label()}</h2>`}<ul>${links.map((link) => navigationLink(link, follow))}</ul></section>
    `,
  )}</div>
`;

const openDrawer = (options: AppOptions): void => {
  void openDialog({
    kind: 'drawer',
    title: () => options.product,
    body: (close) => html`<nav aria-label=${kitText().mainNavigation}>${navigation(options.navigation(), () => close())}</nav>`,
  });
};

const displaySettings = (): TemplateResult => {
  const text = kitText();
  return html`
    <button type="button" class="button quiet icon-only" popovertarget="display-settings" aria-label=${text.settings} title=${text.settings}>
      ${icon('sliders')}
    </button>
    <div id="display-settings" class="popover" popover role="group" aria-label=${text.settings}>
      <div class="form">
        ${segmented({
          id: 'theme',
          legend: text.theme,
          value: theme(),
          onChange: setTheme,
          choices: THEMES.map((value) => ({ value, label: text.themes[value] })),
        })}
        ${segmented({
          id: 'language',
          legend: text.language,
          value: language(),
          onChange: setLanguage,
          choices: LANGUAGES.map((value) => ({ value, label: LANGUAGE_NAMES[value] })),
        })}
        <button type="button" class="button" popovertarget="display-settings" popovertargetaction="hide" @click=${showShortcuts}>
          ${icon('keyboard')}${text.shortcuts}<kbd>?</kbd>
        </button>
      </div>
    </div>
  `;
};

const topbar = (options: AppOptions): TemplateResult => html`
  <header class="topbar">
    <button type="button" class="button quiet icon-only menu-button" aria-label=${kitText().openMenu} aria-haspopup="dialog"
      @click=${() => openDrawer(options)}>${icon('menu')}</button>
    <a class="brand" href="/">${icon(options.icon)}<span class="product">${options.product}</span></a>
    ${options.context === undefined ? '' : html`<div class="context clip">${options.context()}</div>`}
    <div class="tools">${options.tools?.()}${displaySettings()}</div>
  </header>
`;

const sidenav = (options: AppOptions): TemplateResult => {
  const text = kitText();
  const label = collapsed.value ? text.expand : text.collapse;
  return html`
    <nav class="sidenav" aria-label=${text.mainNavigation}>
      ${navigation(options.navigation())}
      <button type="button" class="button quiet icon-only collapse" aria-label=${label} title=${label} aria-expanded=${String(!collapsed.value)}
        @click=${toggleNavigation}>${icon('sidebar')}</button>
    </nav>
  `;
};

const frame = (options: AppOptions): TemplateResult => {
  showTitle();
  return html`
    <a class="skip" href="#main">${kitText().skip}</a>
    <div class="frame" data-navigation=${collapsed.value ? 'collapsed' : 'open'}>
      ${topbar(options)}${sidenav(options)}
      <main class="main" id="main" tabindex="-1">${options.banner?.()}${currentPage()?.view()}${options.footer?.()}</main>
    </div>
  `;
};

const missingPage = (): Page => ({
  title: () => kitText().notFound,
  view: () => html`
    <div class="page"><h1 class="spoken">${kitText().notFound}</h1>${emptyState({
      icon: 'search',
      title: kitText().notFound,
      text: kitText().notFoundHint,
      actions: html`<a class="button primary" href="/">${kitText().toStart}</a>`,
    })}</div>
  `,
});

/** Starts a set of pages inside `#app`. */
export const startApp = (options: AppOptions): void => {
  const root = document.querySelector<HTMLElement>('#app');
  if (root === null) throw new Error('the document has no #app');
  startShortcuts();
  addShortcuts(
    options
      .navigation()
      .flatMap(({ links }) => links)
      .flatMap(({ keys, label, href }) =>
        keys === undefined ? [] : [{ keys, label: () => kitText().goTo(label()), run: () => navigate(href) }],
      ),
  );
  startRouter({ routes: options.routes, missing: missingPage, product: options.product, pending: options.pending });
  mount(root, () => frame(options));
  startTicking();
};
