import { expect, test } from 'vitest';
import { readStructured } from './structured-field.ts';

const read = (field: string) => {
  const { value, parameters } = readStructured(field);
  return [value, Object.fromEntries(parameters)];
};

test.each([
  ['text/plain', ['text/plain', {}]],
  ['Text/HTML; Charset=UTF-8', ['text/html', { charset: 'UTF-8' }]],
  ['text/plain ; charset = "utf-8" ;', ['text/plain', { charset: 'utf-8' }]],
  ['a/b; x="q;u\\"o=te"; y=2', ['a/b', { x: 'q;u"o=te', y: '2' }]],
  ['a/b (a (nested) \\) comment); x=1 (another)', ['a/b', { x: '1' }]],
  ['a/b; name=Invoice(1).pdf', ['a/b', { name: 'Invoice(1).pdf' }]],
  ['a/b; name=two words.txt', ['a/b', { name: 'two words.txt' }]],
  ['a/b; name=C:\\dir\\file.txt', ['a/b', { name: 'C:\\dir\\file.txt' }]],
  ['a/b; boundary="x" junk; y=1', ['a/b', { boundary: 'x', y: '1' }]],
  ['a/b; boundary=x; boundary=y', ['a/b', { boundary: 'x' }]],
  ['a/b; flag; x=1', ['a/b', { x: '1' }]],
  ['a/b; boundary="never ends', ['a/b', { boundary: 'never ends' }]],
  ['a/b; boundary="=_a=b"', ['a/b', { boundary: '=_a=b' }]],
  ['a/b; boundary=----=_Part_1', ['a/b', { boundary: '----=_Part_1' }]],
  ["attachment; filename*=UTF-8''na%C3%AFve%20%E2%82%AC.txt", ['attachment', { filename: 'naïve €.txt' }]],
  ["attachment; filename*=iso-8859-1'en'%E9; filename=e", ['attachment', { filename: 'é' }]],
  ["attachment; filename*0*=utf-8''%E3%81; filename*1*=%8B.txt", ['attachment', { filename: 'か.txt' }]],
  ['attachment; filename*1=" b"; filename*0="a%20"', ['attachment', { filename: 'a%20 b' }]],
  ["attachment; filename*0*=utf-8''%41; filename*1=%42", ['attachment', { filename: 'A%42' }]],
  ['a/b; __proto__=1; constructor=2', ['a/b', { ['__proto__']: '1', constructor: '2' }]],
  ['', ['', {}]],
  [';;;=;', ['', {}]],
])('%j', (field, wanted) => {
  expect(read(field)).toEqual(wanted);
});

test.each(['(', '"', '\\', ';x=(', '=', 'a/b; x="\\'])('%j repeated a hundred thousand times is read', (piece) => {
  expect(() => readStructured(piece.repeat(100_000))).not.toThrow();
});
