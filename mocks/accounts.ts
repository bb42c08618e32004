import { gatewayHeader, nextStep, type SetupAnswer, type SetupAnswers, USUAL_ANSWERS, withAnswer } from './account-setup.ts';
import { domainOf, opaqueLocalPart } from './intake-address.ts';

/** One SETD account as the intake knows it. */
export interface Account {
  /** What people call it: `primary`, `secondary`. */
  readonly name: string;
  /** The opaque mailbox that takes journal copies, domain included. */
  readonly intakeAddress: string;
}

/** An account whose set-up wizard still has to be gone through. */
export interface AccountToSetUp {
  readonly name: string;
  /** Where its intake address will be. */
  readonly domain: string;
}

/** An account with how far its set-up has come. There is no intake address before the last step is accepted (SETUP-2). */
export interface AccountState {
  readonly name: string;
  readonly domain: string;
  readonly answers: SetupAnswers;
  readonly intakeAddress: string | null;
}

/** Why an answer was not taken. */
export type SetupRefusal = 'no such account' | 'set up already' | 'not asked yet';

const canonical = (address: string): string => address.toLowerCase();

/** An account in any of the forms in which one is given: with its address, before its set-up, or as an earlier stand left it. */
export type GivenAccount = Account | AccountToSetUp | AccountState;

const stateOf = (account: GivenAccount): AccountState => {
  if ('answers' in account) return account;
  return 'intakeAddress' in account
    ? { ...account, domain: domainOf(account.intakeAddress), answers: USUAL_ANSWERS }
    : { ...account, answers: [], intakeAddress: null };
};

/** The accounts of one mock SETD. Addresses are compared without regard to case. */
export class AccountBook {
  private readonly byName = new Map<string, AccountState>();
  private readonly byAddress = new Map<string, Account>();
  private readonly listeners = new Set<() => void>();

  constructor(accounts: readonly GivenAccount[] = []) {
    for (const account of accounts) this.add(account);
  }

  /** The accounts that take mail. */
  get all(): Account[] {
    return [...this.byAddress.values()];
  }

  /** Every account, set up or not, oldest first. */
  get states(): AccountState[] {
    return [...this.byName.values()];
  }

  /** The domains of the accounts, each once. */
  get domains(): string[] {
    return [...new Set(this.states.map(({ domain }) => domain))];
  }

  add(account: GivenAccount): void {
    this.keep(stateOf(account));
  }

  /** Calls `listener` whenever an account is added or its set-up goes on. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  find(name: string): AccountState | undefined {
    return this.byName.get(name);
  }

  /** The account that owns an intake address; undefined for an address that was never issued (SETUP-5). */
  ownerOf(address: string): Account | undefined {
    return this.byAddress.get(canonical(address));
  }

  /** The header field in which the gateway of an account names its client (SETUP-4); undefined: there is no such account. */
  clientHeaderOf(name: string): string | undefined {
    const account = this.byName.get(name);
    return account && gatewayHeader(account.answers);
  }

  /** Takes an answer of the wizard. With the last one the intake address is made: before that, nobody can know it (SETUP-2). */
  answer(name: string, answer: SetupAnswer): AccountState | SetupRefusal {
    const account = this.byName.get(name);
    if (account === undefined) return 'no such account';
    if (account.intakeAddress !== null) return 'set up already';
    const answers = withAnswer(account.answers, answer);
    if (answers === undefined) return 'not asked yet';
    const done = nextStep(answers) === null;
    return this.keep({ ...account, answers, intakeAddress: done ? this.freshAddress(account.domain) : null });
  }

  private freshAddress(domain: string): string {
    const address = `${opaqueLocalPart()}@${domain}`;
    return this.ownerOf(address) === undefined ? address : this.freshAddress(domain);
  }

  private keep(state: AccountState): AccountState {
    const { name, intakeAddress } = state;
    this.byName.set(name, state);
    if (intakeAddress !== null) this.byAddress.set(canonical(intakeAddress), { name, intakeAddress });
    for (const listener of this.listeners) listener();
    return state;
  }
}
