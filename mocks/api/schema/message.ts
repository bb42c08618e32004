import { z } from 'zod';
import { copyFateSchema } from '../../../src/evidence/evidence-schema.ts';

export const message = z
  .strictObject({
    copy: z.int().describe('ordinal of the copy, as the evidence counts it'),
    account: z.string().nullable().describe('whose intake address it was sent to; null for an address never issued'),
    mailFrom: z.string(),
    rcptTo: z.array(z.string()),
    connection: z.int(),
    receivedAt: z.iso.datetime(),
    size: z.int(),
    sha256: z.string(),
    fate: copyFateSchema,
  })
  .meta({ id: 'Message' });

export const messageList = z.strictObject({ messages: z.array(message), next: z.int().nullable() });

export const deletion = z.strictObject({ deleted: z.int() });
