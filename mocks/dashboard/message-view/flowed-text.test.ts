import { expect, test } from 'vitest';
import { unflow } from './flowed-text.ts';

test.each([
  ['one \ntwo\nthree', false, 'one two\nthree'],
  ['one \ntwo', true, 'onetwo'],
  ['> one \n> two\nthree', false, '> one two\nthree'],
  ['>> one \n> two', false, '>> one \n> two'],
  ['one \n> two', false, 'one \n> two'],
  [' From here\n >kept', false, 'From here\n>kept'],
  ['text \n-- \nname', false, 'text \n-- \nname'],
  ['', false, ''],
  ['\n\n', false, '\n\n'],
  ['last ', false, 'last '],
])('%j (delete spaces: %s) reads %j', (text, deleteSpace, wanted) => {
  expect(unflow(text, deleteSpace)).toBe(wanted);
});
