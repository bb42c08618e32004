import { z } from 'zod';
import { timeMs } from './moment.ts';

export const ruleHit = z
  .strictObject({
    seq: z.int().describe('place in the evidence'),
    atMs: timeMs,
    ruleId: z.string(),
    layer: z.enum(['dns', 'tcp', 'tls', 'smtp']),
    action: z.string(),
    connection: z.int().nullable(),
    query: z.int().nullable(),
    stage: z.string().nullable(),
  })
  .meta({ id: 'RuleHit' });

export const ruleHitList = z.strictObject({ hits: z.array(ruleHit).describe('newest first'), next: z.int().nullable() });
