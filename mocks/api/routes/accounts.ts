import type { z } from 'zod';
import type { Problem } from '../../../src/web/problem.ts';
import { gatewayHeader, nextStep } from '../../account-setup.ts';
import type { AccountBook, AccountState } from '../../accounts.ts';
import { domainOf, opaqueLocalPart } from '../../intake-address.ts';
import { created, json, type Operation, operation } from '../operation.ts';
import { problemOf } from '../problem-kinds.ts';
import { account, accountList, accountPath, newAccount, policy, setupAnswer } from '../schema/account.ts';

const shown = (state: AccountState): z.output<typeof account> => ({
  ...state,
  answers: [...state.answers],
  setUp: state.intakeAddress !== null,
  nextStep: nextStep(state.answers),
});

const unknownAccount = (name: string): Problem =>
  problemOf('account-missing', `there is no account ${JSON.stringify(name)}; GET /api/v1/accounts lists them`);

const stateOf = (book: AccountBook, name: string): AccountState => {
  const state = book.find(name);
  if (state === undefined) throw unknownAccount(name);
  return state;
};

const freeName = (book: AccountBook): string => {
  let number = book.states.length + 1;
  while (book.find(`account-${number}`) !== undefined) number += 1;
  return `account-${number}`;
};

const create = (book: AccountBook, wanted: z.output<typeof newAccount>): AccountState => {
  const { domains } = book;
  const { name = freeName(book), domain = domains[0] ?? '', setUp, intakeAddress = `${opaqueLocalPart()}@${domain}` } = wanted;
  if (!domains.includes(domainOf(intakeAddress))) {
    throw problemOf('domain-foreign', `this mock takes mail for ${domains.join(', ')} only; name one of these domains`);
  }
  if (book.find(name) !== undefined) throw problemOf('account-taken', `there is an account "${name}" already; take another name`);
  if (book.ownerOf(intakeAddress) !== undefined)
    throw problemOf('intake-address-taken', `${intakeAddress} is issued already; leave intakeAddress out to get a fresh one`);
  book.add(setUp ? { name, intakeAddress } : { name, domain: domainOf(intakeAddress) });
  return stateOf(book, name);
};

const answerWizard = (book: AccountBook, name: string, answer: z.output<typeof setupAnswer>): AccountState => {
  const result = book.answer(name, answer);
  switch (result) {
    case 'no such account':
      throw unknownAccount(name);
    case 'set up already':
      throw problemOf('account-set-up', `"${name}" is set up already; GET /api/v1/accounts/${name}/policy shows its intake address`);
    case 'not asked yet':
      throw problemOf(
        'setup-step-not-due',
        `the wizard does not ask for "${answer.step}" yet; answer "${nextStep(stateOf(book, name).answers)}" first`,
      );
    default:
      return result;
  }
};

const policyOf = (book: AccountBook, name: string): z.output<typeof policy> => {
  const { intakeAddress, answers } = stateOf(book, name);
  if (intakeAddress === null) {
    throw problemOf(
      'account-not-set-up',
      `"${name}" is not set up yet; answer "${nextStep(answers)}" with POST /api/v1/accounts/${name}/setup`,
    );
  }
  return {
    account: name,
    intakeAddress,
    messageSource: 'gateway',
    gateway: 'cisco',
    gatewayHeader: gatewayHeader(answers),
    direction: 'incoming',
    authentication: 'none',
    mode: 'visibility only',
  };
};

/** SETD accounts, their set-up wizard and their message intake addresses (SETUP-1 to SETUP-5). */
export const accountOperations = (book: AccountBook, changed: (what: string) => void): Operation[] => [
  operation({
    id: 'listAccounts',
    method: 'get',
    path: '/api/v1/accounts',
    section: 'Accounts',
    summary: 'The accounts, how far their set-up has come, and their message intake addresses',
    answer: json('the accounts', accountList),
    handle: () => ({ accounts: book.states.map(shown), domains: book.domains }),
  }),
  operation({
    id: 'createAccount',
    method: 'post',
    path: '/api/v1/accounts',
    section: 'Accounts',
    summary: 'Makes an account, to be set up by the wizard or set up at once',
    body: { schema: newAccount, hint: 'send a JSON object, {} for an account with everything chosen for you' },
    answer: created('the account', account),
    problems: [409],
    handle: ({ body }) => {
      const made = create(book, body);
      changed(`account ${made.name} created${made.intakeAddress === null ? '' : `: ${made.intakeAddress}`}`);
      return shown(made);
    },
  }),
  operation({
    id: 'getAccount',
    method: 'get',
    path: '/api/v1/accounts/{name}',
    section: 'Accounts',
    summary: 'One account',
    pathParameters: accountPath,
    answer: json('the account', account),
    problems: [404],
    handle: ({ path: { name } }) => shown(stateOf(book, name)),
  }),
  operation({
    id: 'answerSetup',
    method: 'post',
    path: '/api/v1/accounts/{name}/setup',
    section: 'Accounts',
    summary: 'Answers a question of the set-up wizard',
    description:
      'The questions come in a fixed order: gateway-present, gateway, direction, authentication. An earlier one may be answered anew; ' +
      'those after it are asked again. The message intake address is made when the last answer is accepted.',
    pathParameters: accountPath,
    body: { schema: setupAnswer, hint: 'send the answer to one question of the wizard' },
    answer: json('the account as it is now', account),
    problems: [404, 409],
    handle: ({ path: { name }, body }) => {
      const state = answerWizard(book, name, body);
      changed(`account ${name} answered ${body.step}${state.intakeAddress === null ? '' : `; issued ${state.intakeAddress}`}`);
      return shown(state);
    },
  }),
  operation({
    id: 'getPolicy',
    method: 'get',
    path: '/api/v1/accounts/{name}/policy',
    section: 'Accounts',
    summary: 'What an account that is set up is set to, its message intake address included',
    pathParameters: accountPath,
    answer: json('the policy', policy),
    problems: [404, 409],
    handle: ({ path: { name } }) => policyOf(book, name),
  }),
];
