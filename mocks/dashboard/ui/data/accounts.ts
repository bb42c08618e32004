import { ask } from '../../../../src/web/ui/api.ts';
import { type Resource, resource } from '../../../../src/web/ui/resource.ts';
import { onChanges } from './changes.ts';

export type SetupStep = 'gateway-present' | 'gateway' | 'direction' | 'authentication';

/** The answer to one question of the wizard. */
export type SetupAnswer =
  | { readonly step: 'gateway-present'; readonly present: true }
  | { readonly step: 'gateway'; readonly vendor: 'cisco'; readonly header: string }
  | { readonly step: 'direction'; readonly direction: 'incoming' }
  | { readonly step: 'authentication'; readonly authentication: 'none' };

export interface AccountView {
  readonly name: string;
  readonly domain: string;
  readonly setUp: boolean;
  /** The question that the wizard asks next; null when it is through. */
  readonly nextStep: SetupStep | null;
  readonly answers: readonly SetupAnswer[];
  /** null before the last step is accepted: it does not exist before (SETUP-2). */
  readonly intakeAddress: string | null;
}

export interface AccountList {
  readonly accounts: readonly AccountView[];
  /** Where the mock takes mail. */
  readonly domains: readonly string[];
}

/** Every account of the mock; shared by all pages. */
export const accounts: Resource<AccountList> = resource((signal) => ask<AccountList>('/api/v1/accounts', { signal }));

/** Takes in what other browsers and programs make. */
export const followAccounts = (): void => {
  onChanges({
    changes: () => {},
    missed: () => void accounts.load(),
    stand: (what) => {
      if (what === 'accounts') void accounts.load();
    },
  });
};

const put = (account: AccountView): AccountView => {
  const { value } = accounts;
  if (value === undefined) return account;
  const known = value.accounts.some(({ name }) => name === account.name);
  const next = known ? value.accounts.map((one) => (one.name === account.name ? account : one)) : [...value.accounts, account];
  accounts.set({ ...value, accounts: next });
  return account;
};

const addressOf = (name: string): string => `/api/v1/accounts/${encodeURIComponent(name)}`;

export const accountNamed = (name: string | undefined): AccountView | undefined =>
  accounts.value?.accounts.find((account) => account.name === name);

export const createAccount = async (name: string, domain: string): Promise<AccountView> =>
  put(await ask<AccountView>('/api/v1/accounts', { method: 'POST', body: { name, domain } }));

/** Gives an answer of the wizard; those that followed it are asked again. */
export const answerSetup = async (name: string, answer: SetupAnswer): Promise<AccountView> =>
  put(await ask<AccountView>(`${addressOf(name)}/setup`, { method: 'POST', body: answer }));
