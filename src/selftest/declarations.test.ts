import { describe, expect, it } from 'vitest';
import { loadRegistry } from '../harness/registry.ts';
import { forwarderRequirements } from './selftest.ts';
import { EQUIVALENTS, MUTANTS } from './variants.ts';

const known = [...loadRegistry().requirements.keys()];

describe('mutants and equivalents', () => {
  it('have names of their own', () => {
    const ids = [...MUTANTS, ...EQUIVALENTS].map(({ id }) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  it.each(MUTANTS)('$id breaks something, and names what there is', ({ breaks, mayAlsoFail = {} }) => {
    const consequences = Object.keys(mayAlsoFail).filter((id) => id !== '*');
    expect(breaks.length).toBeGreaterThan(0);
    expect([...breaks, ...consequences].filter((id) => !known.includes(id))).toEqual([]);
    expect(consequences.filter((id) => breaks.includes(id))).toEqual([]);
  });

  it.each(forwarderRequirements())('%s has two mutants at least', (id) => {
    expect(MUTANTS.filter(({ breaks }) => breaks.includes(id)).length).toBeGreaterThanOrEqual(2);
  });
});
