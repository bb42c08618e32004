import { type Condition, type Flag, SHORTEST_PIECE, type Term, type TextKey } from './query-language.ts';
import { pieceExpression, wordExpression } from './tokens.ts';

/** A condition on rows of `message m`, with its parameters in order. */
export interface Clause {
  readonly sql: string;
  readonly values: readonly (string | number)[];
}

/** Columns of the two indexes that a key looks into. */
const COLUMNS: Readonly<Record<TextKey, string>> = {
  from: 'sender',
  to: 'recipients',
  subject: 'subject',
  'message-id': 'message_id',
};

/** Codes of a copy's fate in the database. */
export const FATE_CODES = { stored: 0, refused: 1, 'stored but refused': 2, 'accepted but dropped': 3 } as const;
/** Copies whose bytes are kept. */
export const KEPT = 'm.fate IN (0, 2)';

const FLAGS: Readonly<Record<Flag, string>> = {
  duplicate: 'm.duplicate_of IS NOT NULL',
  unread: 'm.unread = 1',
  read: 'm.unread = 0',
  refused: 'm.fate = 1',
  dropped: 'm.fate = 3',
  stored: KEPT,
};

const IN_WORDS = 'm.id IN (SELECT rowid FROM words WHERE words MATCH ?)';
const IN_HEADS = 'm.id IN (SELECT rowid FROM heads WHERE heads MATCH ?)';
const isPiece = (text: string): boolean => [...text].length >= SHORTEST_PIECE;

const textClause = (key: TextKey, text: string): Clause => {
  const column = COLUMNS[key];
  if (isPiece(text)) return { sql: IN_HEADS, values: [`${column} : ${pieceExpression(text)}`] };
  return { sql: IN_WORDS, values: [`${column} : ${wordExpression(text)}`] };
};

const wordsClause = (text: string, whole: boolean): Clause => {
  const expression = wordExpression(text, whole);
  const trimmed = text.trim();
  if (!isPiece(trimmed)) return { sql: IN_WORDS, values: [expression] };
  return { sql: `(${IN_WORDS} OR ${IN_HEADS})`, values: [expression, pieceExpression(trimmed)] };
};

const clauseOf = (condition: Condition, nowMs: number): Clause => {
  switch (condition.kind) {
    case 'words':
      return wordsClause(condition.text, condition.whole);
    case 'text':
      return textClause(condition.key, condition.text);
    case 'name':
      if (condition.key === 'account') return ofAccount(condition.name);
      if (condition.key === 'tag')
        return { sql: 'EXISTS (SELECT 1 FROM tag WHERE tag.message = m.id AND tag = ?)', values: [condition.name] };
      return { sql: 'm.id IN (SELECT message FROM message_rule WHERE rule = ?)', values: [condition.name] };
    case 'number':
      return { sql: `ifnull(m.${condition.key} = ?, 0)`, values: [condition.value] };
    case 'time': {
      const ms = 'ms' in condition.at ? condition.at.ms : nowMs - condition.at.agoMs;
      return { sql: condition.key === 'before' ? 'm.at < ?' : 'm.at >= ?', values: [ms] };
    }
    case 'size':
      return { sql: condition.key === 'larger' ? 'm.size > ?' : 'm.size < ?', values: [condition.bytes] };
    case 'attachment':
      return { sql: 'm.attachments > 0', values: [] };
    case 'flag':
      return { sql: FLAGS[condition.flag], values: [] };
  }
};

/** Copies sent to an account, whichever of its recipients it was. */
export const ofAccount = (account: string): Clause => ({
  sql: 'EXISTS (SELECT 1 FROM belongs WHERE belongs.account = ? AND belongs.message = m.id)',
  values: [account],
});

const asksForUnkept = ({ kind, negated, ...term }: Term): boolean =>
  kind === 'flag' && !negated && 'flag' in term && (term.flag === 'refused' || term.flag === 'dropped');

/** The clauses of a search, all of which have to hold. Copies that are not kept are left out unless they are asked for. */
export const compileQuery = (terms: readonly Term[], nowMs: number): Clause[] => {
  const clauses = terms.map((term) => {
    const { sql, values } = clauseOf(term, nowMs);
    return term.negated ? { sql: `NOT (${sql})`, values } : { sql, values };
  });
  return terms.some(asksForUnkept) ? clauses : [...clauses, { sql: KEPT, values: [] }];
};

/** Whether a search looks into texts, which the index may not have yet. */
export const looksIntoText = (terms: readonly Term[]): boolean => terms.some(({ kind }) => kind === 'words' || kind === 'text');
