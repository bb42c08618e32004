import { z } from 'zod';
import { connectionEndSchema, evidenceSchema } from '../../../src/evidence/evidence-schema.ts';

const time = z.number().describe('milliseconds since the epoch, on the clock of the mock');

const summary = {
  connection: z.int(),
  round: z.int().describe('the round of connections that it belongs to: attempts are counted by it up to MAIL FROM'),
  host: z.string().describe('the MX host that was connected to'),
  local: z.string(),
  remote: z.string(),
  openedAtMs: time,
  closedAtMs: time.nullable(),
  end: connectionEndSchema.nullable().describe('null while it is open'),
  tls: z
    .strictObject({
      protocol: z.string(),
      cipher: z.string(),
      servername: z.string().nullable(),
      certificate: z.string().describe('valid, or the fault that it has'),
    })
    .nullable(),
  tlsFailure: z.string().nullable(),
  copies: z.array(z.int()).describe('copies that came whole'),
  rules: z.array(z.string()).describe('rules that fired on it, in order'),
  anomalies: z.array(z.string()),
};

export const connection = z.strictObject(summary).meta({ id: 'Connection' });

export const connectionList = z.strictObject({ connections: z.array(connection), next: z.int().nullable() });

/** A connection with everything seen on it. */
export const connectionDetails = z
  .strictObject({ ...summary, transcript: z.array(evidenceSchema) })
  .meta({ id: 'ConnectionWithTranscript' });
