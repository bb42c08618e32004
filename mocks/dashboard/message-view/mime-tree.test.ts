import { describe, expect, test } from 'vitest';
import { Flaws } from './flaws.ts';
import { VIEW_LIMITS, type ViewLimits } from './limits.ts';
import { scanMime } from './mime-tree.ts';

/** Lines end in CRLF unless the text is given as bytes. */
const scan = (source: string | Buffer, limits: Partial<ViewLimits> = {}) => {
  const raw = typeof source === 'string' ? Buffer.from(source.replaceAll('\n', '\r\n')) : source;
  const flaws = new Flaws(100);
  const parts = scanMime(raw, { ...VIEW_LIMITS, ...limits }, flaws);
  return {
    parts,
    flaws: flaws.list.map(({ kind, part }) => `${kind} ${part}`),
    bodies: parts.map(({ bodyStart, end }) => raw.toString('latin1', bodyStart, end)),
    tree: parts.map(({ depth, type }) => `${'-'.repeat(depth)}${type}`),
  };
};

const multipart = (boundary: string, ...parts: string[]): string =>
  `Content-Type: multipart/mixed; boundary="${boundary}"\n\n${parts.map((part) => `--${boundary}\n${part}\n`).join('')}--${boundary}--\n`;

describe('parts', () => {
  test('lie between their delimiters, without the line end before one', () => {
    const { tree, bodies, flaws } = scan(multipart('b', '\none', 'Content-Type: text/html\n\ntwo\n', '\n'));
    expect(tree).toEqual(['multipart/mixed', '-text/plain', '-text/html', '-text/plain']);
    expect(bodies.slice(1)).toEqual(['one', 'two\r\n', '']);
    expect(flaws).toEqual([]);
  });

  test('are found with bare line feeds too', () => {
    const { bodies } = scan(Buffer.from(multipart('b', '\none', '\ntwo')));
    expect(bodies.slice(1)).toEqual(['one', 'two']);
  });

  test('may hold parts, and those others', () => {
    const { tree, flaws } = scan(multipart('a', multipart('b', '\none', multipart('c', '\ntwo')), '\nthree'));
    expect(tree).toEqual(['multipart/mixed', '-multipart/mixed', '--text/plain', '--multipart/mixed', '---text/plain', '-text/plain']);
    expect(flaws).toEqual([]);
  });

  test('are told apart where one boundary begins like another', () => {
    const { tree, bodies } = scan(multipart('b', multipart('b1', '\n--b2\none'), '\n--bb\ntwo'));
    expect(tree).toEqual(['multipart/mixed', '-multipart/mixed', '--text/plain', '-text/plain']);
    expect(bodies.slice(2)).toEqual(['--b2\r\none', '--bb\r\ntwo']);
  });

  test('may be separated by lines with blanks behind', () => {
    expect(scan('Content-Type: multipart/mixed; boundary="b "\n\n--b \t\n\none\n--b-- \n').bodies.slice(1)).toEqual(['one']);
  });

  test('may begin with a delimiter in place of an empty line', () => {
    const { tree, bodies } = scan('Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/html\n--b\n\ntwo\n--b--');
    expect(tree).toEqual(['multipart/mixed', '-text/html', '-text/plain']);
    expect(bodies.slice(1)).toEqual(['', 'two']);
  });

  test('of a digest are messages', () => {
    expect(scan('Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: x\n\none\n--b--').tree).toEqual([
      'multipart/digest',
      '-message/rfc822',
      '--text/plain',
    ]);
  });

  test('what stands before the first and behind the last is none of them', () => {
    const source = `${multipart('b', '\none').replace('\n\n', '\n\nbefore\n')}behind\n--b\nno part\n`;
    expect(scan(source).bodies.slice(1)).toEqual(['one']);
  });

  test('may have a boundary of any characters', () => {
    for (const boundary of ['=_(a+b)?', 'ü', "'", 'a b', ':/,.', '😀'])
      expect(scan(multipart(boundary, '\none')).bodies.slice(1)).toEqual(['one']);
  });
});

describe('a message inside', () => {
  test('is looked into, and ends with its part', () => {
    const inner = `Content-Type: message/rfc822\n\nSubject: x\n${multipart('c', '\none')}`;
    const { tree, parts } = scan(multipart('b', inner, '\ntwo'));
    expect(tree).toEqual(['multipart/mixed', '-message/rfc822', '--multipart/mixed', '---text/plain', '-text/plain']);
    expect(parts[2]).toMatchObject({ start: parts[1]?.bodyStart, end: parts[1]?.end });
  });

  test('that is encoded against the standard stays closed', () => {
    const { tree, flaws } = scan('Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nU3ViamVjdDogeA==');
    expect(tree).toEqual(['message/rfc822']);
    expect(flaws).toEqual(['encoding not allowed 0']);
  });
});

describe('what is broken', () => {
  test.each([
    ['no boundary', 'Content-Type: multipart/mixed\n\n--b\n\none\n--b--', ['multipart/mixed'], ['boundary missing 0']],
    ['a boundary that never comes', 'Content-Type: multipart/mixed; boundary=b\n\ntext\n', ['multipart/mixed'], ['boundary not found 0']],
    [
      'an end that is missing',
      'Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n',
      ['multipart/mixed', '-text/plain'],
      ['boundary not closed 0'],
    ],
    [
      'an inner end that is missing',
      multipart('a', multipart('b', '\none').replace('--b--\n', ''), '\ntwo'),
      ['multipart/mixed', '-multipart/mixed', '--text/plain', '-text/plain'],
      ['boundary not closed 1'],
    ],
    ['two types', 'Content-Type: nonsense\nContent-Type: text/html\n\nx', ['text/html'], ['field repeated 0']],
    ['no type', 'Content-Type: nonsense\n\nx', ['text/plain'], ['field malformed 0']],
    ['an encoding nobody knows', 'Content-Transfer-Encoding: rot13\n\nx', ['text/plain'], ['encoding unknown 0']],
    [
      'an encoded multipart',
      multipart('b', '\none').replace('\n\n', '\nContent-Transfer-Encoding: base64\n\n'),
      ['multipart/mixed', '-text/plain'],
      ['encoding not allowed 0'],
    ],
  ])('is told: %s', (_what, source, tree, flaws) => {
    expect(scan(source)).toMatchObject({ tree, flaws });
  });

  test.each(['', '\n', '--', '\r', 'Content-Type: multipart/mixed; boundary=b', '\0'])('%j is a message all the same', (source) => {
    expect(scan(Buffer.from(source)).parts).toHaveLength(1);
  });
});

describe('a bomb', () => {
  test('of many parts is listed up to the limit; the last one holds the rest', () => {
    const source = multipart('b', ...Array.from({ length: 10_000 }, (_, part) => `\n${part}`));
    const { parts, flaws, bodies } = scan(source);
    expect(parts).toHaveLength(VIEW_LIMITS.parts);
    expect(bodies.at(-1)).toMatch(/^1998\r\n--b\r\n\r\n1999[\s\S]*9999\r\n--b--\r\n$/);
    expect(flaws[0]).toBe('too many parts null');
  });

  test('of nested parts is entered up to the limit', () => {
    let source = '\ninnermost';
    for (let level = 0; level < 1_000; level += 1) source = multipart(`b${level}`, source);
    const { parts, flaws } = scan(source);
    expect(Math.max(...parts.map(({ depth }) => depth))).toBe(VIEW_LIMITS.depth);
    expect(flaws).toContain(`too deep ${VIEW_LIMITS.depth}`);
  });

  test('of nested messages is entered up to the limit', () => {
    const { parts, flaws } = scan(`${'Content-Type: message/rfc822\n\n'.repeat(1_000)}Subject: x\n\ninnermost`);
    expect(parts).toHaveLength(VIEW_LIMITS.depth + 1);
    expect(flaws).toEqual([`too deep ${VIEW_LIMITS.depth}`]);
  });

  test('of lines like delimiters is looked at up to the limit', () => {
    const source = multipart('b', `\n${'--b.\n'.repeat(2_000)}`, '\ntwo');
    expect(scan(source, { delimiterLines: 1_000 })).toMatchObject({
      tree: ['multipart/mixed', '-text/plain'],
      flaws: ['too many delimiters null', 'boundary not closed 0'],
    });
    expect(scan(source).tree).toHaveLength(3);
  });

  test('of a header ends at the limit', () => {
    const { parts, flaws } = scan(`${`X: ${'x'.repeat(96)}\n`.repeat(20_000)}\nbody`);
    expect(flaws).toEqual(['header too large 0', 'too many fields 0']);
    expect(parts[0]?.bodyStart).toBeLessThanOrEqual(VIEW_LIMITS.headerBytes);
    expect(parts[0]?.fields).toHaveLength(VIEW_LIMITS.headerFields);
  });

  test('of one line without an end is a field', () => {
    expect(scan(`X: ${'x'.repeat(500_000)}`).parts[0]?.fields).toHaveLength(1);
  });
});
