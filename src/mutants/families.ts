import { RETRY_BUDGET } from './retry-budget.ts';
import { RETRY_ERRORS } from './retry-errors.ts';
import { RETRY_REPLIES } from './retry-replies.ts';
import type { Family } from './variant.ts';

/** All mutants, in the order in which the matrix lists them. */
export const FAMILIES: readonly Family[] = [
  { name: 'Retry: replies', mutants: RETRY_REPLIES },
  { name: 'Retry: errors', mutants: RETRY_ERRORS },
  { name: 'Retry: budget', mutants: RETRY_BUDGET },
];
