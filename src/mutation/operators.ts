import type { AnyNode, BlockStatement, Expression } from 'acorn';
import type { Change, Place } from './syntax.ts';

// What is done to a program. Each operator says of a node how it can be made wrong; nothing, where it does not apply.

export const OPERATORS = [
  'negate condition',
  'boundary',
  'arithmetic',
  'logical',
  'boolean',
  'number',
  'string',
  'remove statement',
  'empty block',
  'return value',
] as const;
export type Operator = (typeof OPERATORS)[number];

export interface Edit extends Change {
  readonly operator: Operator;
}

type Code = (node: Pick<AnyNode, 'start' | 'end'>) => string;
type Find = (place: Place, code: Code) => readonly Edit[];

/** Comparisons: the opposite, and the one that differs only where both sides are the same. */
const COMPARISONS: ReadonlyMap<string, { readonly opposite: string; readonly neighbour?: string }> = new Map([
  ['<', { opposite: '>=', neighbour: '<=' }],
  ['<=', { opposite: '>', neighbour: '<' }],
  ['>', { opposite: '<=', neighbour: '>=' }],
  ['>=', { opposite: '<', neighbour: '>' }],
  ['===', { opposite: '!==' }],
  ['!==', { opposite: '===' }],
]);
const ARITHMETIC: ReadonlyMap<string, string> = new Map([
  ['+', '-'],
  ['-', '+'],
  ['*', '/'],
  ['/', '*'],
  ['%', '*'],
  ['+=', '-='],
  ['-=', '+='],
]);
const LOGICAL: ReadonlyMap<string, string> = new Map([
  ['&&', '||'],
  ['||', '&&'],
  ['??', '&&'],
]);

const instead = (operator: Operator, { start, end }: Pick<AnyNode, 'start' | 'end'>, text: string): Edit => ({
  operator,
  start,
  end,
  text,
});

const isText = ({ type, ...node }: AnyNode): boolean =>
  type === 'TemplateLiteral' || (type === 'Literal' && 'value' in node && typeof node.value === 'string');

const infix = ({ left, right }: { readonly left: AnyNode; readonly right: AnyNode }, sign: string, code: Code): string =>
  `(${code(left)}) ${sign} (${code(right)})`;

const binary: Find = ({ node }, code) => {
  if (node.type !== 'BinaryExpression') return [];
  const comparison = COMPARISONS.get(node.operator);
  if (comparison !== undefined) {
    const { opposite, neighbour } = comparison;
    return [
      instead('negate condition', node, infix(node, opposite, code)),
      ...(neighbour === undefined ? [] : [instead('boundary', node, infix(node, neighbour, code))]),
    ];
  }
  const other = ARITHMETIC.get(node.operator);
  if (other === undefined || isText(node.left) || isText(node.right)) return [];
  return [instead('arithmetic', node, infix(node, other, code))];
};

const assignment: Find = ({ node }, code) => {
  if (node.type === 'UpdateExpression') {
    const sign = node.operator === '++' ? '--' : '++';
    return [instead('arithmetic', node, node.prefix ? `${sign}${code(node.argument)}` : `${code(node.argument)}${sign}`)];
  }
  if (node.type !== 'AssignmentExpression') return [];
  const other = ARITHMETIC.get(node.operator);
  return other === undefined ? [] : [instead('arithmetic', node, `${code(node.left)} ${other} ${code(node.right)}`)];
};

const logical: Find = ({ node }, code) => {
  if (node.type !== 'LogicalExpression') return [];
  const other = LOGICAL.get(node.operator);
  return other === undefined ? [] : [instead('logical', node, `(${infix(node, other, code)})`)];
};

/** Comparisons and `!` have operators of their own. */
const hasOwn = (test: Expression): boolean =>
  (test.type === 'BinaryExpression' && COMPARISONS.has(test.operator)) || (test.type === 'UnaryExpression' && test.operator === '!');

const condition: Find = ({ node }, code) => {
  if (node.type === 'UnaryExpression' && node.operator === '!') return [instead('negate condition', node, `(${code(node.argument)})`)];
  if (node.type !== 'IfStatement' && node.type !== 'ConditionalExpression' && node.type !== 'WhileStatement') return [];
  return hasOwn(node.test) ? [] : [instead('negate condition', node.test, `!(${code(node.test)})`)];
};

const NAMES_MODULES = /^(?:Import|Export)/;

/** What no scenario can ask for: texts of errors, names of modules and of keys. */
const isNobodysText = ({ node, around }: Place): boolean => {
  const [parent] = around;
  if (around.some(({ type }) => type === 'ThrowStatement')) return true;
  return NAMES_MODULES.test(parent?.type ?? '') || (parent?.type === 'Property' && parent.key === node);
};

const literal: Find = (place) => {
  const {
    node,
    around: [parent],
  } = place;
  if (isNobodysText(place)) return [];
  if (node.type === 'TemplateLiteral') return parent?.type === 'TaggedTemplateExpression' ? [] : [instead('string', node, "''")];
  if (node.type !== 'Literal') return [];
  const { value } = node;
  if (typeof value === 'boolean') return [instead('boolean', node, String(!value))];
  if (typeof value === 'number') return [instead('number', node, `(${value + 1})`)];
  if (typeof value === 'string') return [instead('string', node, value === '' ? "'mutated'" : "''")];
  return [];
};

const REMOVABLE: ReadonlySet<AnyNode['type']> = new Set<AnyNode['type']>([
  'CallExpression',
  'AwaitExpression',
  'AssignmentExpression',
  'UpdateExpression',
  'UnaryExpression',
]);

const statement: Find = ({ node }) => {
  if (node.type === 'ThrowStatement' || node.type === 'BreakStatement' || node.type === 'ContinueStatement') {
    return [instead('remove statement', node, ';')];
  }
  if (node.type !== 'ExpressionStatement' || !REMOVABLE.has(node.expression.type)) return [];
  const isSuper = node.expression.type === 'CallExpression' && node.expression.callee.type === 'Super';
  return isSuper ? [] : [instead('remove statement', node, ';')];
};

/** A block of one statement is the same as that statement removed, or its value changed. */
const isLong = ({ body }: BlockStatement): boolean => body.length > 1;

const block: Find = ({ node, around: [parent, grandparent] }) => {
  if (node.type !== 'BlockStatement' || !isLong(node)) return [];
  const isConstructor =
    grandparent?.type === 'MethodDefinition' && grandparent.kind === 'constructor' && parent?.type === 'FunctionExpression';
  return isConstructor ? [] : [instead('empty block', node, '{}')];
};

/** What has an operator of its own, or is nothing already. */
const isPlain = ({ type, ...node }: AnyNode): boolean =>
  type === 'Literal' || type === 'TemplateLiteral' || (type === 'Identifier' && 'name' in node && node.name === 'undefined');

const value: Find = ({ node, around: [parent] }) => {
  if (node.type === 'ReturnStatement') {
    const { argument } = node;
    return argument == null || isPlain(argument) ? [] : [instead('return value', argument, 'undefined')];
  }
  if (parent?.type !== 'ArrowFunctionExpression' || parent.body !== node || node.type === 'BlockStatement' || isPlain(node)) return [];
  return [instead('return value', node, 'undefined')];
};

const ALL: readonly Find[] = [binary, assignment, logical, condition, literal, statement, block, value];

/** All that can be done to a node. */
export const editsAt = (place: Place, code: string): Edit[] =>
  ALL.flatMap((find) => find(place, ({ start, end }) => code.slice(start, end)));
