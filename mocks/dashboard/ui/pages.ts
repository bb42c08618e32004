import { connectionsPage } from './connections/connections-page.ts';
import { dnsPage } from './dns/dns-page.ts';
import { faultsPage } from './faults/faults-page.ts';
import { frameText } from './frame/frame.text.ts';
import { labPage } from './lab/lab-page.ts';
import { messagePage } from './message/message-page.ts';
import { messagesPage } from './messages/messages-page.ts';
import { unreadBadge } from './messages/unread-badge.ts';
import type { PageEntry } from './page-entry.ts';
import { policyPage } from './policy/policy-page.ts';
import { runsPage } from './runs/runs-page.ts';
import { setupPage } from './setup/setup-page.ts';

/** Every page of the dashboard. To add one, write its module and put it here; the README of this folder tells how. */
export const PAGES: readonly PageEntry[] = [
  {
    path: '/messages',
    open: messagesPage,
    navigation: { group: 'arrived', label: () => frameText().messages, icon: 'mail', keys: 'g m', badge: unreadBadge },
  },
  { path: '/messages/:id', open: messagePage },
  {
    path: '/connections',
    open: connectionsPage,
    navigation: { group: 'behaviour', label: () => frameText().connections, icon: 'plug', keys: 'g c' },
  },
  {
    path: '/faults',
    open: faultsPage,
    navigation: { group: 'behaviour', label: () => frameText().faults, icon: 'bolt', keys: 'g f' },
  },
  {
    path: '/runs',
    open: runsPage,
    navigation: { group: 'behaviour', label: () => frameText().runs, icon: 'bars', keys: 'g r' },
  },
  {
    path: '/dns',
    open: dnsPage,
    navigation: { group: 'behaviour', label: () => frameText().dns, icon: 'globe', keys: 'g d' },
  },
  {
    path: '/policy',
    open: policyPage,
    navigation: { group: 'account', label: () => frameText().policy, icon: 'policy', keys: 'g p' },
  },
  {
    path: '/setup',
    open: setupPage,
    navigation: { group: 'account', label: () => frameText().setup, icon: 'check', keys: 'g s' },
  },
  {
    path: '/lab',
    open: labPage,
    navigation: { group: 'tools', label: () => frameText().lab, icon: 'play', keys: 'g l' },
  },
];
