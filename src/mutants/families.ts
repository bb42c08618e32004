import { CONNECTIONS } from './connections.ts';
import { COPY } from './copy.ts';
import { COUNTERS } from './counters.ts';
import { DNS } from './dns.ts';
import { LOG } from './log.ts';
import { POLICY } from './policy.ts';
import { QUEUE } from './queue.ts';
import { RETRY_BUDGET } from './retry-budget.ts';
import { RETRY_ERRORS } from './retry-errors.ts';
import { RETRY_REPLIES } from './retry-replies.ts';
import { SCOPE } from './scope.ts';
import { SMTP } from './smtp.ts';
import { SPOOL } from './spool.ts';
import { TLS } from './tls.ts';
import { TRACKING } from './tracking.ts';
import type { Family } from './variant.ts';

/** All mutants, in the order in which the matrix lists them. */
export const FAMILIES: readonly Family[] = [
  { name: 'Which mail', mutants: SCOPE },
  { name: 'Policies', mutants: POLICY },
  { name: 'Copies', mutants: COPY },
  { name: 'Connections', mutants: CONNECTIONS },
  { name: 'Queue', mutants: QUEUE },
  { name: 'Crash', mutants: SPOOL },
  { name: 'Retry: replies', mutants: RETRY_REPLIES },
  { name: 'Retry: errors', mutants: RETRY_ERRORS },
  { name: 'Retry: budget', mutants: RETRY_BUDGET },
  { name: 'TLS', mutants: TLS },
  { name: 'DNS and routing', mutants: DNS },
  { name: 'Counters', mutants: COUNTERS },
  { name: 'Mail log', mutants: LOG },
  { name: 'Message tracking', mutants: TRACKING },
  { name: 'SMTP', mutants: SMTP },
];
