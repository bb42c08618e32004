import { createHash } from 'node:crypto';
import type { RequestHandler } from 'express';
import { type Assets, assetAddress, importMap } from './assets.ts';

export interface PageOptions {
  readonly title: string;
  /** Module that fills the page, from the root of the project. */
  readonly entry: string;
  /** Style sheets, from the root of the project; the base kit's come first by themselves. */
  readonly styles: readonly string[];
}

/** In the order in which they override each other. */
const KIT_STYLES = ['tokens', 'base', 'frame', 'controls', 'tables', 'parts', 'overlays'].map((name) => `src/web/ui/${name}.css`);

const sourceHash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Pages run their own modules and nothing else: no inline script or style, no other host, no frame around them. */
export const pagePolicy = (version: string): string =>
  [
    "default-src 'none'",
    `script-src 'self' ${sourceHash(importMap(version))}`,
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "frame-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

const beginning = (version: string, { title, styles }: Pick<PageOptions, 'title' | 'styles'>, language = 'en'): string[] => [
  '<!doctype html>',
  `<html lang="${language}">`,
  '<head>',
  '<meta charset="utf-8">',
  '<meta name="viewport" content="width=device-width, initial-scale=1">',
  '<meta name="color-scheme" content="light dark">',
  `<title>${title}</title>`,
  '<link rel="icon" href="data:,">',
  ...[...KIT_STYLES, ...styles].map((path) => `<link rel="stylesheet" href="${assetAddress(version, path)}">`),
];

/** The one HTML document of a set of pages; its module draws what the address names. It holds no data. */
const pageHtml = (version: string, { title, entry, styles }: PageOptions): string =>
  [
    ...beginning(version, { title, styles }),
    `<script type="importmap">${importMap(version)}</script>`,
    // Nothing is painted before the module has run, so that no page flashes up empty or in the other theme.
    `<script type="module" blocking="render" src="${assetAddress(version, entry)}"></script>`,
    '</head>',
    '<body>',
    '<div id="app"></div>',
    '<noscript>These pages need JavaScript. The JSON API and the command line do without.</noscript>',
    '</body>',
    '</html>',
  ].join('\n');

/** Answers with the page, which names the assets as they are now. */
export const pageHandler =
  (assets: Assets, options: PageOptions): RequestHandler =>
  (_request, response) => {
    const version = assets.version();
    response.set('Content-Security-Policy', pagePolicy(version)).type('html').send(pageHtml(version, options));
  };

/** A page that is written here and runs nothing, in several languages. */
export interface StaticPageOptions<Language extends string> extends Pick<PageOptions, 'styles'> {
  /** The first is for those who ask for none of them. */
  readonly languages: readonly [Language, ...Language[]];
  readonly title: (language: Language) => string;
  /** Gives HTML; asked once a language, by the first who looks. */
  readonly body: (language: Language) => string;
}

/** For pages that run nothing. */
const STATIC_PAGE_POLICY =
  "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Answers with a page that runs nothing, in the language that the address names (`?lang=ja`), else in the one that the browser prefers. */
export const staticPageHandler = <Language extends string>(
  assets: Assets,
  { styles, languages, title, body }: StaticPageOptions<Language>,
): RequestHandler => {
  const bodies = new Map<Language, string>();
  return (request, response) => {
    const preferred = request.acceptsLanguages([...languages]);
    const language = languages.find((one) => one === request.query.lang) ?? languages.find((one) => one === preferred) ?? languages[0];
    const content = bodies.get(language) ?? body(language);
    bodies.set(language, content);
    const head = beginning(assets.version(), { title: title(language), styles }, language);
    const html = [...head, '</head>', '<body>', content, '</body>', '</html>'].join('\n');
    response.set({ 'Content-Security-Policy': STATIC_PAGE_POLICY, Vary: 'Accept-Language' }).type('html').send(html);
  };
};
