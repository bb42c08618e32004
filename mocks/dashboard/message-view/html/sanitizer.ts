import { type CssListener, sanitizeDeclarations, sanitizeMediaQuery, sanitizeStyleSheet } from '../css/style-sheet.ts';
import type { ViewLimits } from '../limits.ts';
import type { HtmlView, LinkView } from '../view-model.ts';
import { parseAddress } from './address.ts';
import {
  ACTIVE_ELEMENTS,
  ALLOWED_ELEMENTS,
  DROPPED_WITH_CONTENT,
  FORMATTING_ELEMENTS,
  isAllowedAttribute,
  SELF_ENDING_ELEMENTS,
  VOID_ELEMENTS,
} from './allowed.ts';
import type { BlockedTally } from './blocked-tally.ts';
import { escapeHtml } from './escape.ts';
import { type HtmlAttribute, type HtmlListener, readHtml } from './html-reader.ts';
import { describeLink, targetNote } from './link-list.ts';
import { referencesOf } from './references.ts';

// Writes a message's HTML anew from an allow list. Nothing of the source is copied: every tag, attribute and text is written by
// this file, escaped, in HTML's own name space and without elements whose content is no markup (but for style, whose content is
// written anew as well). So a browser can read the result in one way only, however it was nested before.

/** What the sanitizer needs of the world around the HTML. */
export interface SanitizerOptions {
  readonly limits: ViewLimits;
  readonly blocked: BlockedTally;
  /** A picture of the message itself as a `data:` address; undefined where there is none. */
  readonly picture: (address: string) => string | undefined;
}

export interface Sanitized {
  readonly html: string;
  readonly pictures: number;
  readonly links: readonly LinkView[];
  readonly linksCut: boolean;
  readonly removed: HtmlView['removed'];
  /** Elements past the limit are left out, their text is kept. */
  readonly cut: boolean;
}

/** A browser repeats open formatting in every block: more than that multiplies. */
const MOST_OPEN_FORMATTING = 32;

/** Of a link's text. */
const LONGEST_LINK_TEXT = 1_000;

/** Outdoes whatever the message's own styles say of elements. */
const NOTE_STYLE =
  'all:revert!important;display:inline!important;font:12px sans-serif!important;color:#555!important;background:#fff!important;opacity:1!important';

/** Raster pictures inside the message's HTML; the browser's decoder decides what they are. */
const DATA_PICTURE = /^data:image\/(?:png|jpe?g|gif|webp|bmp);base64,[A-Za-z0-9+/=\s]*$/i;

const get = (attributes: readonly HtmlAttribute[], name: string): string | undefined =>
  attributes.find((attribute) => attribute.name === name)?.value;

class Sanitizer implements HtmlListener {
  readonly links: LinkView[] = [];
  readonly removed = new Map<string, number>();
  linksCut = false;
  pictures = 0;
  cut = false;
  private readonly options: SanitizerOptions;
  private readonly out: string[] = [];
  private readonly open: string[] = [];
  private readonly css: CssListener;
  private elements = 0;
  private hidden = 0;
  private styleCharacters = 0;
  private link: { readonly address: string; text: string } | undefined;

  constructor(options: SanitizerOptions) {
    this.options = options;
    this.css = (kind, address) => options.blocked.add(kind, address);
  }

  startTag(name: string, attributes: readonly HtmlAttribute[], foreign: boolean): void {
    this.inspect(name, attributes);
    if (DROPPED_WITH_CONTENT.has(name)) this.hidden += 1;
    if (this.hidden > 0 || foreign) return;
    if (name === 'area') this.addLink(get(attributes, 'alt') ?? '', get(attributes, 'href') ?? '');
    if (name === 'a') this.startLink(attributes);
    if (ALLOWED_ELEMENTS.has(name) && this.mayOpen(name)) this.writeTag(name, attributes);
  }

  endTag(name: string): void {
    if (DROPPED_WITH_CONTENT.has(name)) this.hidden = Math.max(0, this.hidden - 1);
    if (this.hidden > 0 || !ALLOWED_ELEMENTS.has(name) || VOID_ELEMENTS.has(name) || name === 'body') return;
    const place = this.open.lastIndexOf(name);
    if (place >= 0) this.open.splice(place, 1);
    else if (!SELF_ENDING_ELEMENTS.has(name)) return;
    this.out.push(`</${name}>`);
    if (name === 'a') this.finishLink();
  }

  text(text: string): void {
    if (this.hidden > 0) return;
    if (this.link !== undefined && this.link.text.length < LONGEST_LINK_TEXT) this.link.text += text.slice(0, LONGEST_LINK_TEXT);
    this.out.push(escapeHtml(text));
  }

  rawElement(name: string, attributes: readonly HtmlAttribute[], content: string): void {
    this.inspect(name, attributes);
    if (name === 'style') this.writeStyle(content, get(attributes, 'media'));
    else if (name === 'textarea') this.text(content);
    else if (this.hidden === 0 && (name === 'xmp' || name === 'plaintext')) this.out.push(`<pre>${escapeHtml(content)}</pre>`);
  }

  finish(): string {
    this.finishLink();
    for (const name of this.open.toReversed()) this.out.push(`</${name}>`);
    return this.out.join('');
  }

  private note(what: string): void {
    this.removed.set(what, (this.removed.get(what) ?? 0) + 1);
  }

  /** Counts what the element would have loaded or done, kept or not. */
  private inspect(name: string, attributes: readonly HtmlAttribute[]): void {
    const { blocked } = this.options;
    if (ACTIVE_ELEMENTS.has(name)) this.note(name);
    if (name === 'meta' && /^\s*refresh\s*$/i.test(get(attributes, 'http-equiv') ?? '')) this.note('redirect');
    if (name === 'base') blocked.base ??= parseAddress(get(attributes, 'href') ?? '', undefined)?.href;
    for (const { kind, address } of referencesOf(name, attributes)) blocked.add(kind, address);
    for (const { name: attribute, value } of attributes) {
      if (attribute.startsWith('on')) this.note('event handler');
      else if (attribute === 'style' && !ALLOWED_ELEMENTS.has(name)) sanitizeDeclarations(value, this.css);
      else if (/^[\s\p{Cc}]*(?:javascript|vbscript|data:text)/iu.test(value)) this.note('script address');
    }
  }

  private mayOpen(name: string): boolean {
    const { limits } = this.options;
    const formatting = FORMATTING_ELEMENTS.has(name) ? this.open.filter((one) => FORMATTING_ELEMENTS.has(one)).length : 0;
    if (this.elements < limits.elements && this.open.length < limits.elementDepth && formatting < MOST_OPEN_FORMATTING) return true;
    this.cut = true;
    return false;
  }

  private writeTag(name: string, attributes: readonly HtmlAttribute[]): void {
    this.elements += 1;
    if (!VOID_ELEMENTS.has(name) && !SELF_ENDING_ELEMENTS.has(name)) this.open.push(name);
    const written = attributes.map(({ name: attribute, value }) => this.writeAttribute(name, attribute, value)).join('');
    const added = name === 'a' ? this.linkAttributes() : name === 'img' ? this.pictureAttributes(attributes) : '';
    this.out.push(`<${name}${added}${written}>`);
  }

  private writeAttribute(element: string, name: string, value: string): string {
    if (name === 'style') {
      const style = sanitizeDeclarations(value, this.css);
      return style === '' ? '' : ` style="${escapeHtml(style)}"`;
    }
    // A link's title is where its target is shown.
    if (!isAllowedAttribute(element, name) || (element === 'a' && name === 'title')) return '';
    return ` ${name}="${escapeHtml(value)}"`;
  }

  /** Links lead nowhere: they show where they would lead. Only places in the message itself can be reached. */
  private linkAttributes(): string {
    const address = this.link?.address.trim() ?? '';
    if (address === '') return '';
    if (/^#[^\s]*$/.test(address)) return ` href="${escapeHtml(address)}"`;
    const { target } = describeLink('', address, this.options.blocked.base);
    return ` title="${escapeHtml(target)}"`;
  }

  private pictureAttributes(attributes: readonly HtmlAttribute[]): string {
    const address = (get(attributes, 'src') ?? '').trim();
    const alternative = get(attributes, 'alt') ?? '';
    if (this.link !== undefined) this.link.text += ` ${alternative.slice(0, LONGEST_LINK_TEXT)} `;
    const own = DATA_PICTURE.test(address) ? address.replace(/\s+/g, '') : this.options.picture(address);
    if (own === undefined) return '';
    this.pictures += 1;
    return ` src="${escapeHtml(own)}"`;
  }

  private writeStyle(content: string, media: string | undefined): void {
    const left = this.options.limits.styleCharacters - this.styleCharacters;
    this.styleCharacters += content.length;
    if (content.length > left) this.cut = true;
    const query = media === undefined || media.trim() === '' ? '' : sanitizeMediaQuery(media);
    const rules = sanitizeStyleSheet(content.slice(0, Math.max(0, left)), this.css);
    if (rules === '' || query === undefined || this.hidden > 0) return;
    this.out.push(`<style>${query === '' ? rules : `@media ${query}{${rules}}`}</style>`);
  }

  private startLink(attributes: readonly HtmlAttribute[]): void {
    this.finishLink();
    const address = get(attributes, 'href');
    this.link = address === undefined ? undefined : { address, text: '' };
  }

  private finishLink(): void {
    const { link } = this;
    this.link = undefined;
    if (link === undefined || link.address.trim() === '' || link.address.trim().startsWith('#')) return;
    const note = targetNote(this.addLink(link.text, link.address));
    if (note !== undefined) this.out.push(`<span style="${NOTE_STYLE}"> [${escapeHtml(note)}]</span>`);
  }

  private addLink(text: string, address: string): LinkView {
    const link = describeLink(text, address, this.options.blocked.base);
    if (this.links.length < this.options.limits.links) this.links.push(link);
    else this.linksCut = true;
    return link;
  }
}

/** Makes HTML harmless. Linear in its length; never fails. */
export const sanitizeHtml = async (html: string, options: SanitizerOptions): Promise<Sanitized> => {
  const sanitizer = new Sanitizer(options);
  await readHtml(html, sanitizer);
  const { links, linksCut, pictures, cut } = sanitizer;
  const removed = Array.from(sanitizer.removed, ([what, count]) => ({ what, count }));
  return { html: sanitizer.finish(), pictures, links, linksCut, removed, cut };
};
