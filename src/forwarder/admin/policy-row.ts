import { type ConnectorChoice, DEFAULT_POLICY_NAME } from '../policy.ts';
import type { Policy, Settings } from './settings.ts';

/** A service of the incoming mail policies table, in the order of its columns; the connector comes last and has its own place. */
export interface PolicyService {
  readonly name: string;
  readonly text: string;
}

/** A row of the incoming mail policies table. */
export interface PolicyRow extends Policy {
  /** From 1; the Default Policy is the last. */
  readonly position: number;
  readonly isDefault: boolean;
  readonly services: readonly PolicyService[];
  /** POLICY-8 */
  readonly connectorState: 'Disabled' | 'Enabled';
  readonly connectorText: string;
}

const NOT_AVAILABLE = 'Not available';

/** What this gateway really does with mail of every policy. */
const SERVICES: readonly PolicyService[] = [
  { name: 'Anti-Spam', text: 'Test string (GTUBE)' },
  { name: 'Anti-Virus', text: 'Test string (EICAR)' },
  { name: 'Advanced Malware Protection', text: NOT_AVAILABLE },
  { name: 'Graymail', text: NOT_AVAILABLE },
  { name: 'Content Filters', text: NOT_AVAILABLE },
  { name: 'Outbreak Filters', text: NOT_AVAILABLE },
];

const connectorOf = (
  { enabled, defaultIntakeAddress }: Settings['connector'],
  choice: ConnectorChoice,
): Pick<PolicyRow, 'connectorState' | 'connectorText'> => {
  const disabled = (connectorText: string) => ({ connectorState: 'Disabled', connectorText }) as const;
  if (choice === 'no-scan') return disabled('No Scan');
  const address = choice === 'default' ? defaultIntakeAddress : choice.custom;
  if (!enabled) return disabled('The connector is turned off under Security Services');
  if (address === null) return disabled('No default message intake address is set');
  return { connectorState: 'Enabled', connectorText: `${choice === 'default' ? 'Default' : 'Custom'}: ${address}` };
};

/** The incoming mail policies table. Exchangeable. */
export type PolicyRows = (settings: Settings) => PolicyRow[];

/** The Default Policy last (POLICY-8). */
export const documentedPolicyRows: PolicyRows = ({ connector, policies, defaultPolicy }) =>
  [...policies, { name: DEFAULT_POLICY_NAME, senders: [], recipients: [], connector: defaultPolicy.connector }].map((policy, index) => ({
    ...policy,
    position: index + 1,
    isDefault: index === policies.length,
    services: SERVICES,
    ...connectorOf(connector, policy.connector),
  }));
