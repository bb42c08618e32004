import { z } from 'zod';
import type { RequestType } from './requests.ts';
import { capability, endpoint, facts, timeMs, trackedEntry } from './shapes.ts';

// What the program says, one JSON object a line on its standard output: a reply to each request, and log lines whenever it likes.

const id = z.int().min(1).describe('of the request that is answered');

/** More would not be of use: a run has no more lanes. */
const MOST_SIDE_BY_SIDE = 512;

const hello = z
  .strictObject({
    id,
    type: z.literal('hello'),
    protocol: z.int().min(1),
    name: z.string().trim().min(1).describe('what reports call the system'),
    version: z.string(),
    capabilities: z.array(capability),
    facts,
    crash: z
      .enum(['kill', 'ask'])
      .default('kill')
      .describe('how the system is crashed: by killing this process, or by the request "crash", where the system is another process'),
    sideBySide: z
      .int()
      .min(1)
      .max(MOST_SIDE_BY_SIDE)
      .exactOptional()
      .describe(
        'on the wall clock one process serves so many scenarios at a time, and every request and log message says which one; left out: one after another',
      ),
  })
  .describe('Who the program is and what it offers.');

const ready = z
  .strictObject({
    id,
    type: z.literal('ready'),
    incoming: endpoint.optional().describe('where mail comes in by SMTP; left out: by "inject"'),
    outgoing: endpoint.optional().describe('where outgoing mail is handed in by SMTP'),
    facts: facts.optional().describe('where the settings changed them'),
  })
  .describe('The system takes mail.');

const done = z.strictObject({ id, type: z.literal('done') }).describe('What was asked for has been done.');

const refused = z.strictObject({ id, type: z.literal('refused'), reason: z.string() }).describe("Not configured: the system's own words.");

const injected = z
  .strictObject({
    id,
    type: z.literal('injected'),
    accepted: z.boolean(),
    reply: z.string().describe('the reply that decided, on one line'),
    clientAddress: z.string().describe('address from which the message was handed in'),
  })
  .describe('What became of a message that was handed in.');

const idle = z
  .strictObject({
    id,
    type: z.literal('idle'),
    nextDueMs: timeMs.nullable().describe('when the next timer is due; null: none is set, so nothing more happens by itself'),
    inFlight: z.int().describe('how much is on its way and will end by itself, such as attempts to deliver'),
    active: z.boolean().describe('whether anything but requests has come in or been done since the last "idle"'),
  })
  .describe('At rest: no event is left to handle at this instant.');

const counters = z.strictObject({ id, type: z.literal('counters'), text: z.string() }).describe('What tophosts prints.');

const tracking = z.strictObject({ id, type: z.literal('tracking'), found: z.array(trackedEntry) }).describe('What was found.');

const console = z.strictObject({ id, type: z.literal('console'), url: z.url() }).describe('Without a path.');

const unsupported = z
  .strictObject({ id, type: z.literal('unsupported'), capability, why: z.string().optional() })
  .describe('The program cannot do this: the scenario is not testable.');

const error = z
  .strictObject({ id, type: z.literal('error'), message: z.string().trim().min(1) })
  .describe('It should have worked, and did not: a harness error, never a verdict on the system. The process is not used again.');

const log = z
  .strictObject({
    type: z.literal('log'),
    scenario: z.int().min(1).exactOptional().describe('where "hello" said sideBySide: whose lines these are'),
    lines: z.array(z.string()).min(1),
  })
  .describe('Lines of the mail log, oldest first, without line ends; at any time between "start" and the reply to "stop".');

export const messageSchema = z
  .discriminatedUnion('type', [hello, ready, done, refused, injected, idle, counters, tracking, console, unsupported, error, log])
  .meta({ id: 'message' });

export type Message = z.output<typeof messageSchema>;
export type MessageInput = z.input<typeof messageSchema>;
export type LogMessage = Extract<Message, { readonly type: 'log' }>;
export type Reply = Exclude<Message, LogMessage>;
type ReplyOf<Type extends Reply['type']> = Extract<Reply, { readonly type: Type }>;

/** The replies that answer a request, besides "unsupported" and "error", which may answer any but hello. */
export const ANSWERS = {
  hello: ['hello'],
  start: ['ready'],
  configure: ['done', 'refused'],
  inject: ['injected'],
  advance: ['idle'],
  rest: ['idle'],
  log: ['done'],
  counters: ['counters'],
  tracking: ['tracking'],
  console: ['console'],
  crash: ['done'],
  stop: ['done'],
} as const satisfies Readonly<Record<RequestType, readonly Reply['type'][]>>;

export type AnswerTo<Type extends RequestType> = ReplyOf<(typeof ANSWERS)[Type][number]>;
export type Ready = ReplyOf<'ready'>;
