import { safeLine } from '../safe-text.ts';
import type { LinkView } from '../view-model.ts';
import { parseAddress, shownAddress } from './address.ts';

const LONGEST_TEXT = 300;

const KINDS: ReadonlyMap<string, LinkView['kind']> = new Map([
  ['http:', 'web'],
  ['https:', 'web'],
  ['mailto:', 'mail'],
  ['tel:', 'telephone'],
]);

/** A host name in what the reader sees, such as `www.bank.example/login`; `Dr.Who` is none. */
const NAMED_HOST = /(?:^|[\s(<"'/@])((?:[\p{L}\p{N}-]+\.)+(?:\p{Ll}{2,}|\p{Lu}{2,}|\p{Lo}{2,}))(?=$|[\s/:?#)>"',.])/u;

const withoutWww = (host: string): string => host.replace(/^www\./, '');

/** True where the text names one host and the link leads to another. */
const deceives = (text: string, target: URL): boolean => {
  const named = NAMED_HOST.exec(text)?.[1];
  if (named === undefined || (target.protocol !== 'http:' && target.protocol !== 'https:')) return false;
  const seen = parseAddress(`http://${named}`, undefined)?.hostname;
  const real = withoutWww(target.hostname);
  return seen !== undefined && withoutWww(seen) !== real && !real.endsWith(`.${withoutWww(seen)}`);
};

/** What a link is, from its text and its address. */
export const describeLink = (text: string, address: string, base: string | undefined): LinkView => {
  const shown = safeLine(text.replace(/\s+/g, ' ').trim()).slice(0, LONGEST_TEXT);
  const url = parseAddress(address, base);
  const kind = url === undefined || url.hostname === 'relative.invalid' ? 'inert' : (KINDS.get(url.protocol) ?? 'inert');
  if (kind === 'inert' || url === undefined)
    return { text: shown, target: safeLine(address.trim()).slice(0, LONGEST_TEXT), kind: 'inert', deceptive: false };
  return { text: shown, target: safeLine(shownAddress(url)), kind, deceptive: deceives(shown, url) };
};

/** What is written behind a link, so that its target is seen without a pointer: the host, or the address itself. */
export const targetNote = ({ kind, target, text }: LinkView): string | undefined => {
  if (kind === 'inert') return undefined;
  const note = kind === 'web' ? new URL(target).host : target.replace(/^mailto:|^tel:/, '').replace(/\?.*$/s, '');
  return text.toLowerCase().includes(note.toLowerCase()) && !text.includes(' ') ? undefined : note;
};
