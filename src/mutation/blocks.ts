import type { AnyNode } from 'acorn';
import { type Change, changed, type Place, placesIn, type Source } from './syntax.ts';

// Coverage: which scenario enters which block. A block is the body of a function, a branch or a loop. Nothing finer is needed: a scenario
// that enters the block of a mutant and does not come to it is run in vain, and no more.

/** Of what is run once, when the module is loaded. */
export const MODULE_BLOCK = 0;

/** The name under which instrumented code tells of a block that is entered. */
export const ENTERED = '__setdBlockEntered';

interface Block {
  readonly start: number;
  readonly end: number;
  readonly changes: readonly Change[];
}

const at = (place: number, text: string): Change => ({ start: place, end: place, text });

const blockOf = ({ node, around: [parent] }: Place, told: string): Block | undefined => {
  const { start, end } = node;
  if (node.type === 'BlockStatement') return { start, end, changes: [at(start + 1, `${told};`)] };
  if (node.type === 'SwitchCase') {
    const [first] = node.consequent;
    return first === undefined ? undefined : { start: first.start, end, changes: [at(first.start, `${told};`)] };
  }
  if (parent?.type === 'ArrowFunctionExpression' && parent.body === node) {
    return { start, end, changes: [at(start, `(${told}, (`), at(end, '))')] };
  }
  if (parent?.type === 'IfStatement' && parent.test !== node && node.type !== 'IfStatement') {
    return { start, end, changes: [at(start, `{${told};`), at(end, '}')] };
  }
  return undefined;
};

/** The blocks of a module; number 0 is the module itself. */
const blocksOf = ({ program }: Source, file: string): Block[] => {
  const blocks: Block[] = [{ start: 0, end: program.end, changes: [] }];
  for (const place of placesIn(program)) {
    const block = blockOf(place, `globalThis.${ENTERED}(${JSON.stringify(file)},${blocks.length})`);
    if (block !== undefined) blocks.push(block);
  }
  return blocks;
};

/** The code of a module that tells of every block that is entered. */
export const instrumented = (source: Source, file: string): string => {
  // What ends at a place comes before what begins there, and of what ends the inner one first.
  const changes = blocksOf(source, file).flatMap((block) => block.changes);
  return changed(source.code, changes);
};

/** Tells of any node the innermost block that holds all of it. */
export const blockFinder = (source: Source): ((node: Pick<AnyNode, 'start' | 'end'>) => number) => {
  const blocks = blocksOf(source, '');
  return ({ start, end }) => blocks.reduce((best, block, index) => (block.start <= start && end <= block.end ? index : best), MODULE_BLOCK);
};
