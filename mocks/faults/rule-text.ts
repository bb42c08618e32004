import { parseDocument, stringify } from 'yaml';
import { type FaultRule, faultRulesSchema } from './rule.ts';

/** What is wrong with a text that should hold rules. */
export interface RuleTextFault {
  /** `2.do.reply`; empty for the whole. */
  readonly path: string;
  readonly message: string;
}

const MOST_ALIASES = 100;

const dataOf = (text: string): { data: unknown } | { fault: string } => {
  // JSON is YAML, but for its errors and for control characters.
  const document = parseDocument(text, { uniqueKeys: true });
  const [error] = document.errors;
  if (error !== undefined) return { fault: error.message.trim().split('\n')[0] ?? 'not YAML' };
  try {
    return { data: document.toJS({ maxAliasCount: MOST_ALIASES }) };
  } catch (unexpandable) {
    return { fault: unexpandable instanceof Error ? unexpandable.message : 'it cannot be expanded' };
  }
};

/** Reads a list of rules from YAML or JSON. An empty text is an empty list. */
export const readRuleText = (text: string): { rules: FaultRule[] } | { faults: RuleTextFault[] } => {
  const read = dataOf(text);
  if ('fault' in read) return { faults: [{ path: '', message: read.fault }] };
  const result = faultRulesSchema.safeParse(read.data ?? []);
  if (result.success) return { rules: result.data };
  return { faults: result.error.issues.map(({ path, message }) => ({ path: path.map(String).join('.'), message })) };
};

/** Rules as a file for `setd mock --rules` holds them. */
export const writeRuleText = (rules: readonly FaultRule[], format: 'json' | 'yaml'): string =>
  format === 'json' ? `${JSON.stringify(rules, null, 2)}\n` : stringify(rules);
