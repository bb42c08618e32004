import { decodeWords } from 'postal-mime';
import { contentIdOf, givenName } from './body-parts.ts';
import { shownValue, unfoldedValue } from './field-text.ts';
import { downloadName, nameTrouble, shownName } from './file-name.ts';
import type { Flaws } from './flaws.ts';
import { findField } from './header-section.ts';
import { isMessageType, type MimePart } from './mime-part.ts';
import type { OpenedMessage } from './opened-message.ts';
import { measure } from './part-bytes.ts';
import { safeLine } from './safe-text.ts';
import type { AttachmentView, PartView } from './view-model.ts';

const LONGEST_VALUE = 4_096;
const LONGEST_WORD = 200;

const short = (text: string): string => safeLine(text).slice(0, LONGEST_WORD);

/** The name of a part as its sender gave it; an attached message is named after its subject. */
const nameOf = ({ parts }: OpenedMessage, part: MimePart): string | null => {
  const given = givenName(part);
  if (given !== null) return decodeWords(given);
  const [inside] = isMessageType(part.type) ? part.children : [];
  const subject = inside === undefined ? undefined : findField(parts[inside]?.fields ?? [], 'subject');
  return subject === undefined ? null : `${shownValue(unfoldedValue(subject, LONGEST_VALUE)).replace(/[/\\]/g, '_')}.eml`;
};

/** Names under which one part is shown and saved. */
export const namesOf = (message: OpenedMessage, part: MimePart): { shown: string | null; download: string } => {
  const name = nameOf(message, part);
  return { shown: name === null ? null : shownName(name), download: downloadName(name, part.index, part.type) };
};

const isNested = (parts: readonly MimePart[], part: MimePart): boolean => {
  for (let at = part.parent; at !== null; at = parts[at]?.parent ?? null) if (isMessageType(parts[at]?.type ?? '')) return true;
  return false;
};

const roleOf = ({ parts, bodies }: OpenedMessage, part: MimePart): PartView['role'] => {
  if (isNested(parts, part)) return 'nested';
  if (bodies.inline.has(part)) return 'inline';
  if (bodies.attachments.includes(part)) return 'attachment';
  return part.children.length > 0 ? 'container' : 'body';
};

const tellOfName = (part: MimePart, name: string | null, flaws: Flaws): void => {
  const trouble = name === null ? undefined : nameTrouble(decodeWords(name));
  if (trouble !== undefined) flaws.add('file name unsafe', part.index, `${trouble}; it is saved under a harmless one`);
};

const viewPart = async (message: OpenedMessage, part: MimePart): Promise<PartView> => {
  const { raw, flaws } = message;
  const { index, parent, depth, children, type, typeParameters, encodingName, disposition, start, bodyStart, end } = part;
  const names = namesOf(message, part);
  tellOfName(part, givenName(part), flaws);
  const measured = children.length > 0 && !isMessageType(type) ? null : await measure(raw, part);
  if (measured?.flaw !== undefined) flaws.add(measured.flaw.kind, index, measured.flaw.detail);
  const charset = typeParameters.get('charset');
  const id = contentIdOf(part);
  return {
    index,
    parent,
    depth,
    children: children.length,
    type: short(type),
    charset: charset === undefined ? null : short(charset),
    encoding: short(encodingName),
    disposition: disposition === null || disposition.value === '' ? null : short(disposition.value),
    fileName: names.shown,
    downloadName: names.download,
    contentId: id === null ? null : short(id),
    start,
    bodyStart,
    end,
    size: measured?.size ?? null,
    role: roleOf(message, part),
  };
};

/** Every part of a message; sizes are counted by decoding, which takes turns with other work. */
export const viewParts = async (message: OpenedMessage): Promise<PartView[]> => {
  const views: PartView[] = [];
  for (const part of message.parts) views.push(await viewPart(message, part));
  return views;
};

/** The attachments among them. */
export const viewAttachments = ({ bodies }: OpenedMessage, views: readonly PartView[]): AttachmentView[] =>
  bodies.attachments.flatMap((part) => {
    const view = views[part.index];
    if (view === undefined) return [];
    const { index, fileName, downloadName: safe, type, size } = view;
    return [
      {
        part: index,
        name: fileName ?? safe,
        downloadName: safe,
        type,
        size: size ?? part.end - part.bodyStart,
        inline: bodies.inline.has(part),
      },
    ];
  });
