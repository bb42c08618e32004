import { unfoldedValue } from './field-text.ts';
import { findField, type RawField } from './header-section.ts';
import { readStructured, type StructuredField } from './structured-field.ts';
import type { TransferEncoding } from './transfer-decoder.ts';
import type { FlawKind } from './view-model.ts';

/** One part of a message: what its header says of its body, and where both lie in the bytes of the message. */
export interface MimePart {
  readonly index: number;
  readonly parent: number | null;
  readonly depth: number;
  readonly children: number[];
  readonly start: number;
  readonly bodyStart: number;
  /** Set when the end has been found. */
  end: number;
  readonly fields: readonly RawField[];
  readonly type: string;
  readonly typeParameters: ReadonlyMap<string, string>;
  readonly disposition: StructuredField | null;
  /** As named, in lower case. */
  readonly encodingName: string;
  /** As it is read. */
  readonly encoding: TransferEncoding;
}

/** What the fields of a part say; `tell` hears of what is wrong with them. */
export type PartContent = Pick<MimePart, 'type' | 'typeParameters' | 'disposition' | 'encodingName' | 'encoding'>;

const TYPE = /^[!#$&^_.+\w'*`{|}~%-]+\/[!#$&^_.+\w'*`{|}~%-]+$/;

/** Longer ones hold nothing that is used. */
const LONGEST_VALUE = 32 * 1024;

const textIn = (field: RawField): string => unfoldedValue(field, LONGEST_VALUE);

const named = (fields: readonly RawField[], name: string): RawField[] => fields.filter((field) => field.name.toLowerCase() === name);

const encodingFrom = (name: string): TransferEncoding | undefined => {
  if (/^(?:|7-?bits?|8-?bits?|binary|none)$/.test(name)) return 'identity';
  if (name.startsWith('base64')) return 'base64';
  if (/^quoted[- ]?printable/.test(name)) return 'quoted-printable';
  return /^(?:x-)?uu(?:e|encode)?$/.test(name) ? 'uuencode' : undefined;
};

const holdsParts = (type: string): boolean => type.startsWith('multipart/') || isMessageType(type);

/** Types whose body is a message of its own. */
export const isMessageType = (type: string): boolean => type === 'message/rfc822' || type === 'message/global';

const readEncoding = (fields: readonly RawField[], type: string, tell: (kind: FlawKind, detail: string) => void) => {
  const field = findField(fields, 'content-transfer-encoding');
  const value = field === undefined ? '' : textIn(field).toLowerCase();
  const encodingName = value
    .replace(/\([^)]*\)/g, '')
    .replace(/;.*$/s, '')
    .trim()
    .slice(0, 80);
  const encoding = encodingFrom(encodingName);
  if (encoding === undefined)
    tell('encoding unknown', `${JSON.stringify(encodingName)} is no transfer encoding; the body is shown as it came`);
  else if (encoding !== 'identity' && type.startsWith('multipart/')) {
    // RFC 2045 section 6.4: a multipart is never encoded itself; mail clients ignore the field.
    tell('encoding not allowed', `${encodingName} for a ${type}; taken as not encoded`);
    return { encodingName, encoding: 'identity' } as const;
  } else if (encoding !== 'identity' && holdsParts(type)) tell('encoding not allowed', `${encodingName} for a ${type}`);
  return { encodingName, encoding: encoding ?? 'identity' } as const;
};

/** Reads what a header says of the body below it. Of a repeated Content-Type the first that is a type counts. */
export const readPartContent = (
  fields: readonly RawField[],
  defaultType: string,
  tell: (kind: FlawKind, detail: string) => void,
): PartContent => {
  const types = named(fields, 'content-type').map((field) => readStructured(textIn(field)));
  const sound = types.find(({ value }) => TYPE.test(value));
  if (types.length > 1) tell('field repeated', `Content-Type stands ${types.length} times; the first that is a type counts`);
  if (types.length > 0 && sound === undefined) tell('field malformed', 'Content-Type names no type; taken as text/plain');
  const dispositions = named(fields, 'content-disposition').map((field) => readStructured(textIn(field)));
  if (dispositions.length > 1) tell('field repeated', `Content-Disposition stands ${dispositions.length} times; the first counts`);
  const type = sound?.value ?? (types.length > 0 ? 'text/plain' : defaultType);
  return {
    type,
    typeParameters: sound?.parameters ?? new Map(),
    disposition: dispositions[0] ?? null,
    ...readEncoding(fields, type, tell),
  };
};
