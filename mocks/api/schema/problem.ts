import { z } from 'zod';
import { PROBLEM_KINDS } from '../problem-kinds.ts';

/** Every error (RFC 9457). `detail` says what to do about it; `errors` names the places where an input is wrong. */
export const problemSchema = z
  .strictObject({
    type: z
      .string()
      .regex(new RegExp(`^(?:about:blank|/api#problem-(?:${Object.keys(PROBLEM_KINDS).join('|')}))$`))
      .describe('what it is, by a name that stays; about:blank where the status says it all'),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe('what is wrong and what to do'),
    errors: z
      .array(
        z.strictObject({
          path: z.string().describe('where, such as 2.do.reply; empty for the whole'),
          message: z.string().describe('what was expected there'),
        }),
      )
      .exactOptional(),
  })
  .meta({ id: 'Problem' });
