import type { Evidence } from '../../src/evidence/events.ts';
import { evidenceSchema } from '../../src/evidence/evidence-schema.ts';

/** Tells entries of an evidence log that are as this version writes them from those that are not: a run.json may be of any age. */
export const readEvidence = <Entry>(entries: readonly Entry[]): { readonly evidence: Evidence[]; readonly unread: Entry[] } => {
  const evidence: Evidence[] = [];
  const unread: Entry[] = [];
  for (const entry of entries) {
    const read = evidenceSchema.safeParse(entry);
    if (read.success) evidence.push(read.data);
    else unread.push(entry);
  }
  return { evidence, unread };
};
