import { decodeBody, readPlain } from './bodies.ts';
import { BlockedTally } from './html/blocked-tally.ts';
import { escapeHtml } from './html/escape.ts';
import { type Sanitized, sanitizeHtml } from './html/sanitizer.ts';
import type { OpenedMessage } from './opened-message.ts';
import { PictureShelf } from './pictures.ts';
import type { HtmlView } from './view-model.ts';

export interface HtmlBody {
  /** What stands in the body of the preview document. */
  readonly html: string;
  readonly view: HtmlView;
}

const sumUp = (sanitized: readonly Sanitized[]): HtmlView['removed'] => {
  const counts = new Map<string, number>();
  for (const { what, count } of sanitized.flatMap(({ removed }) => removed)) counts.set(what, (counts.get(what) ?? 0) + count);
  return Array.from(counts, ([what, count]) => ({ what, count })).sort((one, other) => other.count - one.count);
};

/** The HTML of a message made harmless, its parts one after the other; undefined where it has none. */
export const readHtmlBody = async ({ raw, limits, parts, bodies, flaws }: OpenedMessage): Promise<HtmlBody | undefined> => {
  if (!bodies.html.some(({ type }) => type === 'text/html')) return undefined;
  const blocked = new BlockedTally(limits.blockedKinds);
  const shelf = new PictureShelf(raw, parts, limits);
  const pieces: string[] = [];
  const sanitized: Sanitized[] = [];
  let left = limits.htmlBytes;
  let cut = false;
  for (const part of bodies.html) {
    const body = decodeBody(raw, part, left, flaws);
    left -= Math.min(left, Buffer.byteLength(body.text));
    cut ||= body.cut;
    if (part.type !== 'text/html') {
      pieces.push(`<pre>${escapeHtml(readPlain(part, body.text))}</pre>`);
      continue;
    }
    const one = await sanitizeHtml(body.text, { limits, blocked, picture: (address) => shelf.find(address) });
    sanitized.push(one);
    pieces.push(one.html);
  }
  cut ||= sanitized.some((one) => one.cut);
  if (cut) flaws.add('html cut', null, 'the HTML is larger or deeper than what is shown of it');
  if (sanitized.some(({ linksCut }) => linksCut)) flaws.add('too many links', null, `only the first ${limits.links} are listed`);
  return {
    html: pieces.join('<hr>'),
    view: {
      blocked: blocked.result(),
      pictures: sanitized.reduce((sum, { pictures }) => sum + pictures, 0),
      links: sanitized.flatMap(({ links }) => links).slice(0, limits.links),
      removed: sumUp(sanitized),
      cut,
    },
  };
};
