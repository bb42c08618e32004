import { createHash } from 'node:crypto';
import { z } from 'zod';
import { CAPABILITIES, POLICY_ROLES } from '../drivers/driver.ts';
import type { ScenarioOutcome } from '../outcome.ts';
import { outcomeSchema } from '../outcome-schema.ts';

// What a scenario knew besides its evidence, so that its judging steps can be taken again without the system. Numbers of evidence
// (`…Seq`) say how far the log had come at a moment; 0 is before its first entry.

const seq = z.int().min(0);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** A step as it was taken. */
export const stepMarkSchema = z.strictObject({
  /** It judged (`Then`), so that it can be taken again; else it acted upon the system. */
  judges: z.boolean(),
  fromSeq: seq,
  untilSeq: seq,
  /** When it began, ms since the epoch on the stand's clock. */
  fromMs: z.number(),
  /** How many messages had been handed in when it began. */
  sent: z.int().min(0),
  /** What it found out, if it did not simply pass. */
  outcome: outcomeSchema.nullable(),
});

const sentSchema = z.strictObject({
  token: z.string(),
  messageId: z.string(),
  subject: z.string(),
  sha256,
  mailFrom: z.string(),
  rcptTo: z.array(z.string()),
  roles: z.array(z.enum(POLICY_ROLES)),
  accepted: z.boolean(),
  reply: z.string(),
  clientAddress: z.string(),
  sentAtMs: z.number(),
  expectedAt: z.array(z.string()).nullable(),
});

export const caseRecordSchema = z.strictObject({
  scenario: z.string(),
  /** What the system offers and is known for; null: it was never started. */
  system: z
    .strictObject({
      capabilities: z.array(z.enum(CAPABILITIES)),
      facts: z.strictObject({
        verifiesCertificates: z.boolean(),
        idleCloseMs: z.number(),
        maxConnections: z.number(),
        maxMessagesPerConnection: z.number(),
      }),
      /** What its console calls the policy of each role; empty without a console. */
      policyNames: z.partialRecord(z.enum(POLICY_ROLES), z.string()),
    })
    .nullable(),
  /** The SETD accounts that copies could go to. */
  accounts: z.array(z.strictObject({ name: z.string(), intakeAddress: z.string() })),
  rules: z.array(z.strictObject({ id: z.string(), layer: z.string(), optional: z.boolean(), afterSeq: seq })),
  sent: z.array(sentSchema),
  /** Messages that bear no token of ours: their copies are known by their bytes. */
  foreign: z.array(z.strictObject({ token: z.string(), sha256, afterSeq: seq })),
  /** Which message each copy was taken for. */
  copies: z.array(z.strictObject({ copy: z.int(), token: z.string().nullable() })),
  steps: z.array(stepMarkSchema),
  /** How far the evidence had come when the last step was over. */
  stepsEndSeq: seq,
});

export type CaseRecord = z.output<typeof caseRecordSchema>;
export type SentRecord = z.output<typeof sentSchema>;
/** The same while the step still goes on. */
export type StepMark = { -readonly [Key in keyof z.output<typeof stepMarkSchema>]: z.output<typeof stepMarkSchema>[Key] };

/** Name of the file that holds the record of a scenario: its id may hold anything. */
export const caseFileName = (scenario: string): string => `${createHash('sha256').update(scenario).digest('hex').slice(0, 32)}.json`;

/** Folders of a recording, and of a bundle. */
export const CASES = 'cases';
export const BODIES = 'bodies';

/** Something that a judgement looks at is not in the recording: what it found then can only be taken over. */
export class NotRecordedError extends Error {
  override readonly name = 'NotRecordedError';
}

/** A finding that is taken over from the recording. */
export class RecordedOutcome extends Error {
  override readonly name = 'RecordedOutcome';
  readonly outcome: ScenarioOutcome;

  constructor(outcome: ScenarioOutcome) {
    super(`as recorded: ${outcome.kind}`);
    this.outcome = outcome;
  }
}
