import { describe, expect, it } from 'vitest';
import { intakeDomains, type Journaling, NotExpressible, tablesFor } from './policies.ts';

const journaling = (changes: Partial<Journaling>): Journaling => ({
  defaultIntakeAddress: 'a@primary.example',
  policies: [],
  defaultPolicy: 'no-scan',
  ...changes,
});

describe('tables of blind copies', () => {
  it('send what addresses, domains and subdomains match to the address of the policy', () => {
    const criteria = ['reader@org.example', 'org.example', '@lab.example', '.sub.example'];
    const { byRecipient, bySender } = tablesFor(journaling({ policies: [{ name: 'p', recipients: criteria, connector: 'default' }] }));
    expect(byRecipient).toBe(
      [
        '/^reader@org\\.example$/ a@primary.example',
        '/@org\\.example$/ a@primary.example',
        '/@lab\\.example$/ a@primary.example',
        '/@.+\\.sub\\.example$/ a@primary.example',
        '',
      ].join('\n'),
    );
    expect(bySender).toBe('');
  });

  it('keep what a policy without connector matches from the policies below it', () => {
    const policies = [
      { name: 'off', recipients: ['quiet.example'], connector: 'no-scan' },
      { name: 'on', recipients: ['loud.example'], connector: { custom: 'b@secondary.example' } },
    ] as const;
    expect(tablesFor(journaling({ policies, defaultPolicy: 'default' })).byRecipient).toBe(
      ['if !/@quiet\\.example$/', '/@loud\\.example$/ b@secondary.example', '/./ a@primary.example', 'endif', ''].join('\n'),
    );
  });

  it('go by the sender where a policy does', () => {
    const policies = [{ name: 'p', senders: ['partner.example'], connector: 'default' }] as const;
    expect(tablesFor(journaling({ policies }))).toEqual({ byRecipient: '', bySender: '/@partner\\.example$/ a@primary.example\n' });
  });

  it.each([
    ['a policy that looks at both', { policies: [{ name: 'p', senders: ['a.example'], recipients: ['b.example'], connector: 'default' }] }],
    ['no default address', { defaultIntakeAddress: null, defaultPolicy: 'default' }],
  ] as const)('cannot express %s', (_what, changes) => {
    expect(() => tablesFor(journaling(changes))).toThrow(NotExpressible);
  });
});

it('knows the domains that copies go to', () => {
  const policies = [
    { name: 'p', recipients: ['b.example'], connector: { custom: 'b@secondary.example' } },
    { name: 'q', recipients: ['c.example'], connector: 'default' },
  ] as const;
  expect(intakeDomains(journaling({ policies }))).toEqual(['primary.example', 'secondary.example']);
});
