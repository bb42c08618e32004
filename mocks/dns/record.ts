import { isIPv4, isIPv6 } from 'node:net';
import { z } from 'zod';
import { nameProblem } from './name.ts';

// Records as people write them; the same schema serves steps, the HTTP API and the dashboard.

const dnsName = z
  .string()
  .superRefine((name, context) => {
    const problem = nameProblem(name);
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
  })
  .describe('a domain name, with or without its final dot; case does not matter');

const uint16 = z.int().min(0).max(65_535);
const uint32 = z.int().min(0).max(4_294_967_295);

const common = {
  name: dnsName,
  /** 0 by default, so that no client goes on with an answer of an earlier moment (DNS-5). */
  ttl: z.int().min(0).max(2_147_483_647).default(0).describe('seconds'),
};

/** Room for all strings of one TXT record; a message over TCP holds 65,535 octets in all. */
const LONGEST_TEXT = 60_000;
const octets = (text: string | readonly string[]): number => [text].flat().reduce((sum, part) => sum + Buffer.byteLength(part), 0);

const text = z
  .union([z.string(), z.array(z.string()).min(1)])
  .refine((value) => octets(value) <= LONGEST_TEXT, { error: `expected at most ${LONGEST_TEXT} octets of text` })
  .describe('one string or several; longer ones are split every 255 octets');

/** One resource record. */
export const dnsRecordSchema = z.discriminatedUnion(
  'type',
  [
    z.strictObject({
      type: z.literal('A'),
      ...common,
      address: z.string().refine(isIPv4, { error: 'expected an IPv4 address such as 127.0.0.2' }),
    }),
    z.strictObject({
      type: z.literal('AAAA'),
      ...common,
      address: z
        .string()
        .refine((address) => isIPv6(address) && !address.includes('%'), { error: 'expected an IPv6 address without a zone, such as ::1' }),
    }),
    z.strictObject({
      type: z.literal('MX'),
      ...common,
      preference: uint16.describe('the lowest is tried first (DNS-1)'),
      exchange: dnsName.describe('the mail host; "." with preference 0 is a null MX (RFC 7505)'),
    }),
    z.strictObject({ type: z.literal('CNAME'), ...common, target: dnsName }),
    z.strictObject({ type: z.literal('TXT'), ...common, text }),
    z.strictObject({ type: z.literal('NS'), ...common, host: dnsName }),
    z.strictObject({
      type: z.literal('SOA'),
      ...common,
      primary: dnsName.describe('the primary name server'),
      admin: dnsName.describe('mailbox of the person in charge, with a dot for the @'),
      serial: uint32.default(1),
      refresh: uint32.default(3600).describe('seconds'),
      retry: uint32.default(600).describe('seconds'),
      expire: uint32.default(86_400).describe('seconds'),
      minimum: z.int().min(0).max(2_147_483_647).default(0).describe('seconds for which a negative answer may be kept'),
    }),
  ],
  {
    error: (issue) => (issue.code === 'invalid_union' ? 'expected "type" to be one of A, AAAA, MX, CNAME, TXT, NS, SOA' : undefined),
  },
);

export type DnsRecord = z.output<typeof dnsRecordSchema>;
/** A record as people write it: what has a default may be left out. */
export type DnsRecordInput = z.input<typeof dnsRecordSchema>;
export type DnsRecordType = DnsRecord['type'];
