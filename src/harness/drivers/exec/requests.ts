import { z } from 'zod';
import { TOPHOSTS_KEYS } from '../driver.ts';
import { journaling, mailAddress, settings, standAddresses, timeMs, trackingQuery } from './shapes.ts';

// What the harness asks of the program, one JSON object a line on its standard input.

/** Raised whenever a program that was right before would be wrong after. */
export const PROTOCOL_VERSION = 1;

const id = z.int().min(1).describe('repeated in the reply; grows by one with each request');

const scenario = z
  .int()
  .min(1)
  .exactOptional()
  .describe('which of the scenarios side by side is meant; said only to programs whose "hello" said sideBySide');

export const clockChoice = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('wall') }),
    z.strictObject({ kind: z.literal('virtual'), nowMs: timeMs.describe('the time it is until "advance" says otherwise') }),
  ])
  .meta({ id: 'clock', description: '"virtual" is asked only of programs with the capability virtual-clock.' });

const hello = z
  .strictObject({ id, type: z.literal('hello'), protocol: z.int().min(1), harness: z.string() })
  .describe('The first request of a process. Answered by "hello".');

const start = z
  .strictObject({
    id,
    scenario,
    type: z.literal('start'),
    stand: standAddresses,
    settings,
    journaling,
    clock: clockChoice,
    stateFolder: z
      .string()
      .nullable()
      .describe('folder for what has to survive a crash, empty at the first start of a scenario; null: nothing has to'),
    resume: z.boolean().describe('after a crash: go on with the queue that is in the folder'),
  })
  .describe(
    'Starts the system for one scenario. Answered by "ready" once it takes mail. A process serves scenarios one after another, or some side by side.',
  );

const configure = z
  .strictObject({ id, scenario, type: z.literal('configure'), journaling })
  .describe('Replaces all that is journaled. Answered by "done" once it is in force, or by "refused" with what was before still in force.');

const inject = z
  .strictObject({
    id,
    scenario,
    type: z.literal('inject'),
    direction: z.enum(['incoming', 'outgoing']),
    mailFrom: z.string(),
    rcptTo: z.array(mailAddress).min(1),
    fromAnotherClient: z.boolean().describe('the client is to have another address than usual, where that can be done'),
    message: z.base64().describe('the message with CRLF line ends'),
  })
  .describe('Hand a message in. Asked only where "ready" named no listener for the direction. Answered by "injected".');

const advance = z
  .strictObject({ id, scenario, type: z.literal('advance'), toMs: timeMs })
  .describe(
    'Virtual clock: it is toMs now. Fire the first timer that is due by then, if there is one, let what it causes come to rest, and answer ' +
      '"idle". The harness never passes over the due time of the last "idle"; where several timers are due at one time it asks again for each.',
  );

const rest = z
  .strictObject({ id, scenario, type: z.literal('rest') })
  .describe('Virtual clock: come to rest without letting time pass, and answer "idle".');

const log = z
  .strictObject({ id, scenario, type: z.literal('log') })
  .describe('Needs mail-log. Answered by "done" after every line logged so far has been told by "log" messages.');

const counters = z
  .strictObject({ id, scenario, type: z.literal('counters'), sortBy: z.enum(TOPHOSTS_KEYS) })
  .describe('Needs counters. Answered by "counters" with what tophosts prints.');

const tracking = z
  .strictObject({ id, scenario, type: z.literal('tracking'), query: trackingQuery })
  .describe('Needs tracking. Answered by "tracking" with every message that is found.');

const console = z
  .strictObject({ id, scenario, type: z.literal('console') })
  .describe('Needs console. Answered by "console" with where a browser finds it.');

const crash = z
  .strictObject({ id, scenario, type: z.literal('crash') })
  .describe('Only where "hello" said crash: "ask". End the system as kill -9 would. Answered by "done"; "start" with resume follows.');

const stop = z
  .strictObject({ id, scenario, type: z.literal('stop') })
  .describe('The scenario is over: stop the system and forget it. Answered by "done"; "start" or the end of standard input follows.');

export const requestSchema = z
  .discriminatedUnion('type', [hello, start, configure, inject, advance, rest, log, counters, tracking, console, crash, stop])
  .meta({ id: 'request' });

export type Request = z.output<typeof requestSchema>;
export type RequestType = Request['type'];
/** What a request says besides its number, its type and the scenario. */
export type Details<Type extends RequestType> = Omit<Extract<Request, { readonly type: Type }>, 'id' | 'type' | 'scenario'>;
