import { CONNECTIONS } from './connections.ts';
import { COPY } from './copy.ts';
import { COUNTERS } from './counters.ts';
import { DNS } from './dns.ts';
import { DNS_TRUNCATION } from './dns-truncation.ts';
import { LOG_CONNECTIONS } from './log-connections.ts';
import { LOG_COPIES } from './log-copies.ts';
import { LOG_FAILURES } from './log-failures.ts';
import { LOG_FORGERY } from './log-forgery.ts';
import { POLICY_ACCOUNTS } from './policy-accounts.ts';
import { POLICY_MATCH } from './policy-match.ts';
import { POLICY_SETTINGS } from './policy-settings.ts';
import { POLICY_SPLIT } from './policy-split.ts';
import { QUEUE } from './queue.ts';
import { RETRY_BUDGET } from './retry-budget.ts';
import { RETRY_ERRORS } from './retry-errors.ts';
import { RETRY_REPLIES } from './retry-replies.ts';
import { SCOPE } from './scope.ts';
import { SMTP_BYTES } from './smtp-bytes.ts';
import { SMTP_EXTENSIONS } from './smtp-extensions.ts';
import { SMTP_REPLIES } from './smtp-replies.ts';
import { SMTP_TRANSACTIONS } from './smtp-transactions.ts';
import { SPOOL } from './spool.ts';
import { TLS_CLEAR } from './tls-clear.ts';
import { TLS_FAILURES } from './tls-failures.ts';
import { TLS_SESSION } from './tls-session.ts';
import { TLS_TRUST } from './tls-trust.ts';
import { TRACKING } from './tracking.ts';
import type { Family } from './variant.ts';

/** All mutants, in the order in which the matrix lists them. */
export const FAMILIES: readonly Family[] = [
  { name: 'Which mail', mutants: SCOPE },
  { name: 'Policies', mutants: [...POLICY_ACCOUNTS, ...POLICY_MATCH, ...POLICY_SPLIT, ...POLICY_SETTINGS] },
  { name: 'Copies', mutants: COPY },
  { name: 'Connections', mutants: CONNECTIONS },
  { name: 'Queue', mutants: QUEUE },
  { name: 'Crash', mutants: SPOOL },
  { name: 'Retry: replies', mutants: RETRY_REPLIES },
  { name: 'Retry: errors', mutants: RETRY_ERRORS },
  { name: 'Retry: budget', mutants: RETRY_BUDGET },
  { name: 'TLS', mutants: [...TLS_CLEAR, ...TLS_FAILURES, ...TLS_TRUST, ...TLS_SESSION] },
  { name: 'DNS and routing', mutants: [...DNS, ...DNS_TRUNCATION] },
  { name: 'Counters', mutants: COUNTERS },
  { name: 'Mail log', mutants: [...LOG_CONNECTIONS, ...LOG_COPIES, ...LOG_FAILURES, ...LOG_FORGERY] },
  { name: 'Message tracking', mutants: TRACKING },
  { name: 'SMTP', mutants: [...SMTP_BYTES, ...SMTP_REPLIES, ...SMTP_EXTENSIONS, ...SMTP_TRANSACTIONS] },
];
