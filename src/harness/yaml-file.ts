import { readFileSync } from 'node:fs';
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';

/** A file of the project or of the user is missing, unreadable or says something impossible. The message names file and key. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** `requirements[2].basis` */
const keyOf = (path: readonly PropertyKey[]): string =>
  path.map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index > 0 ? '.' : ''}${String(key)}`)).join('');

/** Where in the source a node begins; undefined for what is not there. */
const offsetOf = (node: unknown): number | undefined => (isNode(node) ? node.range?.[0] : undefined);

/** The key of that name in the map at the path. */
const keyNode = (document: Document, path: readonly PropertyKey[], key: string): unknown => {
  const map = path.length === 0 ? document.contents : document.getIn(path, true);
  return isMap(map) ? map.items.find((pair) => isScalar(pair.key) && pair.key.value === key)?.key : undefined;
};

/** Line on which something wrong stands: of the key that is not known, of the value, or of the nearest thing around it that is there. */
const lineOf = (issue: z.core.$ZodIssue, document: Document, lines: LineCounter): number => {
  const [unknownKey = ''] = issue.code === 'unrecognized_keys' ? issue.keys : [];
  let offset = offsetOf(keyNode(document, issue.path, unknownKey));
  for (let depth = issue.path.length; offset === undefined && depth > 0; depth -= 1) {
    const path = issue.path.slice(0, depth);
    offset = offsetOf(keyNode(document, path.slice(0, -1), String(path.at(-1)))) ?? offsetOf(document.getIn(path, true));
  }
  return lines.linePos(offset ?? 0).line;
};

const readSource = (path: string, shownAs: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new ConfigError(`${shownAs}: cannot be read (${cause instanceof Error ? cause.message : String(cause)})`, { cause });
  }
};

/**
 * Reads a YAML file and checks it. Keys given twice are refused, as is everything the schema does not know.
 * Throws ConfigError, one line for each thing wrong: file, line, key and what was expected.
 */
export function readYaml<Schema extends z.ZodType>(path: string, schema: Schema, shownAs: string = path): z.output<Schema> {
  const lines = new LineCounter();
  const document = parseDocument(readSource(path, shownAs), { uniqueKeys: true, lineCounter: lines });
  const fault = document.errors[0];
  if (fault !== undefined) throw new ConfigError(`${shownAs}: ${fault.message.trim()}`, { cause: fault });
  const parsed = schema.safeParse(document.toJS({ maxAliasCount: 100 }));
  if (parsed.success) return parsed.data;
  const told = parsed.error.issues.map((issue) => {
    const key = keyOf(issue.path);
    return `${shownAs}:${lineOf(issue, document, lines)}: ${key === '' ? 'the whole file' : key}: ${issue.message}`;
  });
  throw new ConfigError(told.join('\n'));
}
