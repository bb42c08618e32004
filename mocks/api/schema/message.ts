import { z } from 'zod';
import { copyFateSchema, evidenceSchema } from '../../../src/evidence/evidence-schema.ts';
import { connection } from './connection.ts';
import { dnsQuery } from './dns.ts';
import { timeMs } from './moment.ts';
import { ruleHit } from './rule-hit.ts';

const mailbox = z
  .strictObject({ name: z.string().describe('empty where there is none'), address: z.string() })
  .meta({ id: 'Mailbox', description: 'one entry of an address list, decoded' });

const account = z.string().nullable().describe('null for an address never issued');

const summary = {
  id: z.int().describe('ordinal of the copy, as the evidence counts it; newer copies have greater ids'),
  receivedAtMs: timeMs,
  account: account.describe('account of the first recipient; null for an address never issued'),
  accounts: z.array(z.string()).describe('every account that it was sent to'),
  mailFrom: z.string(),
  rcptTo: z.array(z.string()).describe('every RCPT TO that was accepted, in order, repeats included'),
  fate: copyFateSchema,
  kept: z.boolean().describe('whether the bytes are here'),
  size: z.int().describe('bytes of the whole copy'),
  sha256: z.string().describe('of the whole copy'),
  connection: z.int(),
  attempt: z.int().describe('ordinal of this arrival among those of the same copy at the same account'),
  duplicateOf: z.int().nullable().describe('the first kept copy with the same inner bytes, or the same MID and Message-ID'),
  subject: z.string().nullable(),
  from: mailbox.nullable(),
  to: z.array(mailbox),
  cc: z.array(mailbox),
  messageId: z.string().nullable().describe('with its angle brackets'),
  dateMs: z.number().nullable().describe('of the Date field'),
  mid: z.int().nullable().describe("the gateway's number for the message"),
  dcid: z.int().nullable().describe("the gateway's number for the connection, where a log line of it was read"),
  hasAttachment: z.boolean(),
  unread: z.boolean(),
  tags: z.array(z.string()),
  rules: z.array(z.string()).describe('rules that fired on its way'),
  tls: z.strictObject({ protocol: z.string(), cipher: z.string(), certificate: z.string() }).nullable(),
  indexed: z.boolean().describe('false while its text waits for the search index'),
};

/** One copy as lists show it; what stands in the message is taken from the inner one of a journal copy. */
export const message = z.strictObject(summary).meta({ id: 'Message' });

export const messageList = z.strictObject({
  messages: z.array(message).describe('newest first'),
  next: z.int().nullable().describe('what to pass as `before` for the page that follows'),
  unindexed: z.int().describe('copies whose text is not searchable yet'),
});

export const messageDetails = z
  .strictObject({
    ...summary,
    innerSha256: z.string().nullable().describe('of the message inside; null where the copy is no journal wrapper'),
    innerSize: z.int().nullable(),
    journal: z
      .strictObject({ sender: z.string().nullable(), recipients: z.array(z.string()) })
      .nullable()
      .describe('what the wrapper tells of the envelope of the message inside'),
    clientIp: z.string().nullable().describe('the client that handed the message to the gateway'),
    parts: z.int(),
    attachments: z.int(),
    cutShort: z.boolean().describe('the counts are a lower bound'),
    duplicates: z.array(z.int()),
    runs: z
      .array(
        z.strictObject({
          run: z.int(),
          scenario: z.string(),
          name: z.string(),
          requirements: z.array(z.strictObject({ id: z.string(), title: z.string(), statement: z.string() })),
        }),
      )
      .describe('scenarios of runs that received a copy with the same bytes'),
  })
  .meta({ id: 'MessageDetails' });

/** How a copy came: over which connection, after which look-ups, under which faults. */
export const messageOrigin = z
  .strictObject({
    connection: connection.nullable().describe('null where the evidence no longer tells of it'),
    dnsQueries: z.array(dnsQuery).describe('look-ups of its intake domain and MX host before the connection, oldest first'),
    ruleHits: z.array(ruleHit).describe('rules that fired on the connection, and for those look-ups'),
    transcript: z.array(evidenceSchema).describe('everything seen on the connection, in order'),
    transcriptNext: z.int().nullable().describe('where GET /api/v1/connections/{connection} goes on, when there is more'),
  })
  .meta({ id: 'MessageOrigin' });

export const messageCounts = z.strictObject({
  counts: z.array(z.strictObject({ account, messages: z.int(), unread: z.int() }).meta({ id: 'AccountCount' })),
});

export const tagList = z.strictObject({ tags: z.array(z.strictObject({ tag: z.string(), messages: z.int() })) });

export const messageCount = z.strictObject({ count: z.int() });

const MOST_IDS = 5_000;
const MOST_TAGS = 32;

const id = z.int().min(1);

const ids = z.array(id).min(1).max(MOST_IDS).optional().describe('these messages');
const matching = z
  .strictObject({ q: z.string().optional(), account: z.string().optional(), before: id.optional(), after: z.int().min(0).optional() })
  .optional()
  .describe('all that a search finds; {} for every message');

const chosenOnce = (chosen: { readonly ids?: unknown; readonly matching?: unknown }): boolean =>
  (chosen.ids === undefined) !== (chosen.matching === undefined);
const CHOSEN_ONCE = { error: 'expected either "ids" or "matching"' };

/** Which messages something is done with. */
export const selection = z.strictObject({ ids, matching }).refine(chosenOnce, CHOSEN_ONCE);

export const readChange = z.strictObject({ ids, matching, read: z.boolean() }).refine(chosenOnce, CHOSEN_ONCE);

const tags = z
  .array(z.string().regex(/^[^\s\p{C}"]{1,64}$/u, 'expected 1 to 64 visible characters without spaces and quotes'))
  .max(MOST_TAGS)
  .optional();

export const tagChange = z.strictObject({ ids, matching, add: tags, remove: tags }).refine(chosenOnce, CHOSEN_ONCE);

export const changed = z.strictObject({ changed: z.int().describe('how many messages were changed') });

export const deletion = z.strictObject({ deleted: z.int() });
