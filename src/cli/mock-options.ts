import { isIP } from 'node:net';
import { z } from 'zod';
import { accountSchema } from '../../mocks/intake-address.ts';
import { UsageError } from '../harness/selection.ts';

const LARGEST_PORT = 65_535;

const port = z
  .string()
  .regex(/^\d{1,5}$/, `expected a port from 0 (a free one) to ${LARGEST_PORT}`)
  .transform(Number)
  .pipe(z.int().max(LARGEST_PORT, `expected a port from 0 (a free one) to ${LARGEST_PORT}`));

const address = z.string().refine((text) => isIP(text) !== 0, 'expected an IP address such as 127.0.0.1');

const fileName = z.string().min(1, 'expected the name of a file');

const account = z.string().transform((text, context) => {
  const cut = text.indexOf('=');
  const parsed = accountSchema.safeParse({ name: text.slice(0, Math.max(cut, 0)), intakeAddress: text.slice(cut + 1) });
  if (cut > 0 && parsed.success) return parsed.data;
  const why = parsed.error?.issues[0]?.message;
  context.addIssue({ code: 'custom', message: `"${text}": expected name=address${cut > 0 && why !== undefined ? `; ${why}` : ''}` });
  return z.NEVER;
});

const accounts = z.array(account).superRefine((all, context) => {
  const seen = new Set<string>();
  for (const { name, intakeAddress } of all) {
    for (const one of [name, intakeAddress.toLowerCase()]) {
      if (seen.has(one)) context.addIssue({ code: 'custom', message: `${one} is given twice` });
      seen.add(one);
    }
  }
});

const FACTORS: Readonly<Record<string, number>> = { '': 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3 };

const size = z
  .string()
  .regex(/^[1-9]\d{0,8}[KMG]?$/i, 'expected a size such as 500M: bytes, or a number with K, M or G')
  .transform((text) => Number.parseInt(text, 10) * (FACTORS[text.replace(/\d+/, '').toUpperCase()] ?? 1));

const UNIT_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

const age = z
  .string()
  .regex(/^[1-9]\d{0,4}[mhd]$/, 'expected an age such as 12h: a number with m, h or d')
  .transform((text) => Number.parseInt(text, 10) * (UNIT_MS[text.at(-1) ?? ''] ?? 0));

/** The options of `setd mock` as commander gives them. */
export const mockOptionsSchema = z.strictObject({
  smtpPort: port,
  dnsPort: port,
  apiPort: port,
  bind: address,
  spread: z.boolean(),
  advertise: address.optional(),
  apiBind: address,
  apiHostname: z.array(z.string().min(1).toLowerCase()),
  token: z
    .string()
    .regex(/^[\x21-\x7e]{8,}$/, 'expected at least 8 visible characters without spaces')
    .optional(),
  rules: fileName.optional(),
  accounts: accounts.optional(),
  requireTls: z.boolean(),
  data: z.string().min(1, 'expected the name of a file or folder').optional(),
  flush: z.boolean(),
  maxMessages: z
    .string()
    .regex(/^[1-9]\d{0,8}$/, 'expected a whole number from 1')
    .transform(Number)
    .optional(),
  maxBytes: size.optional(),
  maxAge: age.optional(),
  caOut: fileName.optional(),
});

export type MockOptions = z.output<typeof mockOptionsSchema>;

const optionName = (key: PropertyKey | undefined): string => `--${String(key).replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** Parses what commander gives. Throws a UsageError that names the option. */
export const parseMockOptions = (given: unknown): MockOptions => {
  const result = mockOptionsSchema.safeParse(given);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new UsageError(`${optionName(issue?.path[0])}: ${issue?.message}`);
  }
  const options = result.data;
  if (options.spread && options.bind !== '127.0.0.1') {
    throw new UsageError('--spread puts each MX host on a loopback address of its own; leave out --bind');
  }
  if (options.flush && options.data === undefined) throw new UsageError('--flush is for a file: name one with --data');
  return options;
};
