import { stripTypeScriptTypes } from 'node:module';
import { type AnyNode, type Program, parse } from 'acorn';

// The compiler of TypeScript 7 offers no parser to others yet. Node's own type stripping puts blanks in the place of types,
// so that what is left is JavaScript with every character where it was.

/** A node, and what it stands in: the nearest first. */
export interface Place {
  readonly node: AnyNode;
  readonly around: readonly AnyNode[];
}

export interface Source {
  readonly code: string;
  readonly program: Program;
}

export const readSource = (typescript: string): Source => {
  const code = stripTypeScriptTypes(typescript);
  return { code, program: parse(code, { ecmaVersion: 'latest', sourceType: 'module' }) };
};

const isNode = (value: unknown): value is AnyNode =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string' && 'start' in value;

const childrenOf = (node: AnyNode): AnyNode[] =>
  Object.values(node)
    .flatMap((value: unknown) => value)
    .filter(isNode);

/** Every node of a tree, from the outside in and from the front to the back. */
export function* placesIn(node: AnyNode, around: readonly AnyNode[] = []): Generator<Place> {
  yield { node, around };
  for (const child of childrenOf(node)) yield* placesIn(child, [node, ...around]);
}

export interface Change {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A text with changes made in it that do not overlap. */
export const changed = (text: string, changes: readonly Change[]): string => {
  const parts: string[] = [];
  let from = 0;
  for (const { start, end, text: instead } of changes.toSorted((one, other) => one.start - other.start)) {
    parts.push(text.slice(from, start), instead);
    from = end;
  }
  return [...parts, text.slice(from)].join('');
};
