import { hash } from 'node:crypto';
import { mailboxesOf, shownValue, unfoldedValue } from '../../dashboard/message-view/field-text.ts';
import { Flaws } from '../../dashboard/message-view/flaws.ts';
import { findField, type RawField } from '../../dashboard/message-view/header-section.ts';
import { VIEW_LIMITS } from '../../dashboard/message-view/limits.ts';
import { isMessageType, type MimePart } from '../../dashboard/message-view/mime-part.ts';
import { scanMime } from '../../dashboard/message-view/mime-tree.ts';
import { openCopy } from '../../dashboard/message-view/open-copy.ts';
import type { JournalEnvelope, Mailbox } from '../message-record.ts';

/** What is looked at when a copy arrives: less than its page shows, as every copy is looked at. */
const ARRIVAL_LIMITS = { ...VIEW_LIMITS, parts: 1000, depth: 20, delimiterLines: 20_000, headerBytes: 256 * 1024, flaws: 10 };
const MOST_FIELD_BYTES = 8 * 1024;
const MOST_MAILBOXES = 100;
const MOST_RECIPIENTS = 1000;
/** Characters that are kept of a text for lists. */
const MOST_CHARACTERS = 1000;

/** What the bytes of a copy tell. What stands in a message is that of the inner one where the copy is a journal wrapper (COPY-1). */
export interface CopyAnalysis {
  readonly wrapped: boolean;
  /** Digest of the message inside, or of the copy itself, in hexadecimal. */
  readonly innerSha256: string;
  readonly innerSize: number;
  readonly subject: string | null;
  readonly from: Mailbox | null;
  readonly to: readonly Mailbox[];
  readonly cc: readonly Mailbox[];
  readonly messageId: string | null;
  readonly dateMs: number | null;
  readonly mid: number | null;
  readonly clientIp: string | null;
  readonly journal: JournalEnvelope | null;
  readonly parts: number;
  readonly attachments: number;
  readonly cutShort: boolean;
}

const cut = (text: string): string => (text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS - 1).toWellFormed()}…` : text);

const fieldValue = (fields: readonly RawField[], name: string): string | undefined => {
  const field = findField(fields, name);
  return field === undefined ? undefined : unfoldedValue(field, MOST_FIELD_BYTES);
};

const shownOf = (fields: readonly RawField[], name: string): string | null => {
  const value = fieldValue(fields, name);
  return value === undefined || value === '' ? null : cut(shownValue(value));
};

const boxesOf = (fields: readonly RawField[], name: string): Mailbox[] => {
  const value = fieldValue(fields, name);
  if (value === undefined) return [];
  return mailboxesOf(value, MOST_MAILBOXES).mailboxes.map((box) => ({ name: cut(box.name), address: cut(box.address) }));
};

const timeOf = (date: string | undefined): number | null => {
  // A comment at the end names the zone once more, and Date.parse takes few of them.
  const timeMs = date === undefined ? Number.NaN : Date.parse(date.slice(0, 100).replace(/\s{0,9}\([^()]*\)$/, ''));
  return Number.isNaN(timeMs) ? null : timeMs;
};

const TOLD_MID = /\bMID:?[ \t]+(\d{1,15})\b/;

/** The gateway's number for the message: by its own field, else by what the wrapper says. */
const midOf = (inner: readonly RawField[], outer: readonly RawField[]): number | null => {
  const named = fieldValue(inner, 'x-ironport-mid') ?? fieldValue(outer, 'x-ironport-mid');
  const digits = named === undefined ? TOLD_MID.exec(fieldValue(outer, 'subject') ?? '')?.[1] : /^\d{1,15}$/.exec(named)?.[0];
  return digits === undefined ? null : Number(digits);
};

/** Attachments are what a reader is offered to save: declared or named ones, and what is neither text nor shown within it. */
const isAttachment = ({ type, disposition, typeParameters, fields }: MimePart): boolean => {
  if (type.startsWith('multipart/')) return false;
  if (disposition?.value === 'attachment') return true;
  const isShownWithin = findField(fields, 'content-id') !== undefined;
  if (disposition?.value === 'inline' && isShownWithin) return false;
  const named = disposition?.parameters.has('filename') === true || typeParameters.has('name');
  return named || !(type.startsWith('text/') || isShownWithin);
};

const countAttachments = (parts: readonly MimePart[]): number => {
  // What is inside an attached message belongs to that one.
  const inside = new Set<number>();
  let count = 0;
  for (const part of parts) {
    const parent = part.parent === null ? undefined : parts[part.parent];
    if (parent !== undefined && (inside.has(parent.index) || isMessageType(parent.type))) inside.add(part.index);
    // A message that is nothing but text without a header to say so is no attachment.
    else if (isAttachment(part) && (part.index > 0 || part.fields.length > 0)) count += 1;
  }
  return count;
};

/** COPY-5, SETUP-4: what a gateway calls the field unless its account says otherwise. */
const USUAL_CLIENT_HEADER = 'X-IronPort-RemoteIP';

/**
 * Reads a copy. Takes time in proportion to its size at most, and never throws, whatever is in it. `clientHeader`: the field in which
 * the gateway names its client.
 */
export const analyseCopy = (raw: Buffer, sha256: string, clientHeader = USUAL_CLIENT_HEADER): CopyAnalysis => {
  const { form, report, inner, fields: outer } = openCopy(raw);
  const flaws = new Flaws(ARRIVAL_LIMITS.flaws);
  const parts = scanMime(inner, ARRIVAL_LIMITS, flaws);
  const fields = parts[0]?.fields ?? [];
  const wrapped = form === 'journal';
  return {
    wrapped,
    innerSha256: wrapped ? hash('sha256', inner) : sha256,
    innerSize: inner.length,
    subject: shownOf(fields, 'subject'),
    from: boxesOf(fields, 'from')[0] ?? null,
    to: boxesOf(fields, 'to'),
    cc: boxesOf(fields, 'cc'),
    messageId: shownOf(fields, 'message-id'),
    dateMs: timeOf(fieldValue(fields, 'date')),
    mid: midOf(fields, outer),
    clientIp: shownOf(fields, clientHeader.toLowerCase()),
    journal: report === null ? null : { sender: report.sender, recipients: report.recipients.slice(0, MOST_RECIPIENTS).map(cut) },
    parts: parts.length - 1,
    attachments: countAttachments(parts),
    cutShort: flaws.list.some(({ kind }) => CUT_SHORT.has(kind)),
  };
};

const CUT_SHORT: ReadonlySet<string> = new Set([
  'too many parts',
  'too many delimiters',
  'too deep',
  'header too large',
  'too many fields',
]);
