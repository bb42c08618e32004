import { describe, expect, it } from 'vitest';
import { editsAt, OPERATORS } from './operators.ts';
import { changed, placesIn, readSource } from './syntax.ts';

/** What can be made of a text, by operator. */
const made = (typescript: string): string[] => {
  const { code, program } = readSource(typescript);
  return [...placesIn(program)].flatMap((place) =>
    editsAt(place, code).map((edit) => `${edit.operator}: ${changed(code, [edit]).replaceAll(/\s+/g, ' ').trim()}`),
  );
};

const CASES: readonly (readonly [string, readonly string[]])[] = [
  [
    'const a = (b: number): boolean => b < c;',
    [
      'negate condition: const a = (b ) => (b) >= (c);',
      'boundary: const a = (b ) => (b) <= (c);',
      'return value: const a = (b ) => undefined;',
    ],
  ],
  ['x = !a;', ['negate condition: x = (a);', 'remove statement: ;']],
  ['if (a) b();', ['negate condition: if (!(a)) b();', 'remove statement: if (a) ;']],
  ['const x = a ?? b;', ['logical: const x = ((a) && (b));']],
  ['const x = a - 2;', ['arithmetic: const x = (a) + (2);', 'number: const x = a - (3);']],
  ["const x = 'a' + b;", ["string: const x = '' + b;"]],
  ["const x = '';", ["string: const x = 'mutated';"]],
  ['const x = `a\n b`;', ["string: const x = '';"]],
  ["import { a } from './b.ts';", []],
  ["const x = { 'a-b': true };", ["boolean: const x = { 'a-b': false };"]],
  ["throw new Error('what nobody asks for');", ['remove statement: ;']],
  [
    'const f = () => { a(); return b; };',
    [
      'empty block: const f = () => {};',
      'remove statement: const f = () => { ; return b; };',
      'return value: const f = () => { a(); return undefined; };',
    ],
  ],
  [
    'class A extends B { constructor() { super(); this.a = b; } }',
    ['remove statement: class A extends B { constructor() { super(); ; } }'],
  ],
  ['a += b;', ['remove statement: ;', 'arithmetic: a -= b;']],
];

describe('what is done to a program', () => {
  it.each(CASES)('%s', (text, wanted) => {
    expect(made(text).toSorted()).toEqual(wanted.toSorted());
  });

  it('leaves no operator without a case', () => {
    const seen = CASES.flatMap(([, wanted]) => wanted.map((line) => line.slice(0, line.indexOf(':'))));
    expect(OPERATORS.filter((operator) => !seen.includes(operator))).toEqual([]);
  });
});
