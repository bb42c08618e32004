// Mail policies as tables of Postfix: who is sent a blind copy.

/** What a mail policy does with the connector. */
export type Connector = 'no-scan' | 'default' | { readonly custom: string };

export interface Policy {
  readonly name: string;
  readonly senders?: readonly string[];
  readonly recipients?: readonly string[];
  readonly connector: Connector;
}

export interface Journaling {
  readonly defaultIntakeAddress: string | null;
  readonly policies: readonly Policy[];
  readonly defaultPolicy: Connector;
}

/** Journaling that blind copies cannot express. */
export class NotExpressible extends Error {
  override readonly name = 'NotExpressible';
}

const quoted = (text: string): string => text.replaceAll(/[\\^$.|?*+()[\]{}/]/g, '\\$&');

/** Stands for the criteria of a policy that has none. */
const EVERYBODY = '';

/** A criterion (address, domain, @domain, .domain) as a regular expression of Postfix, which looks at addresses in lower case or not alike. */
const pattern = (criterion: string): string => {
  if (criterion === EVERYBODY) return '/./';
  if (criterion.startsWith('.')) return `/@.+${quoted(criterion)}$/`;
  if (criterion.startsWith('@')) return `/${quoted(criterion)}$/`;
  return criterion.includes('@') ? `/^${quoted(criterion)}$/` : `/@${quoted(criterion)}$/`;
};

const addressOf = (connector: Connector, defaultAddress: string | null): string | null => {
  if (connector === 'no-scan') return null;
  if (connector !== 'default') return connector.custom;
  if (defaultAddress === null) throw new NotExpressible('there is no default intake address that a copy could be sent to');
  return defaultAddress;
};

interface Tables {
  /** For `recipient_bcc_maps`. */
  readonly byRecipient: string;
  /** For `sender_bcc_maps`. */
  readonly bySender: string;
}

/** Lines that send to an address what matches; what a policy without connector matches is kept from the lines that follow. */
const linesFor = (criteria: readonly string[], address: string | null): { readonly lines: readonly string[]; readonly endings: number } => {
  const patterns = criteria.map(pattern);
  if (address !== null) return { lines: patterns.map((line) => `${line} ${address}`), endings: 0 };
  return { lines: patterns.map((line) => `if !${line}`), endings: patterns.length };
};

/**
 * The tables for journaling. Postfix asks one for each recipient and one for the sender, and sends to what each of them answers. A policy that looks
 * at both cannot be expressed; that the first of two policies wins holds only where both look at recipients, or both at the sender. Throws NotExpressible.
 */
export const tablesFor = ({ defaultIntakeAddress, policies, defaultPolicy }: Journaling): Tables => {
  const tables = { byRecipient: [] as string[], bySender: [] as string[] };
  const open = { byRecipient: 0, bySender: 0 };
  for (const { name, senders, recipients, connector } of policies) {
    if (senders !== undefined && recipients !== undefined) {
      throw new NotExpressible(`policy ${name}: a blind copy depends on the sender or on a recipient, not on both`);
    }
    const kind = senders === undefined ? 'byRecipient' : 'bySender';
    const { lines, endings } = linesFor(senders ?? recipients ?? [EVERYBODY], addressOf(connector, defaultIntakeAddress));
    tables[kind].push(...lines);
    open[kind] += endings;
  }
  const rest = addressOf(defaultPolicy, defaultIntakeAddress);
  if (rest !== null) tables.byRecipient.push(`/./ ${rest}`);
  const closed = (kind: keyof Tables): string => [...tables[kind], ...Array<string>(open[kind]).fill('endif'), ''].join('\n');
  return { byRecipient: closed('byRecipient'), bySender: closed('bySender') };
};

/** The domains that copies go to. */
export const intakeDomains = ({ defaultIntakeAddress, policies, defaultPolicy }: Journaling): string[] => {
  const choices = [...policies.map(({ connector }) => connector), defaultPolicy];
  const addresses = choices.flatMap((choice) => (typeof choice === 'object' ? [choice.custom] : []));
  const all = defaultIntakeAddress === null ? addresses : [defaultIntakeAddress, ...addresses];
  return [...new Set(all.map((address) => address.slice(address.lastIndexOf('@') + 1)))];
};
