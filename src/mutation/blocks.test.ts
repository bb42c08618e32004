import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { blockFinder, ENTERED, instrumented } from './blocks.ts';
import { readSource } from './syntax.ts';

const TEXT = `
const pick = (n: number): string => (n > 1 ? 'many' : 'one');
function f(n: number): string {
  if (n === 0) return 'none';
  else if (n < 0) { return 'less'; }
  switch (n) {
    case 7: return 'seven';
    default: return pick(n);
  }
}`;

const enteredBy = (call: string): { readonly value: unknown; readonly blocks: readonly number[] } => {
  const blocks: number[] = [];
  const context = { [ENTERED]: (_file: string, block: number) => blocks.push(block) };
  const value: unknown = runInNewContext(`${instrumented(readSource(TEXT), 'a.ts')};${call}`, context);
  return { value, blocks };
};

const blockOf = (part: string): number => {
  const source = readSource(TEXT);
  const start = source.code.indexOf(part);
  return blockFinder(source)({ start, end: start + part.length });
};

it('tells of every block that is entered, and changes nothing else', () => {
  expect(enteredBy('f(0)')).toEqual({ value: 'none', blocks: [blockOf('n === 0'), blockOf("return 'none'")] });
  expect(enteredBy('f(-1)')).toEqual({ value: 'less', blocks: [blockOf('n === 0'), blockOf("return 'less'")] });
  expect(enteredBy('f(7)')).toEqual({ value: 'seven', blocks: [blockOf('n === 0'), blockOf("return 'seven'")] });
  expect(enteredBy('f(2)')).toEqual({ value: 'many', blocks: [blockOf('n === 0'), blockOf('return pick'), blockOf("'many'")] });
});

it('counts what is run when the module is loaded as the module', () => {
  expect(blockOf('const pick')).toBe(0);
});
