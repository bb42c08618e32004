import { StandError } from '../outcome.ts';
import {
  type ConnectorChoice,
  type JournalingChange,
  type JournalingPolicy,
  POLICY_ROLES,
  type PolicyRole,
  type StandAddresses,
} from './driver.ts';

// Which mail is journaled on a system that takes its policies from the stand.

/** Recipients of these domains fall under the policy of the role. */
export const ROLE_DOMAINS: { readonly [Role in PolicyRole]: string } = {
  'No Scan': 'noscan.example',
  Default: 'default.example',
  Custom: 'custom.example',
  'second Custom': 'second-custom.example',
};

/** What the policies of the roles are called. */
export const ROLE_POLICIES: { readonly [Role in PolicyRole]: string } = {
  'No Scan': 'no-scan',
  Default: 'default',
  Custom: 'custom',
  'second Custom': 'second-custom',
};

/** Everything that a change of journaling may be about. */
export interface Journaling {
  readonly defaultIntakeAddress: string | null;
  readonly policies: readonly JournalingPolicy[];
  readonly defaultPolicy: ConnectorChoice;
}

/** A policy for each role; nobody else's mail is journaled. */
export const ordinaryJournaling = ({ intakeAddresses }: Pick<StandAddresses, 'intakeAddresses'>): Journaling => {
  const policy = (role: PolicyRole, connector: ConnectorChoice): JournalingPolicy => ({
    name: ROLE_POLICIES[role],
    recipients: [ROLE_DOMAINS[role]],
    connector,
  });
  return {
    defaultIntakeAddress: intakeAddresses.Default,
    policies: [
      policy('No Scan', 'no-scan'),
      policy('Default', 'default'),
      policy('Custom', { custom: intakeAddresses.Custom }),
      policy('second Custom', { custom: intakeAddresses['second Custom'] }),
    ],
    defaultPolicy: 'no-scan',
  };
};

/** Journaling after a change. Throws StandError for a role whose policy is no longer there. */
export const changed = (before: Journaling, change: JournalingChange): Journaling => {
  const policies = change.policies ?? before.policies;
  const chosen = new Map<string, ConnectorChoice>();
  for (const role of POLICY_ROLES) {
    const choice = change.ofRole?.[role];
    if (choice === undefined) continue;
    const name = ROLE_POLICIES[role];
    if (!policies.some((policy) => policy.name === name)) throw new StandError(`the scenario has replaced the policy of the role ${role}`);
    chosen.set(name, choice);
  }
  return {
    defaultIntakeAddress: change.defaultIntakeAddress === undefined ? before.defaultIntakeAddress : change.defaultIntakeAddress,
    policies: policies.map((policy) => ({ ...policy, connector: chosen.get(policy.name) ?? policy.connector })),
    defaultPolicy: change.defaultPolicy ?? before.defaultPolicy,
  };
};
