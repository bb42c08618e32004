import { ApiError } from '../../../../src/web/ui/api.ts';
import { queryOf } from './messages.ts';

export type SourceOf = 'copy' | 'message';

/** A stretch of a source. */
export interface SourcePage {
  readonly text: string;
  /** Bytes of the whole. */
  readonly size: number;
  /** Offset of what follows; undefined at the end. */
  readonly next: number | undefined;
}

/** Characters that would act rather than show, made visible; line ends and tabs stay. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to be replaced
const UNSEEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

export const messageSource = async (id: number, of: SourceOf, from: number, signal: AbortSignal): Promise<SourcePage> => {
  const response = await fetch(`/api/v1/messages/${id}/source${queryOf({ of, from })}`, { signal });
  if (!response.ok) throw new ApiError(response.status, `${response.status} ${response.statusText}`);
  const text = new TextDecoder('utf-8').decode(await response.arrayBuffer());
  const next = response.headers.get('Source-Next');
  return {
    text: text.replaceAll('\r\n', '\n').replace(UNSEEN, '\ufffd'),
    size: Number(response.headers.get('Source-Size') ?? 0),
    next: next === null ? undefined : Number(next),
  };
};
