/** One SETD account as the intake knows it. */
export interface Account {
  /** What people call it: `primary`, `secondary`. */
  readonly name: string;
  /** The opaque mailbox that takes journal copies, domain included. */
  readonly intakeAddress: string;
}

const canonical = (address: string): string => address.toLowerCase();

/** The accounts of one mock SETD. Addresses are compared without regard to case. */
export class AccountBook {
  private readonly byAddress = new Map<string, Account>();

  constructor(accounts: readonly Account[] = []) {
    for (const account of accounts) this.add(account);
  }

  get all(): Account[] {
    return [...this.byAddress.values()];
  }

  add(account: Account): void {
    this.byAddress.set(canonical(account.intakeAddress), account);
  }

  /** The account that owns an intake address; undefined for an address that was never issued (SETUP-5). */
  ownerOf(address: string): Account | undefined {
    return this.byAddress.get(canonical(address));
  }
}
