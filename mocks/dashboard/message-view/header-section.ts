// Splits the header of a message or a MIME part into fields, without looking into them.

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const TAB = 0x09;

const FIELD_NAME = /^([!-9;-~]+)[ \t]*:/;
/** The longest name that is looked for. */
const LONGEST_NAME = 200;

export interface RawField {
  /** As written; empty for a line that is no field. */
  readonly name: string;
  /** The whole field as sent, folds included, without the end of its last line. */
  readonly bytes: Buffer;
}

export interface HeaderSection {
  readonly fields: readonly RawField[];
  /** Where the body begins. */
  readonly bodyStart: number;
  /** Fields past the limit are not listed. */
  readonly fieldsCut: boolean;
  /** No end was found within the limit: the rest is taken as body. */
  readonly tooLarge: boolean;
}

export interface HeaderBounds {
  readonly bytes: number;
  readonly fields: number;
}

/** End of the text of a line: its line end and what of CR belongs to it are left out. */
const textEnd = (raw: Buffer, start: number, lineFeed: number): number =>
  lineFeed > start && raw[lineFeed - 1] === CR ? lineFeed - 1 : lineFeed;

const nameOf = (raw: Buffer, start: number, end: number): string =>
  FIELD_NAME.exec(raw.toString('latin1', start, Math.min(end, start + LONGEST_NAME)))?.[1] ?? '';

/**
 * Reads the header section that begins at `start`. It ends at an empty line, at the end of the bytes, or where
 * `isDelimiter` says that a line, given by its offsets, belongs to an enclosing multipart.
 */
export const readHeaderSection = (
  raw: Buffer,
  start: number,
  bounds: HeaderBounds,
  isDelimiter: (start: number, end: number) => boolean = () => false,
): HeaderSection => {
  const fields: RawField[] = [];
  let fieldsCut = false;
  let fieldStart = -1;
  let fieldEnd = -1;
  const finishField = (): void => {
    if (fieldStart < 0) return;
    if (fields.length >= bounds.fields) fieldsCut = true;
    else fields.push({ name: nameOf(raw, fieldStart, fieldEnd), bytes: raw.subarray(fieldStart, fieldEnd) });
    fieldStart = -1;
  };
  let at = start;
  while (at < raw.length) {
    const found = raw.indexOf(LF, at);
    const lineFeed = found < 0 ? raw.length : found;
    const end = textEnd(raw, at, lineFeed);
    const next = Math.min(lineFeed + 1, raw.length);
    if (isDelimiter(at, end)) break;
    if (end === at) {
      finishField();
      return { fields, bodyStart: next, fieldsCut, tooLarge: false };
    }
    if (next - start > bounds.bytes) {
      finishField();
      return { fields, bodyStart: at, fieldsCut, tooLarge: true };
    }
    const isFold = (raw[at] === SPACE || raw[at] === TAB) && fieldStart >= 0;
    if (!isFold) {
      finishField();
      fieldStart = at;
    }
    fieldEnd = end;
    at = next;
  }
  finishField();
  return { fields, bodyStart: at, fieldsCut, tooLarge: false };
};

/** The first field of that name (lower case), or the first that `fits`. */
export const findField = (
  fields: readonly RawField[],
  name: string,
  fits: (field: RawField) => boolean = () => true,
): RawField | undefined => fields.find((field) => field.name.toLowerCase() === name && fits(field));
