import { z } from 'zod';
import { accountSchema } from '../../intake-address.ts';

export const account = accountSchema.meta({ id: 'Account', description: 'a SETD account and the address that takes its journal copies' });

export const accountList = z.strictObject({ accounts: z.array(account) });

export const newAccount = z.strictObject({
  name: accountSchema.shape.name.optional(),
  domain: z.string().optional().describe('one of the intake domains; the first unless given'),
  intakeAddress: accountSchema.shape.intakeAddress.optional().describe('a fresh opaque one unless given'),
});
