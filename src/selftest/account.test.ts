import { expect, it } from 'vitest';
import type { Equivalent, Mutant } from '../mutants/variant.ts';
import { accountOfEquivalent, accountOfMutant, isAsDeclared, isSpared, unproved } from './account.ts';
import type { Finding } from './jobs.ts';
import { complaintsAbout, complaintsAboutEquivalent } from './report.ts';

const mutant: Mutant = {
  id: 'm',
  title: 'is wrong',
  breaks: ['RETRY-1', 'TLS-1'],
  mayAlsoFail: { 'LOG-9': 'it follows' },
  parts: () => ({}),
};
const found = (requirement: string, verdict = 'departs', scenario = 'a.feature:1'): Finding => ({
  scenario,
  requirement,
  verdict,
  reason: '',
});
const accountOf = (findings: readonly Finding[], asked = ['RETRY-1', 'TLS-1'], whole = false) =>
  accountOfMutant(mutant, { id: 'm', ran: 1, findings, cpuMs: 0 }, { requirements: new Set(asked), whole });

it('a mutant is as declared when all that it breaks caught it, and only consequences besides', () => {
  const account = accountOf([found('RETRY-1'), found('RETRY-1', 'departs', 'a.feature:2'), found('TLS-1', 'warning'), found('LOG-9')]);
  expect(isAsDeclared(account)).toBe(true);
  expect(account.caughtAt.get('RETRY-1')).toEqual(['a.feature:1', 'a.feature:2']);
});

it('it has survived where nothing was found, or nothing that proves it', () => {
  expect(accountOf([found('RETRY-1'), found('TLS-1', 'inconclusive')]).survivedAt).toEqual(['TLS-1']);
  expect(accountOf([found('RETRY-1')], ['RETRY-1']).survivedAt).toEqual([]);
});

it('to be caught where it does not say so is no better', () => {
  const account = accountOf([found('RETRY-1'), found('TLS-1'), found('DNS-1')]);
  expect(account.undeclared).toEqual(['DNS-1']);
  expect(isAsDeclared(account)).toBe(false);
});

it('a consequence that does not follow is no better, where the whole suite was met', () => {
  const findings = [found('RETRY-1'), found('TLS-1')];
  expect(accountOf(findings).idle).toEqual([]);
  const account = accountOf(findings, undefined, true);
  expect(account.idle).toEqual(['LOG-9']);
  expect(isAsDeclared(account)).toBe(false);
  expect(complaintsAbout(account)).toEqual(['m: may also fail LOG-9, it says, and was not caught there']);
  expect(isAsDeclared(accountOf([...findings, found('LOG-9')], undefined, true))).toBe(true);
});

it('one that remembers is caught in a scenario that no call by itself leads to, or does not remember', () => {
  const run = { id: 'm', ran: 2, findings: [found('RETRY-1'), found('TLS-1')], cpuMs: 0 };
  const accountOf = (byMemory: readonly string[] | undefined) => {
    const scenarios = byMemory === undefined ? undefined : new Set(byMemory);
    return accountOfMutant({ ...mutant, remembers: true }, run, { requirements: new Set(), whole: false, byMemory: scenarios });
  };
  expect([['a.feature:1'], ['b.feature:1'], [], undefined].map((places) => accountOf(places).forgets)).toEqual([false, true, true, false]);
  expect(isAsDeclared(accountOf(['b.feature:1']))).toBe(false);
  expect(complaintsAbout(accountOf(['b.feature:1']))).toEqual([expect.stringMatching(/^m: remembers, it says, but/)]);
});

it('an equivalent is spared where it could be told from the reference, and nothing was found', () => {
  const equivalent: Equivalent = { id: 'e', title: 'is right', because: 'it may', parts: () => ({}) };
  const accountOf = (ran: number, findings: readonly Finding[]) => accountOfEquivalent(equivalent, { id: 'e', ran, findings, cpuMs: 0 });
  expect(isSpared(accountOf(1, []))).toBe(true);
  expect(isSpared(accountOf(1, [found('LOG-9', 'warning')]))).toBe(false);
  expect(isSpared(accountOf(0, []))).toBe(false);
  expect(complaintsAboutEquivalent(accountOf(0, []))).toEqual([expect.stringMatching(/^e: no scenario can tell it from the reference/)]);
});

it('a requirement is proved by a mutant made for it, not by a consequence', () => {
  expect(unproved(['RETRY-1', 'LOG-9'], [accountOf([found('RETRY-1'), found('LOG-9')])])).toEqual(['LOG-9']);
});
