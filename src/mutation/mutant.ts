import { readFileSync } from 'node:fs';
import { type AnyNode, getLineInfo } from 'acorn';
import { blockFinder } from './blocks.ts';
import { editsAt, type Operator } from './operators.ts';
import { changed, type Place, placesIn, readSource } from './syntax.ts';
import { absolute } from './targets.ts';

/** A change of one place in one file that makes the program another one. */
export interface Mutant {
  /** `src/forwarder/queue.ts:12:5 boundary: a < b → (a) <= (b)`. */
  readonly id: string;
  readonly file: string;
  readonly line: number;
  /** The whole line of the file in which it begins, without the blanks around it. */
  readonly at: string;
  readonly operator: Operator;
  /** What is changed into what, on one line. */
  readonly change: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** Names of the functions, methods, members and variables that it is in, the innermost first. */
  readonly within: readonly string[];
  /** Number of the innermost block of the file that it is in. */
  readonly block: number;
}

const LONGEST = 160;

const oneLine = (text: string): string => {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
};

const nameOf = (node: AnyNode): string | undefined => {
  if (node.type === 'FunctionDeclaration') return node.id?.name;
  if (node.type === 'VariableDeclarator') return node.id.type === 'Identifier' ? node.id.name : undefined;
  const isMember = node.type === 'MethodDefinition' || node.type === 'Property' || node.type === 'PropertyDefinition';
  return isMember && node.key.type === 'Identifier' ? node.key.name : undefined;
};

const namesAround = ({ around }: Place): string[] => around.flatMap((node) => nameOf(node) ?? []);

/** All mutants of a file, in the order of its text. */
export const mutantsOf = (file: string): Mutant[] => {
  const typescript = readFileSync(absolute(file), 'utf8');
  const source = readSource(typescript);
  const lines = typescript.split('\n');
  const blockOf = blockFinder(source);
  const found: Mutant[] = [];
  for (const place of placesIn(source.program)) {
    for (const { operator, start, end, text } of editsAt(place, source.code)) {
      const { line, column } = getLineInfo(source.code, start);
      const change = `${oneLine(source.code.slice(start, end))} → ${oneLine(text)}`;
      const at = lines[line - 1]?.trim() ?? '';
      const name = `${file}:${line}:${column + 1} ${operator}: ${change}`;
      const namesakes = found.filter(({ id }) => id.startsWith(name)).length;
      const id = namesakes === 0 ? name : `${name} #${namesakes + 1}`;
      found.push({ id, file, line, at, within: namesAround(place), operator, change, start, end, text, block: blockOf({ start, end }) });
    }
  }
  return found;
};

/** The code of a mutant's file with the change made. */
export const mutated = ({ start, end, text }: Pick<Mutant, 'start' | 'end' | 'text'>, typescript: string): string =>
  changed(readSource(typescript).code, [{ start, end, text }]);
