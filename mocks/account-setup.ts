import { z } from 'zod';

// The set-up wizard of an account (SETUP-1): four questions in a fixed order. A gateway in front of the mailboxes is the only kind of
// message source that journals this way, so most questions have one answer; another one is refused with what the mock stands for.

/** In the order in which they are asked. */
export const SETUP_STEPS = ['gateway-present', 'gateway', 'direction', 'authentication'] as const;
export type SetupStep = (typeof SETUP_STEPS)[number];

/** Names the gateway in what it adds to a message; what the wizard offers unless told otherwise (SETUP-4). */
export const DEFAULT_GATEWAY_HEADER = 'X-IronPort-RemoteIP';

const HEADER_NAME = /^[!-9;-~]{1,76}$/;

const only = <Value extends string | boolean>(value: Value, why: string) =>
  z.literal(value, { error: `expected ${JSON.stringify(value)}: ${why}` });

const gatewayPresent = z.strictObject({
  step: z.literal('gateway-present'),
  present: only(true, 'the mock stands for accounts behind a Secure Email Gateway'),
});

const gateway = z.strictObject({
  step: z.literal('gateway'),
  vendor: only('cisco', 'the mock stands for accounts behind a Cisco Secure Email Gateway'),
  header: z
    .string()
    .regex(HEADER_NAME, 'expected the name of a header field: 1 to 76 visible characters without a colon')
    .default(DEFAULT_GATEWAY_HEADER)
    .describe('the field in which the gateway tells the client that handed a message in'),
});

const direction = z.strictObject({
  step: z.literal('direction'),
  direction: only('incoming', 'a gateway as the source means incoming mail only'),
});

const authentication = z.strictObject({
  step: z.literal('authentication'),
  authentication: only('none', 'the mock offers visibility only, which needs no authentication'),
});

/** The answer to one question of the wizard. */
export const setupAnswerSchema = z.discriminatedUnion('step', [gatewayPresent, gateway, direction, authentication], {
  error: (issue) => (issue.code === 'invalid_union' ? `expected "step" to be one of ${SETUP_STEPS.join(', ')}` : undefined),
});

export type SetupAnswer = z.output<typeof setupAnswerSchema>;

/** What the wizard has been told so far: a beginning of the steps, in their order. */
export type SetupAnswers = readonly SetupAnswer[];

/** As if somebody had gone through the wizard and taken what it offers. */
export const USUAL_ANSWERS: SetupAnswers = [
  { step: 'gateway-present', present: true },
  { step: 'gateway', vendor: 'cisco', header: DEFAULT_GATEWAY_HEADER },
  { step: 'direction', direction: 'incoming' },
  { step: 'authentication', authentication: 'none' },
];

/** The question that is asked next; null when all are answered. */
export const nextStep = (answers: SetupAnswers): SetupStep | null => SETUP_STEPS[answers.length] ?? null;

/**
 * The answers with one more, or with an earlier one given anew: what came after it is asked again.
 * Undefined when the question is not asked yet.
 */
export const withAnswer = (answers: SetupAnswers, answer: SetupAnswer): SetupAnswers | undefined => {
  const place = SETUP_STEPS.indexOf(answer.step);
  return place > answers.length ? undefined : [...answers.slice(0, place), answer];
};

/** The header field chosen in the second step; the default while it is not. */
export const gatewayHeader = (answers: SetupAnswers): string =>
  answers.find((answer) => answer.step === 'gateway')?.header ?? DEFAULT_GATEWAY_HEADER;
