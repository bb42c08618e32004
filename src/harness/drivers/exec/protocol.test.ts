import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { execProtocolSchema } from './json-schema.ts';
import { ANSWERS, messageSchema } from './replies.ts';
import { requestSchema } from './requests.ts';

// What zod takes and what the published schema takes must be the same: others write programs from the latter.

const ajv = new Ajv2020({ strict: false, validateFormats: false });
ajv.addSchema(execProtocolSchema(), 'exec');

const JOURNALING = {
  defaultIntakeAddress: 'a@primary.example',
  policies: [
    { name: 'none', recipients: ['noscan.example'], connector: 'no-scan' },
    { name: 'own', senders: ['.partner.example'], connector: { custom: 'b@secondary.example' } },
  ],
  defaultPolicy: 'default',
};
const START = {
  id: 2,
  type: 'start',
  stand: {
    dns: { address: '127.0.0.1', port: 5353 },
    intakePort: 2525,
    caCertificate: 'PEM',
    nextHop: { address: '::1', port: 2526 },
  },
  settings: { maxConnections: 4, verifyCertificates: false },
  journaling: JOURNALING,
  clock: { kind: 'virtual', nowMs: 1_793_000_000_000 },
  stateFolder: null,
  resume: false,
};
const FACTS = { verifiesCertificates: true, idleCloseMs: 5000, maxConnections: 500, maxMessagesPerConnection: 50 };
const HELLO = { id: 1, type: 'hello', protocol: 1, name: 'a forwarder', version: '1.0', capabilities: ['mail-log'], facts: FACTS };

const REQUESTS: [string, boolean, unknown][] = [
  ['hello', true, { id: 1, type: 'hello', protocol: 1, harness: 'setd 1' }],
  ['start', true, START],
  ['start on the wall clock', true, { ...START, clock: { kind: 'wall' } }],
  ['start with a setting of its own', false, { ...START, settings: { speed: 1 } }],
  ['start without a state folder', false, { ...START, stateFolder: undefined }],
  ['start of one of several', true, { ...START, scenario: 3 }],
  ['start of scenario 0', false, { ...START, scenario: 0 }],
  ['hello in a scenario', false, { id: 1, scenario: 1, type: 'hello', protocol: 1, harness: 'setd 1' }],
  ['configure', true, { id: 3, type: 'configure', journaling: { ...JOURNALING, defaultIntakeAddress: null } }],
  ['configure with an unknown choice', false, { id: 3, type: 'configure', journaling: { ...JOURNALING, defaultPolicy: 'all' } }],
  ['advance', true, { id: 4, type: 'advance', toMs: 5 }],
  ['advance without a time', false, { id: 4, type: 'advance' }],
  ['tracking', true, { id: 5, type: 'tracking', query: { mid: 7 } }],
  ['tracking by an unknown key', false, { id: 5, type: 'tracking', query: { colour: 'red' } }],
  ['counters', true, { id: 6, type: 'counters', sortBy: 'conn_out' }],
  ['a request without a number', false, { type: 'rest' }],
  ['request number 0', false, { id: 0, type: 'rest' }],
];
const MESSAGES: [string, boolean, unknown][] = [
  ['hello', true, HELLO],
  ['hello, crashed on request', true, { ...HELLO, crash: 'ask' }],
  ['hello, many at a time', true, { ...HELLO, sideBySide: 40 }],
  ['hello, none at a time', false, { ...HELLO, sideBySide: 0 }],
  ['hello with an unknown capability', false, { ...HELLO, capabilities: ['flight'] }],
  ['hello without facts', false, { ...HELLO, facts: undefined }],
  ['ready', true, { id: 2, type: 'ready', incoming: { address: '127.0.0.1', port: 2500 } }],
  ['ready at port 0', false, { id: 2, type: 'ready', incoming: { address: '127.0.0.1', port: 0 } }],
  ['idle', true, { id: 3, type: 'idle', nextDueMs: null, inFlight: 0, active: false }],
  ['idle without the next due time', false, { id: 3, type: 'idle', inFlight: 0, active: false }],
  ['log', true, { type: 'log', lines: ['Info: ready'] }],
  ['log of one of several', true, { type: 'log', scenario: 2, lines: ['Info: ready'] }],
  ['log without lines', false, { type: 'log', lines: [] }],
  ['log with a number', false, { id: 3, type: 'log', lines: ['a'] }],
  ['tracking', true, { id: 3, type: 'tracking', found: [{ mid: 1, messageId: '<a@b>', lines: [] }] }],
  ['unsupported', true, { id: 3, type: 'unsupported', capability: 'crash' }],
  ['error', true, { id: 3, type: 'error', message: 'no disk' }],
  ['a type of its own', false, { id: 3, type: 'sorry' }],
  ['a key of its own', false, { id: 3, type: 'done', mood: 'fine' }],
  ['no object', false, 'done'],
];

const bothSay = (schema: z.ZodType, name: string, value: unknown): { zod: boolean; published: boolean } => ({
  zod: schema.safeParse(value).success,
  published: ajv.validate(`exec#/$defs/${name}`, JSON.parse(JSON.stringify(value))),
});

describe('the exec protocol', () => {
  it.each(REQUESTS)('asks %s: %s', (_what, allowed, value) => {
    expect(bothSay(requestSchema, 'request', value)).toEqual({ zod: allowed, published: allowed });
  });

  it.each(MESSAGES)('hears %s: %s', (_what, allowed, value) => {
    expect(bothSay(messageSchema, 'message', value)).toEqual({ zod: allowed, published: allowed });
  });

  it('knows an answer to every request', () => {
    const types = requestSchema.options.map((option) => option.shape.type.value);
    expect(Object.keys(ANSWERS).sort()).toEqual([...types].sort());
  });
});
