import { decodeBytes } from './charset.ts';
import { Flaws } from './flaws.ts';
import type { RawField } from './header-section.ts';
import { VIEW_LIMITS } from './limits.ts';
import { isMessageType, type MimePart } from './mime-part.ts';
import { scanMime } from './mime-tree.ts';
import { type DecodablePart, decodeStart } from './part-bytes.ts';
import { safeLine, safeLines } from './safe-text.ts';
import type { Flaw, JournalReport } from './view-model.ts';

// Takes a journal copy apart (COPY-1, COPY-4). What the wrapper looks like is not documented: a multipart whose first part is
// text with the envelope in it, one field a line, and whose second and last part is the message. The names of the fields are
// those that journal reports of mail systems have in common.

/** A copy taken apart. `inner` shares its bytes with `raw` unless the message was encoded inside the wrapper. */
export interface OpenedCopy {
  readonly form: 'journal' | 'bare';
  readonly raw: Buffer;
  /** The fields of the wrapper; those of the message where it came bare. */
  readonly fields: readonly RawField[];
  /** null where the message came bare. */
  readonly report: JournalReport | null;
  /** The message inside, byte for byte. */
  readonly inner: Buffer;
  /** Where it begins in `raw`; null where it was encoded. */
  readonly offset: number | null;
  /** The stretch of `raw` that holds it, and how it is written there. */
  readonly place: DecodablePart;
  /** What is wrong with the wrapper. */
  readonly flaws: readonly Flaw[];
}

/** A wrapper has three parts; what goes deeper is the message's own. */
const WRAPPER_LIMITS = { ...VIEW_LIMITS, depth: 1, parts: 4, flaws: 10 };

const LONGEST_REPORT = 1024 * 1024;
const MOST_RECIPIENTS = 10_000;

const RECIPIENT = /^(?:recipient|to|cc|bcc|envelope-to)$/;

/** `Name: value` lines; a line that begins with a blank goes on. */
const reportFields = (text: string): { name: string; value: string }[] =>
  text
    .replace(/\n[ \t]+(?=\S)/g, ' ')
    .split('\n')
    .flatMap((line) => {
      const match = /^([A-Za-z][A-Za-z-]*)[ \t]*:[ \t]*(.*)$/.exec(line);
      return match === null ? [] : [{ name: (match[1] ?? '').toLowerCase(), value: safeLine((match[2] ?? '').trim()) }];
    });

/** `<a@b>`, `a@b` and `<>` for the null sender. */
const bareAddress = (value: string): string => /^<([^<>]*)>$/.exec(value)?.[1] ?? value;

const readReport = (raw: Buffer, part: MimePart): JournalReport | null => {
  const { bytes, cut } = decodeStart(raw, part, LONGEST_REPORT);
  const text = safeLines(decodeBytes(bytes, part.typeParameters.get('charset') ?? null, cut).text);
  const fields = reportFields(text);
  const firstOf = (name: string): string | null => fields.find((field) => field.name === name)?.value ?? null;
  const recipients = fields.filter(({ name }) => RECIPIENT.test(name)).map(({ value }) => bareAddress(value));
  const sender = firstOf('sender');
  if (sender === null && recipients.length === 0) return null;
  return {
    sender: sender === null ? null : bareAddress(sender),
    recipients: recipients.slice(0, MOST_RECIPIENTS),
    messageId: firstOf('message-id'),
    subject: firstOf('subject'),
    text,
  };
};

interface Wrapper {
  readonly report: JournalReport;
  readonly message: MimePart;
}

const wrapperIn = (raw: Buffer, parts: readonly MimePart[]): Wrapper | undefined => {
  const [outer] = parts;
  if (outer === undefined || !/^multipart\/(?:mixed|report)$/.test(outer.type) || outer.children.length !== 2) return undefined;
  const [first, second] = outer.children.map((child) => parts[child]);
  if (first?.type !== 'text/plain' || second === undefined || !isMessageType(second.type)) return undefined;
  const report = readReport(raw, first);
  return report === null ? undefined : { report, message: second };
};

/** Takes a copy apart, as it came after dot-unstuffing; never fails. Costs one search through its bytes. */
export const openCopy = (raw: Buffer): OpenedCopy => {
  const found = new Flaws(WRAPPER_LIMITS.flaws);
  const parts = scanMime(raw, WRAPPER_LIMITS, found);
  const fields = parts[0]?.fields ?? [];
  const wrapper = wrapperIn(raw, parts);
  if (wrapper === undefined) {
    const place = { bodyStart: 0, end: raw.length, encoding: 'identity' } as const;
    return { form: 'bare', raw, fields, report: null, inner: raw, offset: 0, place, flaws: [] };
  }
  const { report, message } = wrapper;
  const encoded = message.encoding !== 'identity';
  const inner = encoded ? decodeStart(raw, message, raw.length).bytes : raw.subarray(message.bodyStart, message.end);
  return {
    form: 'journal',
    raw,
    fields,
    report,
    inner,
    offset: encoded ? null : message.bodyStart,
    place: { bodyStart: message.bodyStart, end: message.end, encoding: message.encoding },
    flaws: found.list.filter(({ kind }) => kind !== 'too deep'),
  };
};
