import { closeDialogs } from './dialog.ts';
import { cell, redraw } from './draw.ts';
import { matchPath } from './match-path.ts';

/** Where a page was opened. */
export interface Visit {
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
}

/** A page in use. It is made when its path is visited and disposed of when it is left. */
export interface Page {
  /** For the title of the window; may change with the data. */
  title(): string;
  view(): unknown;
  /** The query changed while the path stayed, by a link, `setQuery` or the back button. */
  queryChanged?(query: URLSearchParams): void;
  /** Settled when the page has what it shows at first: then the scroll position of a page gone back to is restored. */
  readonly ready?: Promise<unknown>;
  dispose?(): void;
}

type Opener = (visit: Visit) => Page;

export interface Route {
  /** `/monitor/message-tracking/:mid`. */
  readonly path: string;
  /** With `load`, the modules of the page come when it is first visited; until then the page before it stays. */
  readonly open: Opener | { readonly load: () => Promise<Opener> };
}

export interface RouterOptions {
  readonly routes: readonly Route[];
  readonly missing: Opener;
  /** Stands behind the page's own title. */
  readonly product: string;
  /** Stands before it, in brackets: what waits, so that it is seen on the tab of a window in the background. */
  readonly pending?: (() => string | undefined) | undefined;
}

interface Opened {
  readonly path: string;
  readonly page: Page;
}

const opened = cell<Opened | undefined>(undefined);
let options: RouterOptions | undefined;

/** The page to draw. */
export const currentPage = (): Page | undefined => opened.value?.page;

/** The path of the page that is shown. */
export const currentPath = (): string => opened.value?.path ?? location.pathname;

/** Writes the window's title; called with every draw, so that a title may follow the data. */
export const showTitle = (): void => {
  const title = opened.value?.page.title();
  const pending = options?.pending?.();
  const named = title === undefined ? (options?.product ?? '') : `${title} – ${options?.product}`;
  const whole = pending === undefined ? named : `(${pending}) ${named}`;
  if (document.title !== whole) document.title = whole;
};

/** What opens the page of an address. Its modules may be out of reach, for the server is another one by now: then all is loaded anew. */
const openerFor = async ({ routes, missing }: RouterOptions, pathname: string): Promise<() => Page> => {
  const visit = (params: Visit['params']): Visit => ({ path: pathname, params, query: new URLSearchParams(location.search) });
  for (const { path, open } of routes) {
    const params = matchPath(path, pathname);
    if (params === undefined) continue;
    const opener = typeof open === 'function' ? open : await open.load().catch(loadAnew);
    return () => opener(visit(params));
  }
  return () => missing(visit({}));
};

const loadAnew = (): Promise<never> => {
  location.reload();
  return new Promise(() => {});
};

const scrollOf = (state: unknown): number =>
  typeof state === 'object' && state !== null && 'scroll' in state && typeof state.scroll === 'number' ? state.scroll : 0;

const keepScroll = (): void => history.replaceState({ scroll: scrollY }, '');

/** After a change of page the heading has the focus, so that screen readers read it and Tab goes on from there. */
const focusHeading = (): void => {
  const target = document.querySelector<HTMLElement>('main h1') ?? document.querySelector<HTMLElement>('main');
  if (target === null) return;
  target.tabIndex = -1;
  target.focus({ preventScroll: true });
};

const show = async (scroll: number): Promise<void> => {
  if (options === undefined) return;
  const before = opened.value;
  if (before?.path === location.pathname) {
    before.page.queryChanged?.(new URLSearchParams(location.search));
    await redraw();
    return;
  }
  closeDialogs();
  const { pathname } = location;
  const open = await openerFor(options, pathname);
  // Somebody may have gone on meanwhile.
  if (location.pathname !== pathname || opened.value !== before) return;
  before?.page.dispose?.();
  const page = open();
  opened.value = { path: pathname, page };
  await redraw();
  if (before !== undefined) focusHeading();
  if (scroll > 0) await page.ready;
  if (opened.value?.page === page) scrollTo(0, scroll);
};

/** Goes to an address of this site. */
export const navigate = (address: string, { replace = false }: { readonly replace?: boolean } = {}): void => {
  keepScroll();
  if (replace) history.replaceState({ scroll: 0 }, '', address);
  else history.pushState({ scroll: 0 }, '', address);
  void show(0);
};

/** Puts what a page is filtered by into the address, without a new entry in the history; empty values leave it. */
export const setQuery = (values: Readonly<Record<string, string | undefined>>): void => {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined || value === '') query.delete(name);
    else query.set(name, value);
  }
  history.replaceState(history.state, '', query.size === 0 ? location.pathname : `${location.pathname}?${query}`);
};

const ownLink = (event: MouseEvent): HTMLAnchorElement | undefined => {
  const plain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) && !event.defaultPrevented;
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (!plain || link === null || link.target !== '' || link.hasAttribute('download') || !link.hasAttribute('href')) return undefined;
  // Files and answers of the API are no pages.
  const { origin, pathname } = new URL(link.href, location.href);
  return origin === location.origin && !/^\/(?:api|assets)(?:\/|$)/.test(pathname) ? link : undefined;
};

const followLink = (event: MouseEvent): void => {
  const link = ownLink(event);
  if (link === undefined) return;
  const { pathname, search, hash } = new URL(link.href);
  // A place on the same page is the browser's own business.
  if (hash !== '' && pathname === location.pathname && search === location.search) return;
  event.preventDefault();
  navigate(link.href);
};

/** Shows the page that the address names, and from now on the one that links and the back button lead to. */
export const startRouter = (given: RouterOptions): void => {
  options = given;
  history.scrollRestoration = 'manual';
  addEventListener('popstate', (event) => void show(scrollOf(event.state)));
  // The back button changes the state before anybody is told, so the position is kept whenever scrolling comes to rest.
  addEventListener('scrollend', keepScroll);
  addEventListener('pagehide', keepScroll);
  document.addEventListener('click', followLink);
  void show(scrollOf(history.state));
};
