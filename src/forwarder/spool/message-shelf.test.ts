import { describe, expect, it } from 'vitest';
import { cutIntoPieces, MessageShelf } from './message-shelf.ts';
import { PIECE_BYTES } from './schema.ts';
import { joinBody, separateBody } from './wrapped-bytes.ts';

const bytes = (size: number): Buffer => Buffer.from(Array.from({ length: size }, (_, index) => index % 251));

describe('pieces', () => {
  it.each([
    [[], []],
    [[1], [1]],
    [[PIECE_BYTES - 1, 1], [PIECE_BYTES]],
    [
      [PIECE_BYTES, 1],
      [PIECE_BYTES, 1],
    ],
    [[2 * PIECE_BYTES + 5], [PIECE_BYTES, PIECE_BYTES, 5]],
    [
      [100, 3 * PIECE_BYTES, 7],
      [PIECE_BYTES, PIECE_BYTES, PIECE_BYTES, 107],
    ],
  ])('chunks of %j bytes become pieces of %j', (chunks, pieces) => {
    const whole = bytes(chunks.reduce((sum, size) => sum + size, 0));
    let from = 0;
    const cut = chunks.map((size) => {
      from += size;
      return whole.subarray(from - size, from);
    });
    const made = [...cutIntoPieces(cut)];
    expect(made.map(({ length }) => length)).toEqual(pieces);
    expect(Buffer.concat(made).equals(whole)).toBe(true);
  });
});

describe('message shelf', () => {
  it('tells the last job of a message', () => {
    const shelf = new MessageShelf();
    shelf.put(1, { pieces: 3, heldBytes: 0, jobs: 2 });
    expect([shelf.release(1), shelf.release(1), shelf.release(1)]).toEqual([undefined, 3, undefined]);
  });

  it('holds small messages in memory, and together only so many', () => {
    const shelf = new MessageShelf();
    expect([shelf.holds(PIECE_BYTES), shelf.holds(PIECE_BYTES + 1)]).toEqual([true, false]);
    let id = 0;
    while (shelf.holds(PIECE_BYTES)) shelf.put(id++, { pieces: 0, heldBytes: PIECE_BYTES, jobs: 1 });
    expect(id * PIECE_BYTES).toBe(64 * 1024 * 1024);
    shelf.release(0);
    expect(shelf.holds(PIECE_BYTES)).toBe(true);
  });
});

describe('wrapped bytes', () => {
  const [a, b] = [Buffer.from('aa'), Buffer.from('bb')];
  const text = (parts: Iterable<Buffer>): string => Buffer.concat([...parts]).toString();

  it.each([
    ['around the message', [Buffer.from('<'), a, b, Buffer.from('>')], true],
    ['with a head in two pieces', [Buffer.from('<'), Buffer.from('<'), a, b], true],
    ['without one of its pieces', [Buffer.from('<'), a, Buffer.from('>')], false],
    ['equal but not the same', [Buffer.from('<'), Buffer.from('aa'), b], false],
    ['nothing at all', [], false],
  ])('%s: what is put together again is what it was', (_name, parts, hasBody) => {
    const separated = separateBody(parts, [a, b]);
    expect(separated.hasBody).toBe(hasBody);
    expect(text(joinBody(separated, () => [a, b]))).toBe(text(parts));
  });

  it('knows an empty message', () => {
    const separated = separateBody([Buffer.from('<'), Buffer.from('>')], []);
    expect(text(joinBody(separated, () => []))).toBe('<>');
  });
});
