import { z } from 'zod';
import { connectionEndSchema, evidenceSchema } from '../../../src/evidence/evidence-schema.ts';
import { timeMs } from './moment.ts';

const summary = {
  connection: z.int(),
  round: z.int().describe('the round of connections that it belongs to: attempts are counted by it up to MAIL FROM'),
  host: z.string().describe('the MX host that was connected to'),
  local: z.string(),
  remote: z.string(),
  openedAtMs: timeMs,
  closedAtMs: timeMs.nullable(),
  end: connectionEndSchema.nullable().describe('null while it is open'),
  stage: z.string().describe('the stage that was reached; while it is open, that of the last command'),
  bytesIn: z.int(),
  bytesOut: z.int(),
  tls: z
    .strictObject({
      protocol: z.string(),
      cipher: z.string(),
      servername: z.string().nullable(),
      certificate: z.string().describe('valid, or the fault that it has'),
    })
    .nullable(),
  tlsFailure: z.string().nullable(),
  copies: z.int().describe('copies that came whole'),
  rules: z.array(z.string()).describe('rules that fired on it, in order of first firing'),
  anomalies: z.array(z.string()),
};

export const connection = z.strictObject(summary).meta({ id: 'Connection' });

export const connectionList = z.strictObject({ connections: z.array(connection).describe('newest first'), next: z.int().nullable() });

/** A connection with what was seen on it. */
export const connectionDetails = z
  .strictObject({
    ...summary,
    transcript: z.array(evidenceSchema).describe('everything seen on it, in order'),
    transcriptNext: z.int().nullable().describe('what to pass as `after` for more of the transcript; null when this is all'),
  })
  .meta({ id: 'ConnectionDetails' });

const stretch = z.strictObject({
  stage: z.string(),
  atMs: timeMs.describe('when it was entered'),
  answeredAtMs: timeMs.nullable().describe('when the last command of it was answered; null while that is not answered'),
});

const lane = z
  .strictObject({
    connection: z.int(),
    host: z.string(),
    openedAtMs: timeMs,
    closedAtMs: timeMs.nullable(),
    end: connectionEndSchema.nullable(),
    stages: z.array(stretch),
    faults: z.array(z.strictObject({ atMs: timeMs, ruleId: z.string(), action: z.string(), stage: z.string().nullable() })),
    messages: z.array(z.strictObject({ atMs: timeMs, id: z.int() })).describe('copies that came whole'),
    tlsAtMs: timeMs.nullable().describe('when the handshake was done'),
    cut: z.boolean().describe('there is more to this connection than is told here'),
  })
  .meta({ id: 'Lane' });

/** Connections side by side in time. */
export const timeline = z.strictObject({
  lanes: z.array(lane).describe('newest first'),
  concurrency: z
    .array(z.strictObject({ atMs: timeMs, open: z.int() }))
    .describe('how many of these connections were open from then on, in order of time'),
  next: z.int().nullable().describe('what to pass as `before` for the lanes that follow'),
});
