import { readdirSync, readFileSync, statSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { z } from 'zod';
import { sendOrder } from '../../../mocks/api/schema/lab.ts';
import { StandError } from '../../harness/outcome.ts';
import { UsageError } from '../../harness/selection.ts';
import { complain, print } from '../terminal.ts';
import { asHandedIn } from './order.ts';
import { composed, handInAll, type Letter } from './sender.ts';

const gateway = z.string().transform((text, context) => {
  const [, bracketed, plain, port = ''] = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text) ?? [];
  const address = bracketed ?? plain ?? '';
  if (isIP(address) !== 0 && Number(port) > 0 && Number(port) <= 65_535) return { address, port: Number(port) };
  context.addIssue({ code: 'custom', message: `expected address:port such as 127.0.0.1:2525, got "${text}"` });
  return z.NEVER;
});

const { mailFrom, rcptTo, count, kind, subject } = sendOrder.shape;

const optionsSchema = z.strictObject({
  paths: z.array(z.string()),
  from: mailFrom,
  to: rcptTo,
  gateway,
  count: z
    .string()
    .regex(/^\d{1,6}$/, 'expected a whole number')
    .transform(Number)
    .pipe(count.unwrap()),
  kind,
  subject,
});

type Options = z.output<typeof optionsSchema>;

const parse = (given: unknown): Options => {
  const result = optionsSchema.safeParse(given);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new UsageError(`--${String(issue?.path[0])}: ${issue?.message}`);
  }
  if (result.data.paths.length > 0 && result.data.count > 1) throw new UsageError('--count: files are sent as they are; leave it out');
  return result.data;
};

/** Reads what is named; a problem of the system becomes one line. */
const reading = <Value>(path: string, read: (path: string) => Value): Value => {
  try {
    return read(path);
  } catch (error) {
    throw new StandError(`cannot read ${path}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
};

/** The messages of a folder: its .eml files, or all its files where it has none, as a Maildir. */
const filesIn = (folder: string): string[] => {
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map(({ name }) => name)
    .sort();
  const messages = names.filter((name) => /\.eml$/i.test(name));
  return (messages.length > 0 ? messages : names).map((name) => join(folder, name));
};

/** Every file that is meant; all are looked for before the first is sent. */
const filesOf = (paths: readonly string[]): string[] =>
  paths.flatMap((path) => (reading(path, (named) => statSync(named)).isDirectory() ? reading(path, filesIn) : [path]));

function* lettersOf({ from, to, ...options }: Options): Generator<Letter> {
  if (options.paths.length === 0) {
    yield* composed({ mailFrom: from, rcptTo: to, count: options.count, kind: options.kind, subject: options.subject });
    return;
  }
  const envelope = { mailFrom: from, rcptTo: to };
  for (const file of filesOf(options.paths)) yield { envelope, raw: asHandedIn(reading(file, (path) => readFileSync(path))) };
}

/** Hands messages in and tells what the gateway answered; a refusal sets the exit status 1. */
export const runSend = async (given: unknown): Promise<void> => {
  const options = parse(given);
  const { address, port } = options.gateway;
  const { accepted, refused } = await handInAll(options.gateway, lettersOf(options));
  print([`${accepted} message${accepted === 1 ? '' : 's'} accepted by ${address}:${port}`]);
  for (const { reply, count: times } of refused) complain(`setd: ${times} refused: ${reply}`);
  if (refused.length > 0) process.exitCode = 1;
  else if (accepted === 0) throw new StandError(`there is no file in ${options.paths.join(', ')}; nothing was sent`);
};
