import { mailboxesOf, rawText, shownValue, stripComments, unfoldedValue, valueTrouble } from './field-text.ts';
import type { Flaws } from './flaws.ts';
import { findField, type RawField } from './header-section.ts';
import type { ViewLimits } from './limits.ts';
import type { MimePart } from './mime-part.ts';
import type { HeaderFieldView, MailboxView, MessageSummary } from './view-model.ts';

/** Fields that people read. */
const WORDED = /^(?:subject|from|to|cc|bcc|sender|reply-to|comments)$/i;

/** Once in a message (RFC 5322 section 3.6); a second one is a way to show one thing and mean another. */
const ONCE = ['from', 'sender', 'reply-to', 'to', 'cc', 'subject', 'date', 'message-id'];

/** The fields of a header, in order. `charset` is what 8-bit text that is not UTF-8 is read as. */
export const viewFields = (fields: readonly RawField[], limits: ViewLimits, charset: string | null, flaws: Flaws): HeaderFieldView[] => {
  for (const name of ONCE) {
    const count = fields.filter((field) => field.name.toLowerCase() === name).length;
    if (count > 1) flaws.add('field repeated', null, `${name} stands ${count} times; the first counts`);
  }
  return fields.map((field, place) => {
    const { name, bytes } = field;
    const unfolded = unfoldedValue(field, limits.fieldBytes, charset);
    const value = shownValue(unfolded);
    if (bytes.length > limits.fieldBytes) flaws.add('field cut', null, `only the first ${limits.fieldBytes} bytes of ${name} are shown`);
    // A mailbox file's "From " line is no field and does no harm.
    if (name === '' && !(place === 0 && bytes.toString('latin1', 0, 5) === 'From '))
      flaws.add('field malformed', null, `a line of the header is no field: ${value.slice(0, 80)}`);
    if (WORDED.test(name)) {
      const { undecoded, reversing } = valueTrouble(unfolded);
      if (undecoded) flaws.add('encoded word broken', null, `${name} holds characters that cannot be read`);
      if (reversing) flaws.add('direction marks', null, `marks in ${name} reverse the direction of writing`);
    }
    const shown = bytes.length > limits.fieldBytes ? { name, bytes: bytes.subarray(0, limits.fieldBytes) } : field;
    return { name, value, raw: rawText(shown, charset) };
  });
};

const dateOf = (value: string | null, flaws: Flaws): string | null => {
  if (value === null) return null;
  // RFC 5322 allows comments, and in its obsolete syntax blanks around the colons.
  const time = Date.parse(
    stripComments(value)
      .replace(/\s*:\s*/g, ':')
      .trim(),
  );
  if (Number.isFinite(time)) return new Date(time).toISOString();
  flaws.add('date unreadable', null, `Date is no date: ${value.slice(0, 80)}`);
  return null;
};

/** What lists and headings show of a message. */
export const summarize = (
  { fields }: Pick<MimePart, 'fields'>,
  limits: ViewLimits,
  charset: string | null,
  flaws: Flaws,
): MessageSummary => {
  const unfolded = (name: string): string | null => {
    const field = findField(fields, name);
    return field === undefined ? null : unfoldedValue(field, limits.fieldBytes, charset);
  };
  const shown = (name: string): string | null => {
    const value = unfolded(name);
    return value === null ? null : shownValue(value);
  };
  const addresses = (name: string): MailboxView[] => {
    const value = unfolded(name);
    if (value === null || value === '') return [];
    const { mailboxes, cut } = mailboxesOf(value, limits.addresses);
    if (cut) flaws.add('too many addresses', null, `only the first ${limits.addresses} of ${name} are listed`);
    if (mailboxes.length > 0 && mailboxes.every(({ address }) => address === ''))
      flaws.add('address unreadable', null, `${name} holds no address`);
    return mailboxes;
  };
  return {
    subject: shown('subject'),
    from: addresses('from'),
    to: addresses('to'),
    cc: addresses('cc'),
    replyTo: addresses('reply-to'),
    date: dateOf(unfolded('date'), flaws),
    messageId: shown('message-id'),
  };
};
