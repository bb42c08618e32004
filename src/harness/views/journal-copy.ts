// Takes a journal copy apart without touching a byte of the message inside it.

const CRLF_CRLF = Buffer.from('\r\n\r\n');

/** A copy in journal form, or the bare message where the forwarder sends that (COPY-1). */
export interface JournalCopyView {
  readonly form: 'journal' | 'bare message';
  /** The text part that names sender and recipients; empty for a bare message. */
  readonly report: string;
  /** The message inside, byte for byte. */
  readonly inner: Buffer;
}

interface Entity {
  readonly header: string;
  readonly body: Buffer;
}

const splitEntity = (raw: Buffer): Entity => {
  if (raw.subarray(0, 2).equals(Buffer.from('\r\n'))) return { header: '', body: raw.subarray(2) };
  const end = raw.indexOf(CRLF_CRLF);
  if (end < 0) return { header: raw.toString('latin1'), body: Buffer.alloc(0) };
  return { header: raw.toString('latin1', 0, end), body: raw.subarray(end + 4) };
};

const unfold = (header: string): string => header.replace(/\r\n[ \t]+/g, ' ');

const fieldOf = (header: string, name: string): string | undefined =>
  new RegExp(`^${name}:[ \\t]*(.*)$`, 'im').exec(unfold(header).replace(/\r\n/g, '\n'))?.[1]?.trim();

const boundaryOf = (contentType: string): string | undefined => {
  const match = /;\s*boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(contentType);
  return match?.[1] ?? match?.[2];
};

/** The parts between the delimiters of a multipart body; the CRLF before a delimiter belongs to the delimiter (RFC 2046). */
const splitParts = (body: Buffer, boundary: string): Buffer[] => {
  const whole = Buffer.concat([Buffer.from('\r\n'), body]);
  const delimiter = Buffer.from(`\r\n--${boundary}`, 'latin1');
  const parts: Buffer[] = [];
  let begin = -1;
  for (let at = whole.indexOf(delimiter); at >= 0; at = whole.indexOf(delimiter, at + delimiter.length)) {
    const rest = whole.subarray(at + delimiter.length);
    const lineEnd = rest.indexOf('\r\n');
    const tail = rest.toString('latin1', 0, lineEnd < 0 ? rest.length : lineEnd);
    if (!/^(?:--)?[ \t]*$/.test(tail)) continue;
    if (begin >= 0) parts.push(whole.subarray(begin, at));
    if (tail.startsWith('--') || lineEnd < 0) return parts;
    begin = at + delimiter.length + lineEnd + 2;
  }
  return parts;
};

const decoded = (entity: Entity): Buffer => {
  const encoding = fieldOf(entity.header, 'Content-Transfer-Encoding')?.toLowerCase();
  return encoding === 'base64' ? Buffer.from(entity.body.toString('latin1'), 'base64') : entity.body;
};

/** Reads a copy as it arrived at the intake. */
export const readJournalCopy = (raw: Buffer): JournalCopyView => {
  const outer = splitEntity(raw);
  const contentType = fieldOf(outer.header, 'Content-Type') ?? '';
  const boundary = /^multipart\//i.test(contentType) ? boundaryOf(contentType) : undefined;
  const parts = boundary === undefined ? [] : splitParts(outer.body, boundary).map(splitEntity);
  const attached = parts.find((part) => /^message\/rfc822/i.test(fieldOf(part.header, 'Content-Type') ?? ''));
  const first = parts[0];
  if (attached === undefined || first === undefined || first === attached) return { form: 'bare message', report: '', inner: raw };
  return { form: 'journal', report: decoded(first).toString('utf8'), inner: decoded(attached) };
};

/**
 * Where the inner message differs from the accepted one, in words; undefined when it is equal but for header fields
 * added on top (COPY-1).
 */
export const differenceFrom = (accepted: Buffer, inner: Buffer): string | undefined => {
  if (inner.length >= accepted.length && inner.subarray(inner.length - accepted.length).equals(accepted)) {
    const added = inner.toString('latin1', 0, inner.length - accepted.length);
    return added === '' || /^(?:[!-9;-~]+:[^\r\n]*\r\n(?:[ \t][^\r\n]*\r\n)*)+$/.test(added)
      ? undefined
      : `${added.length} bytes before the message that are no header fields`;
  }
  const offset = firstDifferenceFromEnd(accepted, inner);
  const around = (buffer: Buffer, fromEnd: number): string =>
    JSON.stringify(buffer.toString('latin1', Math.max(0, buffer.length - fromEnd - 30), Math.max(0, buffer.length - fromEnd + 10)));
  return `${inner.length} bytes against ${accepted.length} accepted; counted from the end they part at byte ${offset}: ${around(inner, offset)} against ${around(accepted, offset)}`;
};

/**
 * The same for a copy as it arrived. Without a wrapper the message itself may look like one, for it may hold messages: so that the
 * whole of it is taken for the message too (COPY-1).
 */
export const differenceInside = (accepted: Buffer, raw: Buffer): string | undefined => {
  const difference = differenceFrom(accepted, readJournalCopy(raw).inner);
  return difference === undefined || differenceFrom(accepted, raw) === undefined ? undefined : difference;
};

const firstDifferenceFromEnd = (a: Buffer, b: Buffer): number => {
  const limit = Math.min(a.length, b.length);
  for (let offset = 0; offset < limit; offset += 1) {
    if (a[a.length - 1 - offset] !== b[b.length - 1 - offset]) return offset;
  }
  return limit;
};
