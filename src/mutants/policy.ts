import { matchesPattern, type PolicyGroup, type PolicyTable, type RoutedMail } from '../forwarder/policy.ts';
import type { JournalSettings } from '../forwarder/work-queue.ts';
import { everyOf } from './tools.ts';
import type { Mutant, PartsChange } from './variant.ts';

/** Groups mail by a table that was changed before. */
const byTable =
  (change: (table: PolicyTable, mail: RoutedMail) => PolicyTable): PartsChange =>
  ({ policyGroups }) => ({ policyGroups: (table, mail) => policyGroups(change(table, mail), mail) });

/** Makes something else of the groups. */
const byGroups =
  (change: (groups: readonly PolicyGroup[], mail: RoutedMail, table: PolicyTable) => readonly PolicyGroup[]): PartsChange =>
  ({ policyGroups }) => ({ policyGroups: (table, mail) => change(policyGroups(table, mail), mail, table) });

/** Reads every criterion in another way. */
const readingCriteria = (read: (pattern: string) => readonly string[]): PartsChange =>
  byTable((table) => ({
    ...table,
    policies: table.policies.map((policy) => ({
      ...policy,
      match: { senders: policy.match.senders?.flatMap(read), recipients: policy.match.recipients?.flatMap(read) },
    })),
  }));

const withDefault =
  (address: string | undefined) =>
  (settings: JournalSettings): JournalSettings => ({
    ...settings,
    threatDefenseConnector: { ...settings.threatDefenseConnector, defaultIntakeAddress: address },
  });

const ELSEWHERE = 'copies go to another account';
const SPLIT = 'messages are split in another way';
const OTHER_POLICY = 'mail falls under another policy';

/** POLICY-1 to POLICY-11. */
export const POLICY: readonly Mutant[] = [
  {
    id: 'no-scan-forwards',
    title: 'forwards the mail of a No Scan policy to the default address',
    breaks: ['POLICY-1'],
    mayAlsoFail: everyOf(
      [
        'POLICY-5',
        'POLICY-6',
        'POLICY-8',
        'POLICY-10',
        'SCOPE-3',
        'COUNT-1',
        'COUNT-2',
        'COUNT-5',
        'SCOPE-6',
        'LOG-1',
        'TRACK-1',
        'POLICY-7',
        'POLICY-4',
      ],
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
    mayAlsoFail: everyOf(['COPY-3', 'POLICY-5', 'POLICY-3', 'COUNT-2', 'SCOPE-6', 'LOG-1', 'TRACK-1', 'POLICY-2'], 'a copy is missing'),
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
      [
        'POLICY-2',
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
        'TRACK-3',
      ],
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
      [
        'POLICY-2',
        'POLICY-5',
        'POLICY-6',
        'POLICY-7',
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
        'SCOPE-1',
        'SCOPE-3',
        'SCOPE-6',
        'TRACK-1',
        'TRACK-3',
        'SCOPE-4',
      ],
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
        'COUNT-1',
        'TRACK-1',
        'POLICY-5',
        'POLICY-6',
        'POLICY-10',
        'COPY-3',
        'LOG-1',
        'QUEUE-5',
        'RETRY-12',
        'CONN-4',
        'COUNT-4',
        'COUNT-2',
        'SCOPE-6',
        'POLICY-2',
        'POLICY-9',
        'POLICY-11',
      ],
      ELSEWHERE,
    ),
    parts: byGroups((groups, _, table) => {
      const custom = table.policies.findLast(({ connector }) => typeof connector !== 'string')?.connector;
      return groups.map((group) => (typeof group.connector === 'string' || custom === undefined ? group : { ...group, connector: custom }));
    }),
  },
  {
    id: 'custom-takes-the-whole-domain',
    title: 'sends to the custom address whatever meets one of two criteria',
    breaks: ['POLICY-4', 'POLICY-7'],
    mayAlsoFail: { 'POLICY-5': OTHER_POLICY },
    parts: byTable((table, { sender, recipients }) => ({
      ...table,
      policies: table.policies.map((policy) => {
        const { senders, recipients: wanted } = policy.match;
        if (senders === undefined || wanted === undefined) return policy;
        const either =
          senders.some((pattern) => matchesPattern(pattern, sender)) ||
          recipients.some((to) => wanted.some((pattern) => matchesPattern(pattern, to)));
        return { ...policy, match: either ? {} : policy.match };
      }),
    })),
  },
  {
    id: 'second-match-wins',
    title: 'lets the last policy that matches win',
    breaks: ['POLICY-5'],
    mayAlsoFail: everyOf(['POLICY-7', 'POLICY-6'], OTHER_POLICY),
    parts: byTable((table) => ({ ...table, policies: table.policies.toReversed() })),
  },
  {
    id: 'first-recipient-decides-for-all',
    title: 'puts all recipients of a message under the policy of the first',
    breaks: ['POLICY-5', 'POLICY-6'],
    mayAlsoFail: everyOf(
      ['COPY-3', 'COUNT-2', 'COUNT-4', 'POLICY-2', 'POLICY-3', 'POLICY-10', 'SCOPE-6', 'LOG-1', 'TRACK-1', 'SCOPE-4'],
      SPLIT,
    ),
    parts: byGroups((groups, { recipients }) => groups.slice(0, 1).map((group) => ({ ...group, recipients }))),
  },
  {
    id: 'nobody-falls-under-the-default-policy',
    title: 'forwards nothing under the Default Policy',
    breaks: ['POLICY-5'],
    mayAlsoFail: { 'POLICY-11': OTHER_POLICY },
    parts: byTable((table) => ({ ...table, defaultPolicy: { connector: 'no-scan' } })),
  },
  {
    id: 'no-scan-falls-through',
    title: 'goes on to the next policy when one says No Scan',
    breaks: ['POLICY-5'],
    mayAlsoFail: { 'POLICY-1': OTHER_POLICY, 'POLICY-7': OTHER_POLICY },
    parts: byTable((table) => ({ ...table, policies: table.policies.filter(({ connector }) => connector !== 'no-scan') })),
  },
  {
    id: 'same-address-is-one-group',
    title: 'makes one copy for two policies with the same address',
    breaks: ['POLICY-6'],
    parts: byGroups((groups) =>
      [...Map.groupBy(groups, ({ connector }) => JSON.stringify(connector)).values()].flatMap(([first, ...more]) =>
        first === undefined ? [] : [{ ...first, recipients: [first, ...more].flatMap(({ recipients }) => recipients) }],
      ),
    ),
  },
  {
    id: 'both-copies-to-one-address',
    title: 'splits a message and sends both copies to the address of the first',
    breaks: ['POLICY-6'],
    mayAlsoFail: everyOf(
      ['COPY-3', 'POLICY-3', 'POLICY-5', 'POLICY-2', 'POLICY-10', 'COUNT-2', 'COUNT-4', 'SCOPE-1', 'SCOPE-6', 'LOG-1', 'TRACK-1'],
      ELSEWHERE,
    ),
    parts: byGroups((groups) => {
      const first = groups.find(({ connector }) => connector !== 'no-scan');
      return groups.map((group) =>
        first === undefined || group.connector === 'no-scan' ? group : { ...group, connector: first.connector },
      );
    }),
  },
  {
    id: 'a-copy-for-each-recipient',
    title: 'makes a copy for each recipient instead of each policy',
    breaks: ['POLICY-6', 'SCOPE-1'],
    mayAlsoFail: everyOf(
      ['COPY-3', 'COPY-4', 'COUNT-2', 'POLICY-2', 'POLICY-3', 'POLICY-5', 'SCOPE-6', 'LOG-1', 'TRACK-1', 'TRACK-3', 'SCOPE-4', 'CONN-1'],
      SPLIT,
    ),
    parts: byGroups((groups) =>
      groups.flatMap((group) =>
        group.recipients.map((recipient) => ({ ...group, policy: `${group.policy} ${recipient}`, recipients: [recipient] })),
      ),
    ),
  },
  {
    id: 'a-subdomain-criterion-takes-the-parent',
    title: 'matches the domain itself by the criterion for its subdomains',
    breaks: ['POLICY-7'],
    parts: readingCriteria((pattern) => (pattern.startsWith('.') ? [pattern, pattern.slice(1)] : [pattern])),
  },
  {
    id: 'a-domain-takes-its-subdomains',
    title: 'matches subdomains by the criterion for a domain',
    breaks: ['POLICY-7'],
    parts: readingCriteria((pattern) => (pattern.startsWith('.') || pattern.includes('@') ? [pattern] : [pattern, `.${pattern}`])),
  },
  {
    id: 'case-matters-in-criteria',
    title: 'takes a criterion in capitals for another domain',
    breaks: ['POLICY-7'],
    parts: readingCriteria((pattern) => (/[A-Z]/.test(pattern) ? [] : [pattern])),
  },
  {
    id: 'senders-are-not-looked-at',
    title: 'does not look at criteria for senders',
    breaks: ['POLICY-7', 'POLICY-4'],
    mayAlsoFail: { 'POLICY-5': OTHER_POLICY },
    parts: byTable((table) => ({
      ...table,
      policies: table.policies.map((policy) => ({ ...policy, match: { ...policy.match, senders: undefined } })),
    })),
  },
  {
    id: 'an-address-takes-its-domain',
    title: 'matches the whole domain by the criterion for one address',
    breaks: ['POLICY-7', 'POLICY-5'],
    parts: readingCriteria((pattern) => [pattern.includes('@') ? pattern.slice(pattern.indexOf('@') + 1) : pattern]),
  },
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
    mayAlsoFail: { 'POLICY-11': ELSEWHERE },
    parts: ({ settingsInForce }) => ({
      settingsInForce: (committed, before) =>
        withDefault(before.threatDefenseConnector.defaultIntakeAddress)(settingsInForce(committed, before)),
    }),
  },
  {
    id: 'a-new-default-address-is-for-all',
    title: 'sends custom copies too to a new default address',
    breaks: ['POLICY-9'],
    mayAlsoFail: everyOf(['POLICY-10', 'POLICY-8', 'POLICY-5', 'POLICY-7', 'POLICY-4', 'POLICY-6'], ELSEWHERE),
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
    mayAlsoFail: everyOf(['POLICY-5', 'POLICY-7'], 'a policy set to No Scan switches the others off'),
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
