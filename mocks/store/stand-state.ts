import { z } from 'zod';
import { setupAnswerSchema } from '../account-setup.ts';
import { dnsRecordSchema } from '../dns/zone.ts';
import { faultRuleSchema } from '../faults/rule.ts';

const account = z.strictObject({
  name: z.string(),
  domain: z.string(),
  answers: z.array(setupAnswerSchema),
  intakeAddress: z.string().nullable(),
});

/** How a stand is configured, as it is written to the file of a store. */
export const standStateSchema = z.strictObject({
  accounts: z.array(account),
  /** The records that the stand would begin with. Where it would begin with others now, those that were remembered fit it no longer. */
  usualRecords: z.array(dnsRecordSchema),
  records: z.array(dnsRecordSchema),
  /** Rules that are armed, with how often each has fired. */
  rules: z.array(z.strictObject({ rule: faultRuleSchema, hits: z.int().min(0) })),
});

/** How a stand is configured: what a restart with the same file brings back. */
export type StandState = z.output<typeof standStateSchema>;

/** The greatest numbers given out so far: a restarted stand counts on from them. */
export interface Ordinals {
  readonly seq: number;
  readonly connection: number;
  readonly copy: number;
  readonly query: number;
}

export const NO_ORDINALS: Ordinals = { seq: 0, connection: 0, copy: 0, query: 0 };
