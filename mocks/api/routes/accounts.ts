import { Router } from 'express';
import { z } from 'zod';
import type { EvidenceLog } from '../../../src/evidence/evidence-log.ts';
import { methodNotAllowed, Problem, parseBody } from '../../../src/web/problem.ts';
import type { Account, AccountBook } from '../../accounts.ts';
import { accountSchema, domainOf, opaqueLocalPart } from '../../intake-address.ts';

const newAccount = z.strictObject({
  name: accountSchema.shape.name.optional(),
  domain: z.string().optional(),
  intakeAddress: accountSchema.shape.intakeAddress.optional(),
});

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
  if (existing.some((account) => account.name === name)) throw new Problem(409, `there is an account "${name}" already; take another name`);
  if (book.ownerOf(intakeAddress) !== undefined)
    throw new Problem(409, `${intakeAddress} is issued already; leave intakeAddress out to get a fresh one`);
  const account = { name, intakeAddress };
  book.add(account);
  return account;
};

/** SETD accounts and their message intake addresses (SETUP-3, SETUP-5). */
export const accountsRouter = (book: AccountBook, evidence: EvidenceLog): Router => {
  const router = Router();
  router
    .route('/accounts')
    .get((_request, response) => {
      response.json({ accounts: book.all });
    })
    .post((request, response) => {
      const wanted = parseBody(newAccount, request.body, 'send a JSON object, {} for an account with everything chosen for you');
      const account = create(book, wanted);
      evidence.record({ type: 'standChanged', what: `account ${account.name} created: ${account.intakeAddress}` });
      response.status(201).json(account);
    })
    .all(methodNotAllowed('GET', 'POST'));
  return router;
};
