import { z } from 'zod';

// What the page of a message gets to know of it. All texts are decoded, and free of control characters and of marks that
// reverse the direction of writing; `raw` of a header field alone is as it was sent.

/** What may be wrong with a message. */
export const FLAW_KINDS = [
  'address unreadable',
  'base64 broken',
  'boundary missing',
  'boundary not closed',
  'boundary not found',
  'character set broken',
  'character set unknown',
  'character set wrong',
  'date unreadable',
  'direction marks',
  'encoded word broken',
  'encoding not allowed',
  'encoding unknown',
  'field cut',
  'field malformed',
  'field repeated',
  'file name unsafe',
  'header too large',
  'html cut',
  'NUL byte',
  'quoted-printable broken',
  'text cut',
  'too deep',
  'too many addresses',
  'too many delimiters',
  'too many fields',
  'too many links',
  'too many parts',
  'uuencode broken',
] as const;

/** One problem found; `part` is where, null for the message as a whole. */
export const flaw = z.strictObject({ kind: z.enum(FLAW_KINDS), part: z.int().nullable(), detail: z.string() });

export const headerField = z.strictObject({
  /** As written; empty for a line that is no field. */
  name: z.string(),
  /** Unfolded, encoded words decoded. */
  value: z.string(),
  /** As sent, folds included. */
  raw: z.string(),
});

/** `address` is empty for a group. */
export const mailbox = z.strictObject({ name: z.string(), address: z.string() });

export const messageSummary = z.strictObject({
  subject: z.string().nullable(),
  from: z.array(mailbox),
  to: z.array(mailbox),
  cc: z.array(mailbox),
  replyTo: z.array(mailbox),
  /** ISO 8601; null where there is none that can be read. */
  date: z.string().nullable(),
  messageId: z.string().nullable(),
});

/** One MIME part. Parts are listed in the order in which they begin; the message itself is part 0. */
export const partView = z.strictObject({
  index: z.int(),
  parent: z.int().nullable(),
  /** 0 for the message itself. */
  depth: z.int(),
  children: z.int(),
  /** Lower case: `text/plain`. */
  type: z.string(),
  charset: z.string().nullable(),
  /** Content-Transfer-Encoding as named, in lower case; empty where none is. */
  encoding: z.string(),
  /** `attachment`, `inline` or what else was named; null where nothing was. */
  disposition: z.string().nullable(),
  /** As the sender named it, made safe to show. */
  fileName: z.string().nullable(),
  /** Safe as the name of a file anywhere. */
  downloadName: z.string(),
  contentId: z.string().nullable(),
  /** Offsets in the inner message: where its header begins, where its body begins, where it ends. */
  start: z.int(),
  bodyStart: z.int(),
  end: z.int(),
  /** Bytes of the body, decoded; null for a part that holds parts. */
  size: z.int().nullable(),
  /**
   * `body` is shown or an alternative to what is; `attachment` is listed; `inline` belongs to the HTML; `container` holds parts;
   * `nested` lies inside an attached message.
   */
  role: z.enum(['body', 'attachment', 'inline', 'container', 'nested']),
});

export const textView = z.strictObject({
  content: z.string(),
  /** Where it was taken from: `html` where some of it comes from an HTML part without a plain sister. */
  from: z.enum(['plain', 'html', 'none']),
  /** More text exists than is shown. */
  cut: z.boolean(),
});

/** What an HTML body would have fetched, or where it would have sent something. */
export const BLOCKED_KINDS = [
  'image',
  'style sheet',
  'font',
  'media',
  'frame',
  'script',
  'object',
  'hint',
  'redirect',
  'form target',
  'ping',
  'base',
  'other',
] as const;

export const blockedContent = z.strictObject({
  kind: z.enum(BLOCKED_KINDS),
  host: z.string(),
  count: z.int(),
});

export const linkView = z.strictObject({
  /** What the reader sees of it. */
  text: z.string(),
  /** Where it really leads; what it holds instead of an address where it leads nowhere. */
  target: z.string(),
  /** `inert`: a script, data, a file, or no address at all; never to be opened. */
  kind: z.enum(['web', 'mail', 'telephone', 'inert']),
  /** Its text names another host than the one it leads to. */
  deceptive: z.boolean(),
});

export const htmlView = z.strictObject({
  /** Remote references, which the preview does not follow. */
  blocked: z.strictObject({
    total: z.int(),
    hosts: z.int(),
    entries: z.array(blockedContent),
  }),
  /** Pictures of the message itself that the preview shows. */
  pictures: z.int(),
  links: z.array(linkView),
  /** Elements and attributes left out that would have acted: `script`, `form`, `event handler`… */
  removed: z.array(z.strictObject({ what: z.string(), count: z.int() })),
  cut: z.boolean(),
});

export const attachmentView = z.strictObject({
  /** Part to download. */
  part: z.int(),
  /** Made safe to show. */
  name: z.string(),
  downloadName: z.string(),
  type: z.string(),
  /** Decoded, in bytes. */
  size: z.int(),
  /** Belongs to the HTML body, which shows it or would. */
  inline: z.boolean(),
});

/** A message taken apart. */
export const messageView = z.strictObject({
  /** Bytes. */
  size: z.int(),
  summary: messageSummary,
  headers: z.array(headerField),
  parts: z.array(partView),
  text: textView,
  /** null where the message has no HTML body. */
  html: htmlView.nullable(),
  attachments: z.array(attachmentView),
  flaws: z.array(flaw),
});

/** What the wrapper of a journal copy tells of the message inside (COPY-4). */
export const journalReport = z.strictObject({
  sender: z.string().nullable(),
  recipients: z.array(z.string()),
  messageId: z.string().nullable(),
  subject: z.string().nullable(),
  /** The part as it reads. */
  text: z.string(),
});

/** A copy as its page shows it: the wrapper, and the message inside. */
export const copyView = z.strictObject({
  /** `bare`: the forwarder sent the message itself (COPY-1). */
  form: z.enum(['journal', 'bare']),
  outer: z.strictObject({ size: z.int(), sha256: z.string(), headers: z.array(headerField), flaws: z.array(flaw) }),
  inner: z.strictObject({
    size: z.int(),
    sha256: z.string(),
    /** Where it begins in the copy; null where it was encoded. */
    offset: z.int().nullable(),
  }),
  report: journalReport.nullable(),
  message: messageView,
});

export type FlawKind = (typeof FLAW_KINDS)[number];
export type Flaw = z.infer<typeof flaw>;
export type HeaderFieldView = z.infer<typeof headerField>;
export type MailboxView = z.infer<typeof mailbox>;
export type MessageSummary = z.infer<typeof messageSummary>;
export type PartView = z.infer<typeof partView>;
export type TextView = z.infer<typeof textView>;
export type BlockedKind = (typeof BLOCKED_KINDS)[number];
export type BlockedContent = z.infer<typeof blockedContent>;
export type LinkView = z.infer<typeof linkView>;
export type HtmlView = z.infer<typeof htmlView>;
export type AttachmentView = z.infer<typeof attachmentView>;
export type MessageView = z.infer<typeof messageView>;
export type JournalReport = z.infer<typeof journalReport>;
export type CopyView = z.infer<typeof copyView>;
