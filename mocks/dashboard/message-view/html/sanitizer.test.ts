import { type DefaultTreeAdapterTypes, parse } from 'parse5';
import { describe, expect, test } from 'vitest';
import { hostileCases } from '../fixtures/hostile-html.ts';
import { VIEW_LIMITS, type ViewLimits } from '../limits.ts';
import { ALLOWED_ELEMENTS, isAllowedAttribute } from './allowed.ts';
import { BlockedTally } from './blocked-tally.ts';
import { sanitizeHtml } from './sanitizer.ts';

const sanitize = async (
  html: string,
  limits: Partial<ViewLimits> = {},
  picture: (address: string) => string | undefined = () => undefined,
) => {
  const bounds = { ...VIEW_LIMITS, ...limits };
  const blocked = new BlockedTally(bounds.blockedKinds);
  const sanitized = await sanitizeHtml(html, { limits: bounds, blocked, picture });
  return { ...sanitized, blocked: blocked.result() };
};

const clean = async (html: string): Promise<string> => (await sanitize(html)).html;

describe('markup', () => {
  test.each([
    ['<p class="a" id=b title=\'c\'>x</p>', '<p class="a" id="b" title="c">x</p>'],
    ['<TABLE BGCOLOR=red><TR><TD ALIGN=left NOWRAP>x', '<table bgcolor="red"><tr><td align="left" nowrap="">x</table>'],
    ['a &lt;b&gt; &amp;amp; "c"', 'a &lt;b&gt; &amp;amp; &quot;c&quot;'],
    ['<p style="color:red;position:fixed">x</p>', '<p style="color:red">x</p>'],
    ['<p foo=1 data-x=2 tabindex=3 contenteditable accesskey=a>x</p>', '<p>x</p>'],
    ['<blink>x</blink><o:p>y</o:p>', 'xy'],
    ['<title>t</title><textarea>x<b></textarea>', 'x&lt;b&gt;'],
    ['<xmp><b></xmp>', '<pre>&lt;b&gt;</pre>'],
    ['<!-- c --><!doctype html><![CDATA[x]]>y', 'y'],
    ['</p></div>x</b>', '</p>x'],
    ['<b><i>x</b></i>', '<b><i>x</b></i>'],
    ['<div><b>x', '<div><b>x</b></div>'],
    ['<svg><text>x</text></svg>y<math><mi>z</mi></math>', 'y'],
    ['<svg><p>x', '<p>x'],
    ['<template><p>x</p></template>y', 'y'],
    ['<form><input value=x><button>b</button></form>', 'b'],
    ['<img src="http://a.example/x" alt="a" width=5>', '<img alt="a" width="5">'],
    ['<style media=print>p{color:red}</style>', '<style>@media print{p{color:red}}</style>'],
    ['<style media="</style>">p{color:red}</style>', ''],
  ])('%j becomes %j', async (html, wanted) => {
    expect(await clean(html)).toBe(wanted);
  });

  test('pictures of the message itself are shown', async () => {
    const { html, pictures } = await sanitize(
      '<img src="cid:x"><img src="cid:y"><img src=" data:image/png;base64,AA A= ">',
      {},
      (address) => (address === 'cid:x' ? 'data:image/gif;base64,R0lG' : undefined),
    );
    expect(html).toBe('<img src="data:image/gif;base64,R0lG"><img><img src="data:image/png;base64,AAA=">');
    expect(pictures).toBe(2);
  });

  test.each([
    'data:image/svg+xml;base64,AAAA',
    'data:text/html;base64,AAAA',
    'data:image/png,x',
    'data:image/png;base64,"x',
    'javascript:x',
  ])('a picture of %s is not', async (address) => {
    expect(await clean(`<img src='${address}'>`)).toBe('<img>');
  });
});

describe('links', () => {
  test('lead nowhere, and say where they would lead', async () => {
    const { html, links } = await sanitize('<a href="http://real.example/a?b=1" target=_top title="no">text</a>');
    expect(html).toMatch(/^<a title="http:\/\/real\.example\/a\?b=1">text<\/a><span style="[^"]*!important"> \[real\.example\]<\/span>$/);
    expect(links).toEqual([{ text: 'text', target: 'http://real.example/a?b=1', kind: 'web', deceptive: false }]);
  });

  test('to places in the message stay', async () => {
    expect(await sanitize('<a href="#a b">x</a><a href="#top">y</a><a name="top">z</a>')).toMatchObject({
      html: expect.stringContaining('<a href="#top">y</a><a name="top">z</a>'),
      links: [],
    });
  });

  test.each([
    ['http://bank.example/', 'bank.example', 'web', false],
    ['http://www.bank.example/', 'Bank.example', 'web', false],
    ['http://login.bank.example/', 'bank.example', 'web', false],
    ['http://evil.example/', 'www.bank.example', 'web', true],
    ['http://evil.example/', 'Click https://bank.example/login now', 'web', true],
    ['http://bank.example.evil.example/', 'bank.example', 'web', true],
    ['http://bank.example@evil.example/', 'bank.example', 'web', true],
    ['//evil.example/', 'bank.example', 'web', true],
    ['\\\\evil.example\\x', 'bank.example', 'web', true],
    ['http://evil.example/', 'click here', 'web', false],
    ['http://evil.example/', 'Dr.Who wrote', 'web', false],
    ['mailto:a@b.example?subject=x', 'write', 'mail', false],
    ['tel:+81', 'call', 'telephone', false],
    [' java\nscript:alert(1)', 'x', 'inert', false],
    ['data:text/html,x', 'x', 'inert', false],
    ['file:///etc/passwd', 'x', 'inert', false],
    ['page.html', 'x', 'inert', false],
    ['http://', 'x', 'inert', false],
  ])('%j under %j', async (address, text, kind, deceptive) => {
    expect((await sanitize(`<a href="${address}">${text}</a>`)).links).toMatchObject([{ text, kind, deceptive }]);
  });

  test('of a picture have its alternative as text', async () => {
    expect((await sanitize('<a href="http://a.example/"><img alt="offer"></a>')).links).toMatchObject([{ text: 'offer' }]);
  });

  test('show international hosts as they are asked for', async () => {
    expect((await sanitize('<a href="http://b\u0430nk.example/">b\u0430nk.example</a>')).links).toMatchObject([
      { target: 'http://xn--bnk-6cd.example/' },
    ]);
  });
});

const host = 'remote.x.canary.example';

/** What each counts as; those without any entry ask for nothing elsewhere. */
const COUNTED: Readonly<Record<string, string>> = {
  'an image': 'image',
  'an image over TLS': 'image tls.x.canary.example',
  'an image of no scheme': 'image',
  'an image with backslashes': 'image',
  'an image of several sizes': 'image image',
  'an image by a base': 'base image',
  'a picture': 'image',
  'a background': 'image',
  'a poster': 'image',
  'a video': 'media',
  'a frame': 'frame',
  'an object': 'object',
  'a style sheet': 'style sheet',
  'a hint to load': 'hint',
  'a hint to fetch': 'hint',
  'a hint to connect': 'hint preconnect.x.canary.example',
  'a hint for a name': 'hint dns.x.canary.example',
  'a redirect': 'redirect',
  'a background in a style': 'image',
  'a background with escapes': 'image',
  'a choice of pictures': 'image',
  'a content': 'image',
  'a property of its own': 'image',
  'an import': 'style sheet',
  'an import in a string': 'style sheet',
  'an import with escapes': 'style sheet',
  'a font': 'font',
  'a rule inside a rule': 'image',
  'a style in an SVG': 'style sheet',
  'an image of an SVG, the old way': 'image',
  'a script of an SVG': 'script',
  'a script from elsewhere': 'script',
  'a form': 'form target',
  'a link that tells': 'ping ping',
  'an applet': 'object object',
};

describe('what would have been loaded', () => {
  test.each(Object.entries(COUNTED))('%s counts as %s', async (name, wanted) => {
    const html = hostileCases('x.canary.example').find((one) => one.name === name)?.html;
    expect(html).toBeDefined();
    const { entries } = (await sanitize(html ?? '')).blocked;
    const told = entries.flatMap((entry) =>
      Array.from({ length: entry.count }, () => (entry.host === host ? entry.kind : `${entry.kind} ${entry.host}`)),
    );
    expect(told.join(' ')).toBe(wanted);
  });

  test('is summed up by kind and host', async () => {
    const images = (name: string, count: number): string => `<img src="http://${name}.example/x.png">`.repeat(count);
    expect((await sanitize(`${images('a', 2)}${images('b', 5)}<link rel=stylesheet href=//a.example/x.css>`)).blocked).toEqual({
      total: 8,
      hosts: 2,
      entries: [
        { kind: 'image', host: 'b.example', count: 5 },
        { kind: 'image', host: 'a.example', count: 2 },
        { kind: 'style sheet', host: 'a.example', count: 1 },
      ],
    });
  });

  test('is nothing for what stays within the message', async () => {
    const inside =
      '<img src="cid:a"><img src="data:,"><img src="a.png"><img src=""><img src="about:blank"><a href="#x">x</a><p style="background:url(#a)">';
    expect((await sanitize(inside)).blocked.total).toBe(0);
  });

  test('what would have acted is told', async () => {
    const { removed } = await sanitize(
      '<script>1</script><p onclick=1 onfoo=2><a href="javascript:1">x</a><iframe></iframe><meta http-equiv=refresh content=1><meta charset=utf-8>',
    );
    expect(removed).toEqual([
      { what: 'script', count: 1 },
      { what: 'event handler', count: 2 },
      { what: 'script address', count: 1 },
      { what: 'iframe', count: 1 },
      { what: 'redirect', count: 1 },
    ]);
  });
});

describe('limits', () => {
  test('elements past the limit are left out, their text stays', async () => {
    const { html, cut } = await sanitize('<i>a</i><i>b</i><i>c</i>', { elements: 2 });
    expect({ html, cut }).toEqual({ html: '<i>a</i><i>b</i>c', cut: true });
  });

  test('depth', async () => {
    const { html, cut } = await sanitize('<div>'.repeat(5_000), { elementDepth: 10 });
    expect(cut).toBe(true);
    expect(html).toBe('<div>'.repeat(10) + '</div>'.repeat(10));
  });

  test('formatting that a browser would repeat in every paragraph', async () => {
    const { html } = await sanitize(Array.from({ length: 1_000 }, (_, place) => `<font size=${place}>`).join('') + '<p>'.repeat(1_000));
    expect(html.match(/<font/g)).toHaveLength(32);
  });

  test('links and kinds', async () => {
    const html = Array.from({ length: 30 }, (_, place) => `<a href="http://h${place}.example/"><img src="//h${place}.example/x"></a>`).join(
      '',
    );
    const { links, linksCut, blocked } = await sanitize(html, { links: 10, blockedKinds: 20 });
    expect({ links: links.length, linksCut, entries: blocked.entries.length, total: blocked.total }).toEqual({
      links: 10,
      linksCut: true,
      entries: 20,
      total: 30,
    });
  });

  test('styles', async () => {
    expect(await sanitize('<style>p{color:red}</style><style>p{color:blue}</style>', { styleCharacters: 12 })).toMatchObject({
      html: '<style>p{color:red}</style>',
      cut: true,
    });
  });
});

describe('the allow list', () => {
  test('holds no element that runs, loads, sends, or whose content is no markup', () => {
    const harmful =
      'applet audio base button dialog embed fencedframe form frame frameset iframe input link math meta noembed noframes noscript object param plaintext portal script select source style svg template textarea title track video xmp';
    expect(harmful.split(' ').filter((name) => ALLOWED_ELEMENTS.has(name))).toEqual([]);
  });

  test('holds no attribute that runs, loads, sends or leads away', () => {
    const harmful =
      'action autofocus background contenteditable data formaction href http-equiv is longdesc onclick onload ping popover poster slot src srcdoc srcset style tabindex target usemap xlink:href';
    const elements = [...ALLOWED_ELEMENTS];
    expect(harmful.split(' ').filter((name) => elements.some((element) => isAllowedAttribute(element, name)))).toEqual([]);
  });
});

type Node = DefaultTreeAdapterTypes.ChildNode;

function* elementsIn(nodes: readonly Node[]): Generator<DefaultTreeAdapterTypes.Element> {
  for (const node of nodes) {
    if (!('tagName' in node)) continue;
    yield node;
    yield* elementsIn(node.childNodes);
  }
}

const HTML_NAMESPACE = 'http://www.w3.org/1999/xhtml';

/** Everything in a document, as a browser's parser makes it, that should not be there. */
const trespasses = (html: string): string[] =>
  [...elementsIn(parse(`<!doctype html><body>${html}`).childNodes)].flatMap((element) => {
    const { tagName, attrs, namespaceURI, childNodes } = element;
    if (tagName === 'html' || tagName === 'head') return [];
    const style = tagName === 'style' ? childNodes.map((node) => ('value' in node ? node.value : '')).join('') : '';
    return [
      ...(namespaceURI === HTML_NAMESPACE && (ALLOWED_ELEMENTS.has(tagName) || tagName === 'style') ? [] : [`<${tagName}>`]),
      ...attrs.filter(({ name, value }) => !isHarmless(tagName, name, value)).map(({ name, value }) => `${tagName} ${name}=${value}`),
      ...(/[<\\]\/|url|@(?!media)|expression|import|position|:\/\//i.test(style.replace(/\\[0-9a-f]+ /g, '')) ? [`style ${style}`] : []),
    ];
  });

const isHarmless = (tagName: string, name: string, value: string): boolean => {
  if (name === 'style') return !/url\s*\(|expression|image-set|position|@|[<>\\]/i.test(value);
  if (name === 'src') return tagName === 'img' && /^data:image\/(?:png|gif|jpeg|jpg|webp|bmp);base64,[A-Za-z0-9+/=]*$/.test(value);
  if (name === 'href') return tagName === 'a' && /^#\S*$/.test(value);
  return isAllowedAttribute(tagName, name);
};

/** Numbers that look like chance and are the same in every run. */
const chance = (seed: number) => {
  let state = seed;
  return (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
};

describe('whatever comes in', () => {
  test.each(hostileCases('x.canary.example'))('$name leaves nothing but what is allowed', async ({ html }) => {
    expect(trespasses(await clean(html))).toEqual([]);
  });

  test('cut, mixed and joined at random leaves nothing but what is allowed', async () => {
    const next = chance(20_261_124);
    const corpus = hostileCases('x.canary.example').map(({ html }) => html);
    const glue = [
      '',
      '<',
      '>',
      '"',
      "'",
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '\0',
      '</style>',
      '<svg>',
      '<math>',
      '</svg>',
      '<style>',
      '<p title="',
      '&lt;',
      '<table>',
      '\\',
      '/*',
      '*/',
      '{',
      '}',
    ];
    for (let round = 0; round < 3_000; round += 1) {
      const pieces = Array.from({ length: 1 + next(4) }, () => {
        const one = corpus[next(corpus.length)] ?? '';
        const from = next(one.length);
        return one.slice(from, from + 1 + next(one.length)) + (glue[next(glue.length)] ?? '');
      });
      const html = pieces.join('');
      expect([html, trespasses(await clean(html))]).toEqual([html, []]);
    }
  });

  test('is harmless when it is read and made harmless again', async () => {
    for (const { html } of hostileCases('x.canary.example')) expect(trespasses(await clean(await clean(html)))).toEqual([]);
  });
});
