import { byGroups, ELSEWHERE } from './policy-groups.ts';
import { everyOf } from './tools.ts';
import type { Mutant } from './variant.ts';

/** The copy goes to an account that the policy does not name, or to none: POLICY-1 to POLICY-4. */
export const POLICY_ACCOUNTS: readonly Mutant[] = [
  {
    id: 'no-scan-forwards',
    title: 'forwards the mail of a No Scan policy to the default address',
    breaks: ['POLICY-1'],
    mayAlsoFail: everyOf(
      ['POLICY-5', 'POLICY-6', 'POLICY-10', 'COUNT-1', 'COUNT-2', 'LOG-1', 'TRACK-1', 'POLICY-4'],
      'there are copies where none should be',
    ),
    parts: ({ intakeAddress }) => ({
      intakeAddress: (connector, address) => (connector === 'no-scan' ? address : intakeAddress(connector, address)),
    }),
  },
  {
    id: 'no-scan-is-told-of',
    title: 'writes a TDC line about mail that is not forwarded',
    breaks: ['POLICY-1'],
    mayAlsoFail: { 'SCOPE-3': 'outgoing mail leaves a TDC line too' },
    parts: ({ logFormat }) => ({
      logFormat: { ...logFormat, queued: (mid) => (mid % 1 === 0 ? `TDC: MID ${mid} queued for delivery` : logFormat.queued(mid)) },
    }),
  },
  {
    id: 'default-goes-to-the-custom-account',
    title: 'sends the copies of a Default policy to the address of the first Custom policy',
    breaks: ['POLICY-2'],
    mayAlsoFail: { '*': 'nearly every scenario looks for copies of the Default policy' },
    parts: ({ policyGroups }) => ({
      policyGroups: (table, mail) => {
        const custom = table.policies.find(({ connector }) => typeof connector !== 'string')?.connector;
        return policyGroups(table, mail).map((group) =>
          group.connector === 'default' && custom !== undefined ? { ...group, connector: custom } : group,
        );
      },
    }),
  },
  {
    id: 'default-goes-nowhere-when-split',
    title: 'makes no copy for the Default policy when a message is split',
    breaks: ['POLICY-6'],
    mayAlsoFail: everyOf(['POLICY-5', 'COUNT-2', 'SCOPE-6', 'LOG-1', 'TRACK-1'], 'a copy is missing'),
    parts: byGroups((groups) =>
      groups.length === 1 ? groups : groups.map((group) => (group.connector === 'default' ? { ...group, connector: 'no-scan' } : group)),
    ),
  },
  {
    id: 'default-forwards-to-an-old-address',
    title: 'sends the copies of a Default policy to an address that was never issued',
    breaks: ['POLICY-2'],
    mayAlsoFail: { '*': 'nearly every scenario looks for copies of the Default policy' },
    parts: ({ intakeAddress }) => ({
      intakeAddress: (connector, address) =>
        connector === 'default' ? address?.replace(/^[^@]*/, 'old') : intakeAddress(connector, address),
    }),
  },
  {
    id: 'custom-goes-to-the-default-address',
    title: 'sends the copies of a Custom policy to the default address',
    breaks: ['POLICY-3', 'POLICY-4', 'POLICY-5', 'POLICY-7'],
    mayAlsoFail: everyOf(
      ['POLICY-6', 'POLICY-9', 'POLICY-10', 'POLICY-11', 'LOG-1', 'RETRY-12', 'COUNT-1', 'COUNT-2', 'COUNT-4', 'SCOPE-6', 'TRACK-1'],
      ELSEWHERE,
    ),
    parts: ({ intakeAddress }) => ({
      intakeAddress: (connector, address) => intakeAddress(connector === 'no-scan' ? connector : 'default', address),
    }),
  },
  {
    id: 'custom-goes-to-both',
    title: 'sends a second copy of what a Custom policy forwards to the default address',
    breaks: ['POLICY-3', 'POLICY-4'],
    mayAlsoFail: everyOf(
      ['POLICY-6', 'POLICY-10', 'LOG-1', 'RETRY-12', 'COUNT-1', 'COUNT-2', 'COUNT-4', 'TRACK-1', 'POLICY-5'],
      'there are copies where none should be',
    ),
    parts: byGroups((groups, _, table) =>
      'threatDefenseConnector' in table
        ? groups.flatMap((group) =>
            typeof group.connector === 'string'
              ? [group]
              : [group, { ...group, policy: `${group.policy} again`, connector: 'default' as const }],
          )
        : groups,
    ),
  },
  {
    id: 'custom-of-the-last-policy',
    title: 'sends the copies of every Custom policy to the address of the last one',
    breaks: ['POLICY-3'],
    mayAlsoFail: everyOf(
      [
        'QUEUE-6',
        'SCOPE-4',
        'POLICY-6',
        'POLICY-9',
        'POLICY-10',
        'POLICY-11',
        'COPY-3',
        'LOG-1',
        'QUEUE-5',
        'RETRY-12',
        'CONN-4',
        'COUNT-1',
        'COUNT-2',
        'COUNT-4',
        'SCOPE-6',
        'TRACK-1',
        'POLICY-5',
      ],
      ELSEWHERE,
    ),
    parts: byGroups((groups, _, table) => {
      const custom = table.policies.findLast(({ connector }) => typeof connector !== 'string')?.connector;
      return groups.map((group) => (typeof group.connector === 'string' || custom === undefined ? group : { ...group, connector: custom }));
    }),
  },
];
