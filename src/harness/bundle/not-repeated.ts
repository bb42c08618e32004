import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

// Which findings a replay had to take over, and why: written down beside the recording while it goes on.

const FILE = 'not-repeated.ndjson';
const entrySchema = z.strictObject({ scenario: z.string(), why: z.string() });

export type NotRepeated = z.output<typeof entrySchema>;

export const noteNotRepeated = (folder: string, scenario: string, why: string): void =>
  appendFileSync(join(folder, FILE), `${JSON.stringify({ scenario, why })}\n`);

export const readNotRepeated = (folder: string): NotRepeated[] => {
  const path = join(folder, FILE);
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').trim().split('\n');
  return lines.map((line) => entrySchema.parse(JSON.parse(line)));
};
