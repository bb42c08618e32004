import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

// A verdict can be repeated from a saved evidence log only while checks read nothing but what they are given, and while
// steps judge nothing themselves.

const ROOT = join(import.meta.dirname, '../../..');

/** What checks and views may import: facts, their own kind, the words for outcomes, and types. */
const PURE =
  /^(?:\.\/[\w-]+\.ts|\.\.\/(?:views|checks)\/[\w-]+\.ts|(?:\.\.\/)?\.\.\/(?:evidence|smtp)\/[\w-]+\.ts|\.\.\/(?:outcome|transcript)\.ts)$/;
const IMPORT = /^(import(?: type)?) [^;]*?from '([^']+)';/gms;
const TIME_AND_CHANCE = /\bDate\b|\bMath\.random\b|\bperformance\b|\bprocess\b|\bset(?:Timeout|Interval|Immediate)\b|\basync\b|\bawait\b/;
/** Statements that decide. The transformers of step texts (`count === 'once' ? 1 : 2`) are values, not judgements. */
const DECIDES = /\b(?:if|while|switch|throw|DepartureError|InconclusiveError)\b/;

const withoutWords = (source: string): string => source.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:[^'\\\n]|\\.)*'|`[^`]*`/g, '');

const impurities = (source: string): string[] => {
  const imports = [...source.matchAll(IMPORT)].filter(([, keyword]) => keyword === 'import').map(([, , from = '']) => from);
  const found = TIME_AND_CHANCE.exec(withoutWords(source))?.[0];
  return [...imports.filter((from) => !PURE.test(from)), ...(found === undefined ? [] : [found])];
};

const files = (...patterns: string[]): string[] =>
  globSync(patterns, { cwd: ROOT }).filter((file) => !/\.(?:test|testing)\.ts$/.test(file));

describe('checks and views', () => {
  const all = files('src/harness/checks/*.ts', 'src/harness/views/*.ts');

  it('are pure', () => {
    expect(all.length).toBeGreaterThan(15);
    expect(all.flatMap((file) => impurities(readFileSync(join(ROOT, file), 'utf8')).map((what) => `${file}: ${what}`))).toEqual([]);
  });

  it.each([
    ["import { readFileSync } from 'node:fs';", 'node:fs'],
    ["import {\n  Then,\n} from '@cucumber/cucumber';", '@cucumber/cucumber'],
    ["import { WallClock } from '../../clock.ts';", '../../clock.ts'],
    ["import { ReferenceDriver } from '../drivers/reference.ts';", '../drivers/reference.ts'],
    ['const now = Date.now();', 'Date'],
    ['const check = async () => 1;', 'async'],
  ])('would be caught at %j', (source, what) => {
    expect(impurities(source)).toEqual([what]);
  });
});

describe('steps', () => {
  const all = files('steps/*.steps.ts');
  const thens = (source: string): string =>
    withoutWords(source)
      .split(/^(?=Then\()/m)
      .slice(1)
      .join('');

  it('judge nothing: each Then waits and hands the evidence to a check', () => {
    expect(all.length).toBeGreaterThan(8);
    expect(all.filter((file) => DECIDES.test(thens(readFileSync(join(ROOT, file), 'utf8'))))).toEqual([]);
  });

  it('would be caught at a branch', () => {
    expect(DECIDES.test(thens("if (x) y();\nThen('a', function () {\n  if (copies.length > 0) return;\n});"))).toBe(true);
    expect(DECIDES.test(thens("if (x) y();\nThen('what if', function () {\n  this.conclude(check());\n});"))).toBe(false);
  });
});
