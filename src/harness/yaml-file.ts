import { readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';
import type { z } from 'zod';

/** A file of the project or of the user is missing, unreadable or says something impossible. The message names file and key. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** One line for each thing wrong, with the key that is meant: `requirements[2].basis: …`. */
const issueLines = (error: z.ZodError): string[] =>
  error.issues.map((issue) => {
    const path = issue.path.map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index > 0 ? '.' : ''}${String(key)}`)).join('');
    return `${path === '' ? 'the whole file' : path}: ${issue.message}`;
  });

/**
 * Reads a YAML file and checks it. Keys given twice are refused, as is everything the schema does not know.
 * Throws ConfigError with the file, the key and what was expected.
 */
export function readYaml<Schema extends z.ZodType>(path: string, schema: Schema, shownAs: string = path): z.output<Schema> {
  let source: string;
  try {
    source = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new ConfigError(`${shownAs}: cannot be read (${cause instanceof Error ? cause.message : String(cause)})`, { cause });
  }
  const document = parseDocument(source, { uniqueKeys: true });
  const fault = document.errors[0];
  if (fault !== undefined) throw new ConfigError(`${shownAs}: ${fault.message.trim()}`, { cause: fault });
  const parsed = schema.safeParse(document.toJS({ maxAliasCount: 100 }));
  if (!parsed.success)
    throw new ConfigError(
      issueLines(parsed.error)
        .map((line) => `${shownAs}: ${line}`)
        .join('\n'),
    );
  return parsed.data;
}
