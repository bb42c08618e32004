import { type Complaint, Problem, type ProblemStatus } from '../../src/web/problem.ts';

/** Problems that mean something of their own, by a name that stays. All others are told by their status alone (`about:blank`). */
export const PROBLEM_KINDS = {
  'search-unreadable': [400, 'The search cannot be read'],
  'message-missing': [404, 'No such copy'],
  'message-not-kept': [404, 'The bytes of the copy were not kept'],
  'connection-missing': [404, 'No such connection'],
  'account-missing': [404, 'No such account'],
  'rule-missing': [404, 'No such rule'],
  'run-missing': [404, 'No such run'],
  'scenario-missing': [404, 'The run has no such scenario'],
  'preset-missing': [404, 'No such preset'],
  'no-lab': [404, 'The mock runs without a gateway'],
  'account-taken': [409, 'The name of the account is taken'],
  'intake-address-taken': [409, 'The intake address is issued already'],
  'account-set-up': [409, 'The account is set up already'],
  'account-not-set-up': [409, 'The account is not set up yet'],
  'setup-step-not-due': [409, 'The wizard does not ask for that yet'],
  'lab-busy': [409, 'Messages are still being handed in'],
  'record-set-changed': [412, 'The record set has changed meanwhile'],
  'domain-foreign': [422, 'The mock takes no mail for that domain'],
  'preset-stage': [422, 'The preset cannot be armed at that stage'],
  'rules-unreadable': [422, 'The text holds no rules that can be armed'],
  'records-refused': [422, 'The records cannot stand in the zone'],
  'run-unreadable': [422, 'That is no run.json'],
  'record-set-unread': [428, 'The record set has to be read before it is replaced'],
  'lab-starting': [503, 'The gateway of the lab is still starting'],
} as const satisfies Readonly<Record<string, readonly [ProblemStatus, string]>>;

export type ProblemKindName = keyof typeof PROBLEM_KINDS;

/** Where the reference tells of a kind; the `type` of its problems. */
export const problemType = (name: ProblemKindName): string => `/api#problem-${name}`;

/** A problem of a kind; `detail` says what is the case here and what to do about it. */
export const problemOf = (name: ProblemKindName, detail: string, complaints: readonly Complaint[] = []): Problem => {
  const [status, title] = PROBLEM_KINDS[name];
  return new Problem(status, detail, complaints, { type: problemType(name), title });
};
