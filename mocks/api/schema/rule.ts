import { z } from 'zod';
import { faultRuleSchema, faultRulesSchema } from '../../faults/rule.ts';

export const rule = faultRuleSchema.meta({ id: 'FaultRule', description: 'a rule of the fault language: see docs/faults.md' });

export const ruleSet = faultRulesSchema;

const state = {
  hits: z.int().describe('how often it fired since it was armed'),
  remaining: z.int().nullable().describe('how often it may still fire; null for always'),
  expired: z.boolean(),
};

const [smtp, tcp, tls, dns] = faultRuleSchema.options;

export const armedRule = z
  .discriminatedUnion('layer', [smtp.extend(state), tcp.extend(state), tls.extend(state), dns.extend(state)])
  .meta({ id: 'ArmedRule' });

export const ruleList = z.strictObject({ rules: z.array(armedRule).describe('the newest last: it is asked first') });
