import { tokenize } from '@csstools/css-tokenizer';
import { referencesIn } from '../css/css-references.ts';
import type { BlockedKind } from '../view-model.ts';
import type { HtmlAttribute } from './html-reader.ts';

// What an element would load or send, whatever its name space: everything that a browser or a mail client ever followed.

export interface Reference {
  readonly kind: BlockedKind;
  readonly address: string;
}

const BY_ELEMENT: ReadonlyMap<string, BlockedKind> = new Map([
  ['audio', 'media'],
  ['video', 'media'],
  ['source', 'media'],
  ['track', 'media'],
  ['bgsound', 'media'],
  ['script', 'script'],
  ['iframe', 'frame'],
  ['frame', 'frame'],
  ['portal', 'frame'],
  ['fencedframe', 'frame'],
  ['embed', 'object'],
  ['object', 'object'],
  ['applet', 'object'],
  ['param', 'object'],
  ['base', 'base'],
]);

const BY_ATTRIBUTE: ReadonlyMap<string, BlockedKind> = new Map([
  ['background', 'image'],
  ['poster', 'image'],
  ['lowsrc', 'image'],
  ['dynsrc', 'image'],
  ['icon', 'image'],
  ['data', 'object'],
  ['classid', 'object'],
  ['codebase', 'object'],
  ['archive', 'object'],
  ['code', 'object'],
  ['manifest', 'other'],
  ['action', 'form target'],
  ['formaction', 'form target'],
]);

const STYLE_LINKS = /(?:^|\s)(?:stylesheet)(?:\s|$)/i;
const IMAGE_LINKS = /icon/i;
const HINT_LINKS = /preload|prefetch|prerender|preconnect|manifest|import|expect|pingback/i;

/** `a.png 1x, b.png 2x` (HTML Standard, section 4.8.4.2). */
const sourcesOf = (srcset: string): string[] =>
  Array.from(srcset.matchAll(/([^\s,][^\s]*)(?:\s+[^,]*)?(?:,|$)/g), (match) => (match[1] ?? '').replace(/,+$/, ''));

/** A redirect's address: `0; url=…`. */
const refreshTarget = (content: string): string | undefined => /^[\s\d.]*[;,\s]\s*(?:url\s*=\s*)?["']?([^"']*)/i.exec(content)?.[1];

const linkKind = (relation: string): BlockedKind | undefined => {
  if (STYLE_LINKS.test(relation)) return 'style sheet';
  if (HINT_LINKS.test(relation)) return 'hint';
  return IMAGE_LINKS.test(relation) ? 'image' : undefined;
};

/** Links proper, which wait for a click. */
const isAnchor = (element: string): boolean => element === 'a' || element === 'area';

const hrefKind = (element: string, find: (name: string) => string): BlockedKind | undefined => {
  if (isAnchor(element)) return undefined;
  if (element === 'link') return linkKind(find('rel'));
  return BY_ELEMENT.get(element) ?? 'image';
};

const isAnimation = (element: string): boolean => /^(?:animate|set)/.test(element);

/** One attribute's references; `find` gives the value of a sister attribute. */
const referencesOfAttribute = (element: string, { name, value }: HtmlAttribute, find: (name: string) => string): Reference[] => {
  const one = (kind: BlockedKind | undefined): Reference[] => (kind === undefined ? [] : [{ kind, address: value }]);
  switch (name) {
    case 'src':
      return one(BY_ELEMENT.get(element) ?? 'image');
    case 'srcset':
    case 'imagesrcset':
      return sourcesOf(value).map((address) => ({ kind: 'image', address }));
    case 'href':
    case 'xlink:href':
      return one(hrefKind(element, find));
    case 'ping':
      return value.split(/\s+/).map((address) => ({ kind: 'ping', address }));
    case 'content':
      return element === 'meta' && /^\s*refresh\s*$/i.test(find('http-equiv'))
        ? [{ kind: 'redirect', address: refreshTarget(value) ?? '' }]
        : [];
    case 'from':
    case 'to':
    case 'by':
    case 'values':
      return isAnimation(element) ? value.split(';').map((address) => ({ kind: 'other', address })) : [];
    case 'style':
      // Read with the rest of the CSS.
      return [];
    default:
      if (/url\s*\(/i.test(value)) return referencesIn(tokenize({ css: value })).map((address) => ({ kind: 'image', address }));
      return one(BY_ATTRIBUTE.get(name));
  }
};

/** Everything that an element would load or send by itself. */
export const referencesOf = (element: string, attributes: readonly HtmlAttribute[]): Reference[] => {
  const find = (name: string): string => attributes.find((attribute) => attribute.name === name)?.value ?? '';
  return attributes.flatMap((attribute) => referencesOfAttribute(element, attribute, find));
};
