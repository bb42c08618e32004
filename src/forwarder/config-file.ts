import { type Document, isMap, isNode, isPair, isScalar, LineCounter, parseDocument, visit, type YAMLError } from 'yaml';
import type { z } from 'zod';
import { type GatewayConfig, type GatewayConfigInput, gatewaySchema, type JournalSettingsInput, journalingSchema } from './config.ts';
import { ConfigError } from './config-error.ts';
import type { JournalSettings } from './work-queue.ts';

type Issue = z.core.$ZodIssue;

const keyPath = (path: readonly PropertyKey[]): string =>
  path.map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index === 0 ? '' : '.'}${String(key)}`)).join('') || '(top level)';

const shown = (value: unknown): string => {
  const text = value === null ? undefined : JSON.stringify(value);
  return text === undefined ? 'nothing' : text.length > 80 ? `${text.slice(0, 77)}...` : text;
};

/** Where in the text the value at a path begins; the nearest parent's place when there is none. */
const offsetOf = (document: Document, path: readonly PropertyKey[], unknownKey: string | undefined): number => {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true);
    if (isMap(node) && unknownKey !== undefined) {
      const pair = node.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === unknownKey);
      if (pair !== undefined && isScalar(pair.key) && pair.key.range) return pair.key.range[0];
    }
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
};

const TYPE_NAMES: ReadonlyMap<string, string> = new Map([
  ['object', 'a map of keys and values'],
  ['array', 'a list'],
  ['string', 'text'],
  ['int', 'a whole number'],
  ['number', 'a number'],
  ['boolean', 'true or false'],
]);

const limitText = (origin: string, side: 'least' | 'most', limit: number | bigint): string => {
  if (origin === 'string') return `expected text of at ${side} ${limit} characters`;
  return origin === 'array' ? `expected a list of at ${side} ${limit} entries` : `expected at ${side} ${limit}`;
};

/** What the schema wants at this place, in words for people who do not know the library. */
const expectation = (issue: Issue): string => {
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${TYPE_NAMES.get(issue.expected) ?? issue.expected}`;
    case 'too_small':
      return limitText(issue.origin, 'least', issue.minimum);
    case 'too_big':
      return limitText(issue.origin, 'most', issue.maximum);
    case 'invalid_value':
      return `expected ${issue.values.map((value) => `'${String(value)}'`).join(' or ')}`;
    default:
      return issue.message;
  }
};

const problemOf = (issue: Issue): { path: readonly PropertyKey[]; text: string; unknownKey?: string } => {
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0] ?? '';
    return { path: [...issue.path, key], text: 'is not a known key; remove it or correct its spelling', unknownKey: key };
  }
  return { path: issue.path, text: expectation(issue) };
};

const describe = (issue: Issue, input: unknown, locate: (path: readonly PropertyKey[], unknownKey?: string) => string): string => {
  const { path, text, unknownKey } = problemOf(issue);
  const place = locate(unknownKey === undefined ? path : issue.path, unknownKey);
  let got: unknown = input;
  for (const key of path) got = typeof got === 'object' && got !== null ? Reflect.get(got, key) : undefined;
  const found = unknownKey === undefined ? `; got ${shown(got)}` : '';
  return `${place}${keyPath(path)}: ${text}${found}`;
};

/** The library's message without its second mention of the place, and without advice for programmers. */
const yamlProblem = ({ code, message }: YAMLError): string => {
  if (code === 'MULTIPLE_DOCS') return 'a second document begins here; keep one';
  return (message.split('\n')[0] ?? message).replace(/ at line \d+, column \d+:?$/, '');
};

/**
 * Reads a gateway configuration from YAML.
 * @throws ConfigError with file:line:column, key, what was expected and what was found, one line for each problem
 */
export const parseGatewayConfig = (text: string, fileName: string): GatewayConfig => {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${fileName}:${line}:${col}: `;
  };
  const broken = document.errors[0];
  if (broken !== undefined) {
    throw new ConfigError(`${at(broken.pos[0])}not valid YAML: ${yamlProblem(broken)}`, { cause: broken });
  }
  visit(document, {
    Alias: (_key, alias) => {
      if (alias.resolve(document) === undefined) {
        throw new ConfigError(
          `${at(alias.range?.[0] ?? 0)}*${alias.source} refers to nothing; put &${alias.source} before what it stands for`,
        );
      }
    },
  });
  let input: unknown;
  try {
    input = document.toJS();
  } catch (error) {
    throw new ConfigError(`${fileName}: not usable YAML: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
  return check(gatewaySchema, input, (path, unknownKey) => at(offsetOf(document, path, unknownKey)));
};

/**
 * Checks a configuration made by a program and fills in the defaults.
 * @throws ConfigError
 */
export const gatewayConfig = (input: GatewayConfigInput): GatewayConfig => check(gatewaySchema, input, () => '');

/**
 * Checks the part of a configuration that may be changed while the gateway runs.
 * @throws ConfigError, also where Default has no address to stand for (POLICY-11)
 */
export const journalSettings = (input: JournalSettingsInput): JournalSettings => check(journalingSchema, input, () => '');

const check = <Output>(
  schema: z.ZodType<Output>,
  input: unknown,
  locate: (path: readonly PropertyKey[], unknownKey?: string) => string,
): Output => {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw new ConfigError(result.error.issues.map((issue) => describe(issue, input, locate)).join('\n'), { cause: result.error });
};
