import { contentIdOf } from './body-parts.ts';
import { unfoldedValue } from './field-text.ts';
import { findField } from './header-section.ts';
import type { ViewLimits } from './limits.ts';
import type { MimePart } from './mime-part.ts';
import { decodeStart } from './part-bytes.ts';

// Pictures that a message brings along (RFC 2392, RFC 2557). They go into the preview as data: its frame has no origin, so no
// session of ours, and could not fetch them; and what it may not fetch it cannot tell anybody.

type PictureType = 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp' | 'image/bmp';

/** By the first bytes, whatever the part calls itself. SVG is left out: it is a document. */
const pictureType = (bytes: Buffer): PictureType | undefined => {
  const start = bytes.toString('latin1', 0, 12);
  if (start.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (start.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (/^GIF8[79]a/.test(start)) return 'image/gif';
  if (/^RIFF.{4}WEBP/s.test(start)) return 'image/webp';
  return start.startsWith('BM') ? 'image/bmp' : undefined;
};

const unescaped = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

const LONGEST_LOCATION = 2_000;

/** Finds the pictures of a message by what its HTML calls them. */
export class PictureShelf {
  private readonly raw: Buffer;
  private readonly limits: ViewLimits;
  private readonly byName = new Map<string, MimePart>();
  private readonly made = new Map<MimePart, string | undefined>();
  private charactersLeft: number;

  constructor(raw: Buffer, parts: readonly MimePart[], limits: ViewLimits) {
    this.raw = raw;
    this.limits = limits;
    this.charactersLeft = limits.pictureCharacters;
    for (const part of parts) {
      const id = contentIdOf(part);
      if (id !== null && !this.byName.has(`cid:${id}`)) this.byName.set(`cid:${id}`, part);
      const location = findField(part.fields, 'content-location');
      if (location !== undefined) this.byName.set(unfoldedValue(location, LONGEST_LOCATION), part);
    }
  }

  /** As a `data:` address; undefined where the message has no such picture or it is too large. Every use counts. */
  find(address: string): string | undefined {
    const part = this.byName.get(/^cid:/i.test(address) ? `cid:${unescaped(address.slice(4))}` : address);
    if (part === undefined) return undefined;
    if (!this.made.has(part)) this.made.set(part, this.make(part));
    const made = this.made.get(part);
    if (made === undefined || made.length > this.charactersLeft) return undefined;
    this.charactersLeft -= made.length;
    return made;
  }

  private make(part: MimePart): string | undefined {
    const { bytes, cut } = decodeStart(this.raw, part, this.limits.pictureBytes);
    const type = pictureType(bytes);
    return cut || type === undefined ? undefined : `data:${type};base64,${bytes.toString('base64')}`;
  }
}
