import { describe, expect, it } from 'vitest';
import { BLOCK, NumberBlocks } from './number-blocks.ts';
import { SpoolError } from './spool.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('number blocks', () => {
  it('gives each kind its own numbers in order, and reserves ahead', async () => {
    const reserved: [string, number][] = [];
    const blocks = new NumberBlocks({ mid: 10, icid: 20, dcid: 30 }, async (name, until) => void reserved.push([name, until]));
    expect([blocks.mid(), blocks.mid(), blocks.icid(), blocks.dcid()]).toEqual([10, 11, 20, 30]);
    for (let given = 2; given < BLOCK / 2; given += 1) blocks.mid();
    expect(reserved).toEqual([]);
    for (let given = 0; given <= BLOCK; given += 1) {
      blocks.mid();
      await turn();
    }
    expect(reserved).toEqual([
      ['mid', 10 + 2 * BLOCK],
      ['mid', 10 + 3 * BLOCK],
    ]);
    expect(Object.fromEntries(blocks.next)).toEqual({ mid: 11 + BLOCK * 1.5, icid: 21, dcid: 31 });
  });

  it('gives no number that is not reserved, and goes on once it is', async () => {
    let writable = false;
    const reserve = async (): Promise<void> => {
      if (!writable) throw new Error('disk full');
    };
    const blocks = new NumberBlocks({ mid: 1, icid: 1, dcid: 1 }, reserve);
    const given: number[] = [];
    for (let count = 0; count < BLOCK; count += 1) given.push(blocks.mid());
    expect(given.at(-1)).toBe(BLOCK);
    await turn();
    expect(() => blocks.mid()).toThrow(new SpoolError('no MID can be given until the spool can be written'));
    await turn();
    writable = true;
    expect(() => blocks.mid()).toThrow(SpoolError);
    await turn();
    expect(blocks.mid()).toBe(BLOCK + 1);
  });
});
