import { describe, expect, test } from 'vitest';
import { sanitizeDeclarations, sanitizeMediaQuery, sanitizeStyleSheet } from './style-sheet.ts';

const sheet = (css: string) => {
  const loads: string[] = [];
  return { css: sanitizeStyleSheet(css, (kind, address) => loads.push(`${kind} ${address}`)), loads };
};

const declarations = (css: string): string => sanitizeDeclarations(css, () => undefined);

describe('declarations', () => {
  test.each([
    ['color:red;', 'color:red'],
    ['COLOR : Red ! important ; margin:0 auto', 'color:Red!important;margin:0 auto'],
    ['font:12px/1.5 "Segoe UI", Arial, sans-serif', 'font:12px/1.5 "Segoe UI", Arial, sans-serif'],
    ['width:calc(100% - (2 * 1em))', 'width:calc(100% - (2 * 1em))'],
    ['color:rgb(0 0 0 / 50%)', 'color:rgb(0 0 0 / 50%)'],
    ['color:#A1b2', 'color:#A1b2'],
    ['background:#fff url(http://a.example/x) no-repeat', 'background:#fff none no-repeat'],
    ['background:url("http://a.example/x") red', 'background:none red'],
    ['margin:-1px;padding:+.5em', 'margin:-1px;padding:+0.5em'],
    ['c\\6f lor:r\\65 d', 'color:red'],
    ['color:red;;;;width:1px', 'color:red;width:1px'],
    ['color:rgb(1,2,3', 'color:rgb(1,2,3)'],
    ['a{color:red};color:blue', 'color:blue'],
    [
      'position:fixed;top:0;z-index:9;transform:scale(9);animation:a;transition:b;filter:blur(1px);cursor:wait;content:"x";pointer-events:none',
      '',
    ],
    ['width:expression(alert(1));behavior:url(x);-moz-binding:url(x)', ''],
    ['--a:url(x);color:var(--a)', ''],
    ['background:image-set("a" 1x);background:-webkit-image-set(url(a) 1x);background:cross-fade(url(a),url(b))', ''],
    ['cursor:url(x),auto;mask:url(x);border-image:url(x)', ''],
    ['color:red}b{color:blue', ''],
    ['filter:progid:DXImageTransform.Microsoft.AlphaImageLoader(src="x")', ''],
    ['font-family:"</style><script>"', ''],
    ['color:red"', 'color:red""'],
    ['color:url(x', ''],
    ['color', ''],
    ['color:', ''],
    ['', ''],
  ])('%j becomes %j', (css, wanted) => {
    expect(declarations(css)).toBe(wanted);
  });
});

describe('rules', () => {
  test.each([
    ['p{color:red}', 'p{color:red}'],
    ['<!-- p{color:red} -->', 'p{color:red}'],
    ['.a #b > c + d ~ e , *{color:red}', '.a #b > c + d ~ e , *{color:red}'],
    ['a:hover,p:first-child,tr:nth-child(2n+1){color:red}', 'a:hover,p:first-child,tr:nth-child(2n+1){color:red}'],
    ['a[x],a[x=y],a[ x ^= "y z" ]{color:red}', 'a[x],a[x="y"],a[x^="y z"]{color:red}'],
    [
      '@media (max-width: 600px) and (min-width:1px){p{color:red!important}}',
      '@media (max-width: 600px) and (min-width:1px){p{color:red!important}}',
    ],
    ['@media (width >= 600px){p{color:red}}q{color:blue}', '@media (width >= 600px){p{color:red}}q{color:blue}'],
    ['@media (aspect-ratio:1/1){p{color:red}}q{color:blue}', 'q{color:blue}'],
    ['@supports (color:red){p{color:red}}@layer x;@namespace y;@page{margin:0}@keyframes k{from{color:red}}q{color:blue}', 'q{color:blue}'],
    ['p::before{color:red}q{color:blue}', 'q{color:blue}'],
    ['p:has(a){color:red}p:is(a){color:red}p:host{color:red}', ''],
    ['p{color:red', 'p{color:red}'],
    ['p{color:red}}q{color:blue}', 'p{color:red}q{color:blue}'],
    ['p{&{color:red}color:blue}', ''],
    ['.\\3c\\2fstyle\\3e{color:red}', '.\\3c \\2f style\\3e{color:red}'],
    ['.1a{color:red}', ''],
    ['p/**/q{/**/color/**/:/**/red/**/}', 'p q{color:red}'],
    ['@charset "x";@import "a.css";p{color:red}', 'p{color:red}'],
    ['p{}', ''],
    ['{color:red}', ''],
  ])('%j becomes %j', (css, wanted) => {
    expect(sheet(css).css).toBe(wanted);
  });

  test('tell what they would load', () => {
    const { css, loads } = sheet(`@import 'i1';@import url(i2) layer(x) supports(color:red);@font-face{src:url(f1) format("woff"),url("f2")}
      p{background:url(p1);background-image:image-set("p2" 1x, url(p3) 2x);content:"not"}@media print{p{mask:url(p4)}}@supports (color:url(s1)){}
      ::x{background:url(p5)}@namespace url(n)`);
    expect(loads).toEqual([
      'style sheet i1',
      'style sheet i2',
      'font f1',
      'font f2',
      'image p1',
      'image p2',
      'image p3',
      'image p4',
      'image s1',
      'image p5',
      'image n',
    ]);
    expect(css).toBe('p{background:none}@media print{}');
  });
});

test.each([
  ['screen', 'screen'],
  ['(max-width:1px)', '(max-width:1px)'],
  ['x{}', undefined],
  ['</style>', undefined],
])('media %j becomes %j', (query, wanted) => {
  expect(sanitizeMediaQuery(query)).toBe(wanted);
});

test.each(['{', '}', '(', '[', '@media x{', 'a{', 'url(', 'url("a")', '/*', '"', '\\', '@', ':', 'a:url("b")url(', '<!--'])(
  '%j repeated fifty thousand times is read',
  (piece) => {
    const { css } = sheet(piece.repeat(50_000));
    expect(css).not.toMatch(/url|<|\(/);
    expect(declarations(piece.repeat(50_000))).not.toMatch(/url|<|\(/);
  },
);
