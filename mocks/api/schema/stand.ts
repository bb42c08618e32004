import { z } from 'zod';
import { timeMs } from './moment.ts';

export const stand = z.strictObject({
  startedAtMs: timeMs,
  nowMs: timeMs.describe('the time by the clock of the mock'),
  intake: z.strictObject({
    port: z.int(),
    hosts: z.array(z.strictObject({ name: z.string(), address: z.string() })).describe('MX hosts and where each listens'),
    requiresTls: z.boolean().describe('MAIL FROM before STARTTLS is answered 530'),
  }),
  dns: z.strictObject({ address: z.string(), port: z.int() }),
  messageApi: z
    .strictObject({ clientId: z.string(), clientSecret: z.string(), apiKey: z.string() })
    .describe("credentials for the shape of SETD's own message API"),
  store: z
    .strictObject({
      place: z.string().describe('memory, or the path of the file'),
      messages: z.int(),
      bytes: z.int(),
      connections: z.int(),
      evidence: z.int(),
      dnsQueries: z.int(),
      unindexed: z.int().describe('copies whose text is not searchable yet'),
      pruned: z.strictObject({ messages: z.int(), bytes: z.int(), evidence: z.int() }),
    })
    .meta({ id: 'StoreStatus' }),
});
