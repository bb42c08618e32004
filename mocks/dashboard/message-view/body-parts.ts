import { unfoldedValue } from './field-text.ts';
import { findField } from './header-section.ts';
import type { MimePart } from './mime-part.ts';

// Which parts a reader sees as the message, and which hang on it (RFC 2046 section 5.1, RFC 2387).

export interface BodyParts {
  /** Text or HTML, in reading order, where text is wanted. */
  readonly text: readonly MimePart[];
  /** The same where HTML is wanted; may hold plain text between HTML. */
  readonly html: readonly MimePart[];
  /** In the order of the message; a message that is attached counts as one. */
  readonly attachments: readonly MimePart[];
  /** Attachments that belong to the HTML. */
  readonly inline: ReadonlySet<MimePart>;
}

const LONGEST_ID = 1_000;

const isText = ({ type }: MimePart): boolean => type === 'text/plain' || type === 'text/html';

/** Content-ID without its angle brackets. */
export const contentIdOf = (part: MimePart): string | null => {
  const field = findField(part.fields, 'content-id');
  const id = field === undefined ? '' : unfoldedValue(field, LONGEST_ID).replace(/^<|>$/g, '').trim();
  return id === '' ? null : id;
};

/** The file name that the sender gave, as it stands there; encoded words are left. */
export const givenName = ({ disposition, typeParameters }: MimePart): string | null => {
  const name = disposition?.parameters.get('filename') ?? typeParameters.get('name') ?? '';
  return name.trim() === '' ? null : name;
};

const isMultipart = ({ type, children }: MimePart): boolean => type.startsWith('multipart/') && children.length > 0;

/** Shown as part of the message itself. A multipart that no line divides is shown as text. */
const isBody = (part: MimePart): boolean => {
  if (part.disposition?.value === 'attachment') return false;
  if (part.type.startsWith('multipart/')) return true;
  return isText(part) && (part.index === 0 || givenName(part) === null);
};

const isHtml = ({ type }: MimePart): boolean => type === 'text/html';

class Sorter {
  readonly attachments: MimePart[] = [];
  readonly inline = new Set<MimePart>();
  private readonly parts: readonly MimePart[];

  constructor(parts: readonly MimePart[]) {
    this.parts = parts;
  }

  sort(part: MimePart, related: boolean): Pick<BodyParts, 'text' | 'html'> {
    if (isMultipart(part)) {
      const children = part.children.flatMap((index) => this.parts[index] ?? []);
      if (part.type === 'multipart/alternative') return this.alternatives(children, related);
      return part.type === 'multipart/related' ? this.related(part, children) : this.sequence(children, related);
    }
    if (isBody(part)) return { text: [part], html: [part] };
    this.attachments.push(part);
    if (related || (part.disposition?.value === 'inline' && contentIdOf(part) !== null)) this.inline.add(part);
    return { text: [], html: [] };
  }

  private sequence(children: readonly MimePart[], related: boolean): Pick<BodyParts, 'text' | 'html'> {
    const sorted = children.map((child) => this.sort(child, related));
    return { text: sorted.flatMap(({ text }) => text), html: sorted.flatMap(({ html }) => html) };
  }

  /** The last that can be shown is the best one. */
  private alternatives(children: readonly MimePart[], related: boolean): Pick<BodyParts, 'text' | 'html'> {
    const sorted = children.map((child) => this.sort(child, related)).filter(({ html }) => html.length > 0);
    const plain = sorted.findLast(({ text }) => !text.some(isHtml));
    const rich = sorted.findLast(({ html }) => html.some(isHtml));
    return { text: (plain ?? rich)?.text ?? [], html: (rich ?? plain)?.html ?? [] };
  }

  private related(part: MimePart, children: readonly MimePart[]): Pick<BodyParts, 'text' | 'html'> {
    const start = part.typeParameters.get('start')?.replace(/^<|>$/g, '');
    const root = children.find((child) => start !== undefined && contentIdOf(child) === start) ?? children[0];
    const [first] = [root].flatMap((one) => (one === undefined ? [] : [this.sort(one, false)]));
    for (const child of children) if (child !== root) this.aside(child);
    return first ?? { text: [], html: [] };
  }

  /** Text beside the root of a multipart/related is no body of its own. */
  private aside(part: MimePart): void {
    if (isMultipart(part)) {
      this.sort(part, true);
      return;
    }
    this.attachments.push(part);
    this.inline.add(part);
  }
}

/** Sorts the parts of a message; what lies inside an attached message is that message's own. */
export const sortParts = (parts: readonly MimePart[]): BodyParts => {
  const sorter = new Sorter(parts);
  const [root] = parts;
  const bodies = root === undefined ? { text: [], html: [] } : sorter.sort(root, false);
  return { ...bodies, attachments: sorter.attachments.toSorted((one, other) => one.index - other.index), inline: sorter.inline };
};
