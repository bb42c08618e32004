import { z } from 'zod';

// What a bundle says about itself: every file with its hash, what was left out, and what that makes impossible to repeat.

/** What can be taken out of a bundle before it is given away. `secrets`: message intake addresses, and bodies that hold one. */
export const REDACTIONS = ['secrets', 'bodies'] as const;
export type Redaction = (typeof REDACTIONS)[number];

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

export const manifestSchema = z.strictObject({
  format: z.literal(1, { error: 'expected a bundle of format 1' }),
  tool: z.strictObject({ name: z.string(), version: z.string() }),
  catalogue: z.string(),
  /** The features that were run, by their hashes: other features are other judges. */
  features: z.record(z.string(), sha256),
  /** All other files of the bundle. */
  files: z.array(z.strictObject({ path: z.string(), bytes: z.int().min(0), sha256 })),
  redacted: z.array(z.enum(REDACTIONS)),
  /** Scenarios whose verdicts the bundle cannot prove. */
  notRepeatable: z.array(z.strictObject({ scenario: z.string(), why: z.string() })),
});

export type Manifest = z.output<typeof manifestSchema>;

export const MANIFEST = 'manifest.json';
export const RUN = 'run.json';
export const PROFILE = 'profile.sut.yaml';
export const TRANSCRIPTS = 'transcripts';
export const MAIL_LOGS = 'mail-logs';
