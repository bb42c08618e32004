import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PACKAGE_ROOT } from '../harness/package-root.ts';
import type { Selftest } from './selftest.ts';
import { staleIn } from './stale-page.ts';
import { trustPage } from './trust-page.ts';
import { EQUIVALENTS, MUTANTS } from './variants.ts';

const TRUST_PAGE = join(PACKAGE_ROOT, 'docs', 'trust.md');

/** A selftest in which every mutant was caught where it says so, and nowhere else. */
const ideal: Selftest = {
  mutants: MUTANTS.map((mutant) => ({
    ...{ mutant, ran: 1, cpuMs: 0, survivedAt: [], undeclared: [], idle: [], forgets: false },
    caughtAt: new Map(mutant.breaks.map((id) => [id, ['a.feature:1']])),
  })),
  equivalents: EQUIVALENTS.map((equivalent) => ({ equivalent, ran: 1, accusations: [] })),
  ...{ errors: [], unproved: [], scenarios: 1, ran: 1, cpuMs: 0, durationMs: 0, asDeclared: true },
};
const page = trustPage(ideal);
const without = (pattern: RegExp): string => page.replace(pattern, '');

describe('the trust page', () => {
  it('is fresh when it was just written', () => {
    expect(staleIn(page)).toEqual([]);
  });

  it.each([
    [/^\| `retries-554` \| takes .*\n/m, 'mutant is missing: retries-554, takes 554 for a temporary refusal, breaks RETRY-1'],
    [/^\| `retries-after-5-seconds` .*\n/m, expect.stringMatching(/^equivalent is missing: retries-after-5-seconds, /)],
    [/^\| RETRY-1 .*\n/m, expect.stringMatching(/^requirement is missing: RETRY-1, /)],
  ])('is stale without %s', (pattern, complaint) => {
    expect(staleIn(without(pattern))).toEqual([complaint]);
  });

  it('is stale where it names what there is no more, or another declaration', () => {
    const other = page.replace('| `retries-554` | takes', '| `retries-599` | takes').replace(/^(\| `retries-551` .*)\*\*1\*\*/m, '$11');
    expect(staleIn(other).toSorted()).toEqual([
      'mutant is missing: retries-551, takes 551 for a temporary refusal, breaks RETRY-1',
      'mutant is missing: retries-554, takes 554 for a temporary refusal, breaks RETRY-1',
      'there is no such mutant: retries-551, takes 551 for a temporary refusal, breaks ',
      'there is no such mutant: retries-599, takes 554 for a temporary refusal, breaks RETRY-1',
    ]);
  });

  it.runIf(existsSync(TRUST_PAGE))('in docs/ speaks of what there is: `npx setd selftest --write` writes it anew', () => {
    expect(staleIn(readFileSync(TRUST_PAGE, 'utf8'))).toEqual([]);
  });
});
