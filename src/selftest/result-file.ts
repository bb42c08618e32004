import { z } from 'zod';
import type { Shard } from '../harness/run-result.ts';
import { ConfigError } from '../harness/yaml-file.ts';
import { findingSchema } from './jobs.ts';
import type { Selftest } from './selftest.ts';
import { equivalentNamed, mutantNamed } from './variants.ts';

// A selftest as a file: for whoever wants to read it by machine, and to join the parts of one that was dealt out.

const ids = z.array(z.string());

const mutantSchema = z.object({
  id: z.string(),
  title: z.string(),
  breaks: ids,
  ran: z.number(),
  cpuMs: z.number(),
  caughtAt: z.record(z.string(), ids),
  survivedAt: ids,
  undeclared: ids,
  idle: ids,
  forgets: z.boolean(),
});

const equivalentSchema = z.object({
  id: z.string(),
  title: z.string(),
  because: z.string(),
  ran: z.number(),
  accusations: z.array(findingSchema),
});

const fileSchema = z.object({
  format: z.literal('setd-selftest/1'),
  /** The state of the sources that were run. */
  sources: z.string(),
  /** Which part of the variants was run; null: all that were asked for. */
  shard: z.object({ index: z.number(), of: z.number() }).nullable(),
  asDeclared: z.boolean(),
  scenarios: z.number(),
  ran: z.number(),
  cpuMs: z.number(),
  durationMs: z.number(),
  errors: ids,
  unproved: ids,
  mutants: z.array(mutantSchema),
  equivalents: z.array(equivalentSchema),
});
type SelftestFile = z.input<typeof fileSchema>;

export interface SelftestPart {
  readonly name: string;
  readonly sources: string;
  readonly shard: Omit<Shard, 'planned'> | null;
  readonly result: Selftest;
}

/** The text of the file. */
export const selftestJson = (result: Selftest, sources: string, shard: SelftestPart['shard']): string => {
  const { mutants, equivalents, errors, unproved, ...figures } = result;
  const file: SelftestFile = {
    format: 'setd-selftest/1',
    sources,
    shard,
    ...figures,
    errors: [...errors],
    unproved: [...unproved],
    mutants: mutants.map(({ mutant: { id, title, breaks }, caughtAt, survivedAt, undeclared, idle, ran, cpuMs, forgets }) => ({
      ...{ id, title, breaks: [...breaks], ran, cpuMs, forgets },
      ...{ survivedAt: [...survivedAt], undeclared: [...undeclared], idle: [...idle] },
      caughtAt: Object.fromEntries([...caughtAt].map(([at, scenarios]) => [at, [...scenarios]])),
    })),
    equivalents: equivalents.map(({ equivalent: { id, title, because }, ran, accusations }) => ({
      ...{ id, title, because, ran, accusations: [...accusations] },
    })),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
};

const known = <Variant>(variant: Variant | undefined, id: string): Variant => {
  if (variant === undefined) throw new Error(`there is no "${id}" any more`);
  return variant;
};

/** Throws ConfigError with `name` and what is wrong. */
export const readSelftest = (text: string, name: string): SelftestPart => {
  try {
    const { format, sources, shard, mutants, equivalents, ...figures } = fileSchema.parse(JSON.parse(text));
    return {
      ...{ name, sources, shard },
      result: {
        ...figures,
        mutants: mutants.map(({ id, caughtAt, title, breaks, ...account }) => ({
          ...account,
          mutant: known(mutantNamed(id), id),
          caughtAt: new Map(Object.entries(caughtAt)),
        })),
        equivalents: equivalents.map(({ id, ran, accusations }) => ({ equivalent: known(equivalentNamed(id), id), ran, accusations })),
      },
    };
  } catch (cause) {
    const [issue] = cause instanceof z.ZodError ? cause.issues : [];
    const why = issue === undefined ? String(cause) : `${issue.path.join('.')}: ${issue.message}`;
    throw new ConfigError(`${name}: this is no selftest of this version of setd: ${why}`, { cause });
  }
};
