import { readFileSync } from 'node:fs';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { type FaultRule, faultRulesSchema } from '../../mocks/faults/rule.ts';
import { UsageError } from '../harness/selection.ts';

const MOST_COMPLAINTS = 5;
/** Of what a parser says: it may quote the file, and the file may be anything. */
const LONGEST_REASON = 200;

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const oneLine = (message: string): string => {
  const [first = ''] = message.split('\n');
  const plain = first.replace(/[^\x20-\x7e]+/g, '?').replace(/:$/, '');
  return plain.length > LONGEST_REASON ? `${plain.slice(0, LONGEST_REASON)}…` : plain;
};

const readText = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`--rules ${file}: cannot be read (${messageOf(error)}); name a readable JSON or YAML file`, { cause: error });
  }
};

const readData = (file: string): unknown => {
  const text = readText(file);
  try {
    return file.endsWith('.json') ? JSON.parse(text) : parseYaml(text);
  } catch (error) {
    throw new UsageError(`--rules ${file}: ${oneLine(messageOf(error))}; correct the file`, { cause: error });
  }
};

const named = z.object({ id: z.string() });

/** `rule 2 "busy", match.stage`: counted from 1, as people count. */
const placeOf = (rules: readonly unknown[], [index, ...rest]: readonly PropertyKey[]): string => {
  const { data } = named.safeParse(rules[Number(index)]);
  const rule = `rule ${Number(index) + 1}${data === undefined ? '' : ` ${JSON.stringify(data.id)}`}`;
  return rest.length === 0 ? rule : `${rule}, ${rest.map(String).join('.')}`;
};

/** Reads a list of fault rules from a JSON file, or a YAML file of any other name. Throws a UsageError that says where it is wrong. */
export const readRules = (file: string): FaultRule[] => {
  const data = readData(file);
  if (!Array.isArray(data)) throw new UsageError(`--rules ${file}: expected a list of rules; docs/faults.md shows some`);
  const rules: readonly unknown[] = data;
  const result = faultRulesSchema.safeParse(rules);
  if (result.success) return result.data;
  const { issues } = result.error;
  const told = issues.slice(0, MOST_COMPLAINTS).map(({ path, message }) => `${placeOf(rules, path)}: ${message}`);
  const more = issues.length > told.length ? `; and ${issues.length - told.length} more` : '';
  throw new UsageError(`--rules ${file}: ${told.join('; ')}${more}; docs/faults.md describes the language`);
};
