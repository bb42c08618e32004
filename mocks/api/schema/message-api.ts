import { z } from 'zod';

// The shape of SETD's own message API, as far as it is public, so that a client of the real service can be pointed at the mock.

/** Verdicts that a search of the real service takes. */
export const VERDICTS = ['bec', 'graymail', 'malicious', 'neutral', 'noVerdict', 'phishing', 'scam', 'spam'] as const;
export type SetdVerdict = (typeof VERDICTS)[number];

export const accessToken = z
  .strictObject({
    accessToken: z.string().describe('a JWT'),
    tokenType: z.literal('Bearer'),
    expiresIn: z.int().describe('seconds'),
  })
  .meta({ id: 'SetdAccessToken' });

const moment = z.iso.datetime({ error: 'expected a UTC time of ISO 8601 such as 2026-11-02T09:00:00.000Z' });

export const setdSearch = z
  .strictObject({
    timestamp: z.tuple([moment, moment]).describe('from and to, both included; 32 days at most'),
    verdicts: z.array(z.enum(VERDICTS)).min(1).optional().describe('all unless given'),
    pageSize: z.int().min(1).max(100).default(100),
    pageToken: z.string().max(200).optional().describe('nextPageToken of the page before'),
  })
  .meta({ id: 'SetdSearch' });

const text = z.string();

export const setdMessage = z
  .strictObject({
    id: z.uuid(),
    timestamp: z.iso.datetime(),
    direction: z.literal('incoming'),
    domain: text.describe('of the first mailbox'),
    subject: text,
    internetMessageId: text,
    fromAddress: text,
    senderName: text,
    returnPath: text,
    toAddresses: z.array(text),
    ccAddresses: z.array(text),
    envelopeTo: z.array(text),
    deliveredTo: z.array(text),
    mailboxes: z.array(text),
    clientIP: text.nullable(),
    serverIP: text.nullable(),
    urls: z.array(text),
    verdict: z.strictObject({
      category: z.enum(VERDICTS),
      techniques: z.array(z.strictObject({ type: text })),
      timestamp: z.iso.datetime(),
      isManualVerdict: z.boolean(),
      isRetroVerdict: z.boolean(),
    }),
    action: z.strictObject({ type: text, isAutoRemediated: z.boolean() }),
    secureEmailGateway: z.strictObject({ headerName: text, originalCIP: text.nullable() }),
  })
  .meta({ id: 'SetdMessage' });

export const setdMessagePage = z.strictObject({
  data: z.strictObject({ messages: z.array(setdMessage) }),
  nextPageToken: text.exactOptional().describe('there with every page that holds messages'),
});

export const setdFailure = z.strictObject({ message: text }).meta({ id: 'SetdFailure' });
