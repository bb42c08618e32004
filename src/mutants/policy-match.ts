import { matchesPattern } from '../forwarder/policy.ts';
import { byTable } from './policy-groups.ts';
import { authorOf } from './tools.ts';
import type { Mutant, PartsChange } from './variant.ts';

/** Reads every criterion in another way. */
const readingCriteria = (read: (pattern: string) => readonly string[]): PartsChange =>
  byTable((table) => ({
    ...table,
    policies: table.policies.map((policy) => ({
      ...policy,
      match: { senders: policy.match.senders?.flatMap(read), recipients: policy.match.recipients?.flatMap(read) },
    })),
  }));

/** Mail falls under another policy than the first that matches: POLICY-5 and POLICY-7. */
export const POLICY_MATCH: readonly Mutant[] = [
  {
    id: 'custom-takes-the-whole-domain',
    title: 'sends to the custom address whatever meets one of two criteria',
    breaks: ['POLICY-4', 'POLICY-7'],
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
    parts: byTable((table) => ({ ...table, policies: table.policies.toReversed() })),
  },
  {
    id: 'nobody-falls-under-the-default-policy',
    title: 'forwards nothing under the Default Policy',
    breaks: ['POLICY-5'],
    parts: byTable((table) => ({ ...table, defaultPolicy: { connector: 'no-scan' } })),
  },
  {
    id: 'no-scan-falls-through',
    title: 'goes on to the next policy when one says No Scan',
    breaks: ['POLICY-5'],
    parts: byTable((table) => ({ ...table, policies: table.policies.filter(({ connector }) => connector !== 'no-scan') })),
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
    id: 'a-subdomain-criterion-takes-any-ending',
    title: 'matches by the criterion for subdomains whatever ends in the same letters',
    breaks: ['POLICY-7'],
    parts: byTable((table, { sender, recipients }) => {
      const endsLike = (pattern: string): string[] =>
        [sender, ...recipients].filter(
          (address) => address.toLowerCase().endsWith(pattern.slice(1).toLowerCase()) && !address.endsWith(`@${pattern.slice(1)}`),
        );
      const read = (pattern: string): string[] => [pattern, ...(pattern.startsWith('.') ? endsLike(pattern) : [])];
      return {
        ...table,
        policies: table.policies.map((policy) => ({
          ...policy,
          match: { senders: policy.match.senders?.flatMap(read), recipients: policy.match.recipients?.flatMap(read) },
        })),
      };
    }),
  },
  {
    id: 'the-author-is-the-sender',
    title: 'holds criteria for senders against the From field instead of the envelope',
    breaks: ['POLICY-7'],
    parts: ({ newScanner, policyGroups }) => {
      let author: string | undefined;
      return {
        newScanner: () => {
          const scanner = newScanner();
          let text = '';
          return {
            push: (chunk) => {
              if (text.length < 8192) text += chunk.toString('latin1');
              scanner.push(chunk);
            },
            verdict: () => {
              author = authorOf(text);
              return scanner.verdict();
            },
          };
        },
        policyGroups: (table, mail) => policyGroups(table, { ...mail, sender: author ?? mail.sender }),
      };
    },
  },
];
