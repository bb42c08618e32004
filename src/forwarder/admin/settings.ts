import type { JournalSettingsInput } from '../config.ts';
import type { ConnectorChoice } from '../policy.ts';
import type { JournalSettings } from '../work-queue.ts';

/** A mail policy as people edit it; criteria that are empty do not count. */
export interface Policy {
  readonly name: string;
  readonly senders: readonly string[];
  readonly recipients: readonly string[];
  readonly connector: ConnectorChoice;
}

/** What can be changed while the gateway runs. */
export interface Settings {
  readonly connector: { readonly enabled: boolean; readonly defaultIntakeAddress: string | null };
  readonly policies: readonly Policy[];
  /** Of the Default Policy only the connector can be chosen. */
  readonly defaultPolicy: { readonly connector: ConnectorChoice };
}

export const settingsFrom = ({ threatDefenseConnector, policies, defaultPolicy }: JournalSettings): Settings => ({
  connector: { enabled: threatDefenseConnector.enabled, defaultIntakeAddress: threatDefenseConnector.defaultIntakeAddress ?? null },
  policies: policies.map(({ name, match, connector }) => ({
    name,
    senders: match.senders ?? [],
    recipients: match.recipients ?? [],
    connector,
  })),
  defaultPolicy: { connector: defaultPolicy.connector },
});

/** As a configuration file says it; not checked yet. */
export const configOf = ({ connector, policies, defaultPolicy }: Settings) =>
  ({
    threatDefenseConnector: {
      enabled: connector.enabled,
      ...(connector.defaultIntakeAddress === null ? {} : { defaultIntakeAddress: connector.defaultIntakeAddress }),
    },
    policies: policies.map(({ name, senders, recipients, connector: choice }) => ({
      name,
      match: {
        ...(senders.length === 0 ? {} : { senders: [...senders] }),
        ...(recipients.length === 0 ? {} : { recipients: [...recipients] }),
      },
      connector: choice,
    })),
    defaultPolicy: { connector: defaultPolicy.connector },
  }) satisfies JournalSettingsInput;

/** `No Scan`, `Default` or the address, as sentences name a choice. */
export const choiceText = (choice: ConnectorChoice): string => {
  if (choice === 'no-scan') return 'No Scan';
  return choice === 'default' ? 'Default' : `Custom (${choice.custom})`;
};

export const sameChoice = (a: ConnectorChoice, b: ConnectorChoice): boolean => choiceText(a) === choiceText(b);
