/** What a policy does with the connector. */
export type ConnectorChoice = 'no-scan' | 'default' | { readonly custom: string };

export interface PolicyMatch {
  readonly senders?: readonly string[] | undefined;
  readonly recipients?: readonly string[] | undefined;
}

export interface MailPolicy {
  readonly name: string;
  readonly match: PolicyMatch;
  readonly connector: ConnectorChoice;
}

/** Recipients of one message that fall under the same policy. */
export interface PolicyGroup {
  readonly policy: string;
  readonly connector: ConnectorChoice;
  readonly recipients: readonly string[];
}

export interface PolicyTable {
  readonly policies: readonly MailPolicy[];
  /** The connector setting of the Default Policy. */
  readonly defaultPolicy: { readonly connector: ConnectorChoice };
}

/** What of a message decides under which policies it falls. */
export interface RoutedMail {
  readonly direction: 'incoming' | 'outgoing';
  readonly sender: string;
  readonly recipients: readonly string[];
}

/** Splits the recipients of a message by the policy that each falls under, in the order of first use. */
export type PolicyGrouping = (table: PolicyTable, mail: RoutedMail) => readonly PolicyGroup[];

export const DEFAULT_POLICY_NAME = 'DEFAULT';

/** The domain of an address, lower case; empty for the null sender. */
export const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1).toLowerCase();

/** POLICY-7: `user@host` is that address, `host` that domain, `.host` every domain below it (and not the domain itself). */
export const matchesPattern = (pattern: string, address: string): boolean => {
  const wanted = pattern.toLowerCase();
  if (wanted.includes('@') && !wanted.startsWith('@')) return address.toLowerCase() === wanted;
  const domain = domainOf(address);
  if (wanted.startsWith('.')) return domain.endsWith(wanted) && domain.length > wanted.length;
  return domain === (wanted.startsWith('@') ? wanted.slice(1) : wanted);
};

const anyMatches = (patterns: readonly string[] | undefined, address: string): boolean =>
  patterns === undefined || patterns.some((pattern) => matchesPattern(pattern, address));

/**
 * POLICY-5: first match from the top, for each recipient. A policy with senders only takes all that are left when the sender
 * matches; one with both criteria needs both.
 */
export const firstMatch = (table: PolicyTable, sender: string, recipients: readonly string[]): readonly PolicyGroup[] => {
  const groups = new Map<string, { policy: string; connector: ConnectorChoice; recipients: string[] }>();
  const bySender = table.policies.filter(({ match }) => anyMatches(match.senders, sender));
  for (const recipient of recipients) {
    const found = bySender.find(({ match }) => anyMatches(match.recipients, recipient));
    const name = found?.name ?? DEFAULT_POLICY_NAME;
    const group = groups.get(name) ?? { policy: name, connector: found?.connector ?? table.defaultPolicy.connector, recipients: [] };
    group.recipients.push(recipient);
    groups.set(name, group);
  }
  return [...groups.values()];
};

/** Incoming mail is split by policy (POLICY-6). Outgoing mail has no incoming policies: all of it goes together (SCOPE-3). */
export const documentedGroups: PolicyGrouping = (table, { direction, sender, recipients }) =>
  direction === 'incoming'
    ? firstMatch(table, sender, recipients)
    : [{ policy: DEFAULT_POLICY_NAME, connector: table.defaultPolicy.connector, recipients }];
