import { z } from 'zod';
import { evidenceSchema } from '../../../src/evidence/evidence-schema.ts';

export const evidence = evidenceSchema.meta({ id: 'Evidence', description: 'one fact that the other side of the wire saw' });

export const evidenceList = z.strictObject({
  evidence: z.array(evidence),
  next: z.int().describe('what to ask `after` for'),
  dropped: z.int().describe('how many of the oldest entries are gone'),
});
