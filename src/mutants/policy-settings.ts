import type { JournalSettings } from '../forwarder/work-queue.ts';
import type { Mutant } from './variant.ts';

const withDefault =
  (address: string | undefined) =>
  (settings: JournalSettings): JournalSettings => ({
    ...settings,
    threatDefenseConnector: { ...settings.threatDefenseConnector, defaultIntakeAddress: address },
  });

/** Settings are shown, changed or checked in another way: POLICY-8 to POLICY-11. */
export const POLICY_SETTINGS: readonly Mutant[] = [
  {
    id: 'the-column-reads-enabled',
    title: 'shows every policy as Enabled',
    breaks: ['POLICY-8'],
    parts: ({ policyRows }) => ({ policyRows: (settings) => policyRows(settings).map((row) => ({ ...row, connectorState: 'Enabled' })) }),
  },
  {
    id: 'the-column-reads-disabled',
    title: 'shows a policy as Enabled only for a custom address',
    breaks: ['POLICY-8'],
    parts: ({ policyRows }) => ({
      policyRows: (settings) =>
        policyRows(settings).map((row) => (row.connector === 'default' ? { ...row, connectorState: 'Disabled' } : row)),
    }),
  },
  {
    id: 'the-first-default-address-stays',
    title: 'goes on sending to the first default address',
    breaks: ['POLICY-9'],
    parts: ({ settingsInForce }) => ({
      settingsInForce: (committed, before) =>
        withDefault(before.threatDefenseConnector.defaultIntakeAddress)(settingsInForce(committed, before)),
    }),
  },
  {
    id: 'a-new-default-address-is-for-all',
    title: 'sends custom copies too to a new default address',
    breaks: ['POLICY-9'],
    parts: ({ settingsInForce }) => ({
      settingsInForce: (committed, before) => {
        const settings = settingsInForce(committed, before);
        const address = settings.threatDefenseConnector.defaultIntakeAddress;
        const isNew = address !== undefined && address !== before.threatDefenseConnector.defaultIntakeAddress;
        return isNew
          ? {
              ...settings,
              policies: settings.policies.map((policy) => (policy.connector === 'no-scan' ? policy : { ...policy, connector: 'default' })),
            }
          : settings;
      },
    }),
  },
  {
    id: 'switching-off-takes-effect-later',
    title: 'goes on forwarding under a policy that was switched off',
    breaks: ['POLICY-10'],
    parts: ({ settingsInForce }) => ({
      settingsInForce: (committed, before) => {
        const settings = settingsInForce(committed, before);
        const was = new Map(before.policies.map(({ name, connector }) => [name, connector]));
        return {
          ...settings,
          policies: settings.policies.map((policy) =>
            policy.connector === 'no-scan' ? { ...policy, connector: was.get(policy.name) ?? 'no-scan' } : policy,
          ),
        };
      },
    }),
  },
  {
    id: 'switching-off-is-for-all-policies',
    title: 'switches off every policy when one is',
    breaks: ['POLICY-10'],
    parts: ({ settingsInForce }) => ({
      settingsInForce: (committed, before) => {
        const settings = settingsInForce(committed, before);
        const was = new Map(before.policies.map(({ name, connector }) => [name, connector]));
        const off = settings.policies.some(
          ({ name, connector }) => connector === 'no-scan' && was.has(name) && was.get(name) !== 'no-scan',
        );
        return off ? { ...settings, policies: settings.policies.map((policy) => ({ ...policy, connector: 'no-scan' })) } : settings;
      },
    }),
  },
  {
    id: 'default-without-an-address-is-taken',
    title: 'accepts Default while there is no default address',
    breaks: ['POLICY-11'],
    parts: ({ readJournaling }) => ({
      readJournaling: (input) => {
        const address = input.threatDefenseConnector?.defaultIntakeAddress;
        if (address !== undefined) return readJournaling(input);
        const read = readJournaling({
          ...input,
          threatDefenseConnector: { ...input.threatDefenseConnector, defaultIntakeAddress: 'none@nowhere.example' },
        });
        return withDefault(undefined)(read);
      },
    }),
  },
  {
    id: 'default-policy-is-not-checked',
    title: 'accepts Default for the Default Policy while there is no default address',
    breaks: ['POLICY-11'],
    parts: ({ readJournaling }) => ({
      readJournaling: (input) => {
        if (input.defaultPolicy?.connector !== 'default') return readJournaling(input);
        return { ...readJournaling({ ...input, defaultPolicy: { connector: 'no-scan' } }), defaultPolicy: { connector: 'default' } };
      },
    }),
  },
];
