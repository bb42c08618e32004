import { byGroups, ELSEWHERE } from './policy-groups.ts';
import { everyOf } from './tools.ts';
import type { Mutant } from './variant.ts';

const SPLIT = 'messages are split in another way';

/** A message is split in another way, or not at all: POLICY-6. */
export const POLICY_SPLIT: readonly Mutant[] = [
  {
    id: 'first-recipient-decides-for-all',
    title: 'puts all recipients of a message under the policy of the first',
    breaks: ['POLICY-5', 'POLICY-6'],
    mayAlsoFail: everyOf(['COUNT-2', 'POLICY-10', 'SCOPE-6', 'LOG-1', 'TRACK-1'], SPLIT),
    parts: byGroups((groups, { recipients }) => groups.slice(0, 1).map((group) => ({ ...group, recipients }))),
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
    mayAlsoFail: everyOf(['POLICY-5', 'SCOPE-6', 'LOG-1'], ELSEWHERE),
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
    mayAlsoFail: everyOf(['COPY-4', 'COUNT-2', 'POLICY-5', 'LOG-1'], SPLIT),
    parts: byGroups((groups) =>
      groups.flatMap((group) =>
        group.recipients.map((recipient) => ({ ...group, policy: `${group.policy} ${recipient}`, recipients: [recipient] })),
      ),
    ),
  },
  {
    id: 'no-scan-for-one-is-no-scan-for-all',
    title: 'forwards nothing of a message of which one recipient falls under No Scan',
    breaks: ['POLICY-6'],
    mayAlsoFail: everyOf(['SCOPE-6', 'POLICY-5', 'POLICY-10', 'COUNT-2', 'LOG-1'], 'copies are missing that are looked for there'),
    parts: byGroups((groups) =>
      groups.some(({ connector }) => connector === 'no-scan')
        ? groups.map((group) => ({ ...group, connector: 'no-scan' as const }))
        : groups,
    ),
  },
];
