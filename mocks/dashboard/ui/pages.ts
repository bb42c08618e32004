import { frameText } from './frame/frame.text.ts';
import { unreadBadge } from './messages/unread-badge.ts';
import type { PageEntry } from './page-entry.ts';

/**
 * Every page of the dashboard; its modules are loaded when somebody first goes there. To add one, write its module and put it here; the
 * README of this folder tells how.
 */
export const PAGES: readonly PageEntry[] = [
  {
    path: '/messages',
    open: { load: async () => (await import('./messages/messages-page.ts')).messagesPage },
    navigation: { group: 'arrived', label: () => frameText().messages, icon: 'mail', keys: 'g m', badge: unreadBadge },
  },
  { path: '/messages/:id', open: { load: async () => (await import('./message/message-page.ts')).messagePage } },
  {
    path: '/connections',
    open: { load: async () => (await import('./connections/connections-page.ts')).connectionsPage },
    navigation: { group: 'behaviour', label: () => frameText().connections, icon: 'plug', keys: 'g c' },
  },
  {
    path: '/faults',
    open: { load: async () => (await import('./faults/faults-page.ts')).faultsPage },
    navigation: { group: 'behaviour', label: () => frameText().faults, icon: 'bolt', keys: 'g f' },
  },
  {
    path: '/runs',
    open: { load: async () => (await import('./runs/runs-page.ts')).runsPage },
    navigation: { group: 'behaviour', label: () => frameText().runs, icon: 'bars', keys: 'g r' },
  },
  {
    path: '/dns',
    open: { load: async () => (await import('./dns/dns-page.ts')).dnsPage },
    navigation: { group: 'behaviour', label: () => frameText().dns, icon: 'globe', keys: 'g d' },
  },
  {
    path: '/policy',
    open: { load: async () => (await import('./policy/policy-page.ts')).policyPage },
    navigation: { group: 'account', label: () => frameText().policy, icon: 'policy', keys: 'g p' },
  },
  {
    path: '/setup',
    open: { load: async () => (await import('./setup/setup-page.ts')).setupPage },
    navigation: { group: 'account', label: () => frameText().setup, icon: 'check', keys: 'g s' },
  },
  {
    path: '/lab',
    open: { load: async () => (await import('./lab/lab-page.ts')).labPage },
    navigation: { group: 'tools', label: () => frameText().lab, icon: 'play', keys: 'g l' },
  },
];
