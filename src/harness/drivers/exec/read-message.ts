import type { z } from 'zod';
import { StandError } from '../../outcome.ts';
import { quoted } from './line-feed.ts';

/** What is wrong with a line, in a few words: the first few complaints, each with its key. */
const complaints = ({ issues }: z.ZodError): string =>
  issues
    .slice(0, 3)
    .map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`))
    .join('; ');

/** Reads one line of the protocol. Throws StandError that quotes a line which is no JSON or not as the schema says. */
export const readLine = <Schema extends z.ZodType>(schema: Schema, line: string): z.output<Schema> => {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw new StandError(`a line that is no JSON: ${quoted(line)}`, { cause: error });
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new StandError(`a message that the protocol does not know (${complaints(parsed.error)}): ${quoted(line)}`);
  return parsed.data;
};
