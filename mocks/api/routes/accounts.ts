import type { z } from 'zod';
import type { EvidenceLog } from '../../../src/evidence/evidence-log.ts';
import { Problem } from '../../../src/web/problem.ts';
import type { Account, AccountBook } from '../../accounts.ts';
import { domainOf, opaqueLocalPart } from '../../intake-address.ts';
import { created, json, type Operation, operation } from '../operation.ts';
import { account, accountList, newAccount } from '../schema/account.ts';

const freeName = (accounts: readonly Account[]): string => {
  let number = accounts.length + 1;
  while (accounts.some(({ name }) => name === `account-${number}`)) number += 1;
  return `account-${number}`;
};

const create = (book: AccountBook, wanted: z.output<typeof newAccount>): Account => {
  const existing = book.all;
  const domains = [...new Set(existing.map(({ intakeAddress }) => domainOf(intakeAddress)))];
  const { name = freeName(existing), domain = domains[0], intakeAddress = `${opaqueLocalPart()}@${domain}` } = wanted;
  if (!domains.includes(domainOf(intakeAddress))) {
    throw new Problem(422, `this mock takes mail for ${domains.join(', ')} only; name one of these domains`);
  }
  if (existing.some((one) => one.name === name)) throw new Problem(409, `there is an account "${name}" already; take another name`);
  if (book.ownerOf(intakeAddress) !== undefined)
    throw new Problem(409, `${intakeAddress} is issued already; leave intakeAddress out to get a fresh one`);
  const made = { name, intakeAddress };
  book.add(made);
  return made;
};

/** SETD accounts and their message intake addresses (SETUP-3, SETUP-5). */
export const accountOperations = (book: AccountBook, evidence: EvidenceLog): Operation[] => [
  operation({
    id: 'listAccounts',
    method: 'get',
    path: '/api/v1/accounts',
    section: 'Accounts',
    summary: 'The accounts and their message intake addresses',
    answer: json('the accounts', accountList),
    handle: () => ({ accounts: book.all }),
  }),
  operation({
    id: 'createAccount',
    method: 'post',
    path: '/api/v1/accounts',
    section: 'Accounts',
    summary: 'Makes an account that takes copies at once',
    body: { schema: newAccount, hint: 'send a JSON object, {} for an account with everything chosen for you' },
    answer: created('the account', account),
    problems: [409],
    handle: ({ body }) => {
      const made = create(book, body);
      evidence.record({ type: 'standChanged', what: `account ${made.name} created: ${made.intakeAddress}` });
      return made;
    },
  }),
];
