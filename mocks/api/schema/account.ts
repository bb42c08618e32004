import { z } from 'zod';
import { SETUP_STEPS, setupAnswerSchema } from '../../account-setup.ts';
import { accountSchema } from '../../intake-address.ts';

const { name, intakeAddress } = accountSchema.shape;

export const setupAnswer = setupAnswerSchema.meta({ id: 'SetupAnswer', description: 'the answer to one question of the set-up wizard' });

export const account = z
  .strictObject({
    name,
    domain: z.string().describe('where its intake address is, or will be'),
    setUp: z.boolean().describe('whether the wizard is through: only then it takes mail'),
    nextStep: z.enum(SETUP_STEPS).nullable().describe('the question that the wizard asks next; null when it is through'),
    answers: z.array(setupAnswer).describe('what the wizard has been told, in the order of its questions'),
    intakeAddress: intakeAddress.nullable().describe('null before the last step is accepted: it does not exist before'),
  })
  .meta({ id: 'Account' });

export const accountList = z.strictObject({
  accounts: z.array(account),
  domains: z.array(z.string()).describe('the domains in which the mock takes mail'),
});

export const newAccount = z
  .strictObject({
    name: name.optional(),
    domain: z.string().optional().describe('one of the intake domains; the first unless given'),
    setUp: z.boolean().default(false).describe('true: as if the wizard had been gone through; false: it is still to be gone through'),
    intakeAddress: intakeAddress.optional().describe('for an account that is set up; a fresh opaque one unless given'),
  })
  .refine((wanted) => wanted.setUp || wanted.intakeAddress === undefined, {
    path: ['intakeAddress'],
    error: 'expected no address: it is given by the last step of the wizard; or send "setUp": true',
  });

export const accountPath = z.strictObject({ name: z.string() });

/** What the Policy page shows of an account that is set up (SETUP-3). */
export const policy = z
  .strictObject({
    account: name,
    intakeAddress,
    messageSource: z.literal('gateway'),
    gateway: z.literal('cisco'),
    gatewayHeader: z.string(),
    direction: z.literal('incoming'),
    authentication: z.literal('none'),
    mode: z.literal('visibility only'),
  })
  .meta({ id: 'Policy' });
