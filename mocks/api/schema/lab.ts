import { z } from 'zod';

const mailAddress = z.string().regex(/^[^\s<>@]+@[^\s<>@]+$/, 'expected a mail address such as reader@company.example');

/** The null sender is the empty text. */
const sender = z.union([z.literal(''), mailAddress]);
const recipients = z.array(mailAddress).min(1).max(100);

/** The documented set-up, from the first step to the message on the dashboard, in its order. */
export const LAB_STEPS = ['account', 'connector', 'policy', 'commit', 'message', 'dashboard', 'counters'] as const;

export const labView = z
  .strictObject({
    console: z.string().describe('address of the gateway’s console'),
    listeners: z.array(z.strictObject({ name: z.string(), kind: z.enum(['incoming', 'outgoing']), address: z.string(), port: z.int() })),
    recipients: z.array(z.string()).describe('one address under each policy of the gateway, for messages to be sent to'),
    steps: z
      .array(z.strictObject({ id: z.enum(LAB_STEPS), done: z.boolean() }))
      .describe(
        'the walkthrough: set up the account, set the connector, choose for a policy, commit, send, look at dashboard and counters',
      ),
    sending: z.boolean().describe('whether messages are being handed in right now'),
  })
  .meta({ id: 'Lab' });

/** Messages that are made up here. */
export const sendOrder = z.strictObject({
  mailFrom: sender.default('sender@partner.example'),
  rcptTo: recipients,
  count: z.int().min(1).max(10_000).default(1).describe('how many messages, each with its own Message-ID'),
  kind: z
    .enum(['clean', 'spam', 'virus'])
    .default('clean')
    .describe('spam and virus hold the public test string that the gateway’s scanners convict'),
  subject: z
    .string()
    .max(500)
    .regex(/^[^\r\n]*$/, 'expected one line')
    .optional(),
  text: z.string().max(100_000).optional(),
});

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Messages from files. */
export const fileOrder = z.strictObject({
  mailFrom: sender.default('sender@partner.example'),
  rcptTo: recipients,
  files: z
    .array(z.strictObject({ name: z.string().max(255), content: z.string().regex(BASE64, 'expected the bytes of the message in base64') }))
    .min(1)
    .max(1000),
});

export const sendReport = z.strictObject({
  accepted: z.int(),
  refused: z
    .array(z.strictObject({ reply: z.string(), count: z.int() }))
    .describe('the gateway’s replies to messages that it did not take'),
});
