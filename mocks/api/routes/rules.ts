import { z } from 'zod';
import type { EvidenceLog } from '../../../src/evidence/evidence-log.ts';
import type { Problem } from '../../../src/web/problem.ts';
import type { FaultEngine, RuleStatus } from '../../faults/engine.ts';
import type { FaultLayer } from '../../faults/rule.ts';
import { created, done, json, type Operation, operation } from '../operation.ts';
import { problemOf } from '../problem-kinds.ts';
import { armedRule, rule, ruleList, ruleSet } from '../schema/rule.ts';

const rulePath = z.strictObject({ id: z.string() });
const rulesQuery = z.strictObject({ layer: z.enum(['dns', 'tcp', 'tls', 'smtp']).optional() });

const describe = ({ rule, hits, remaining, expired }: RuleStatus) => ({ ...rule, hits, remaining, expired });

/** The armed rules, the newest last. */
export const listArmed = (faults: FaultEngine, layer?: FaultLayer) => ({
  rules: faults
    .status()
    .filter(({ rule }) => layer === undefined || rule.layer === layer)
    .map(describe),
});

const unknownRule = (id: string): Problem =>
  problemOf('rule-missing', `no rule of the id ${JSON.stringify(id)} is armed; GET /api/v1/rules lists them`);

const armed = (faults: FaultEngine, id: string): RuleStatus => {
  const status = faults.status().find((one) => one.rule.id === id);
  if (status === undefined) throw unknownRule(id);
  return status;
};

/** Fault rules: what is armed, with hits and what remains; replaced as a set, or one at a time. */
export const ruleOperations = (faults: FaultEngine, evidence: EvidenceLog): Operation[] => {
  const changed = (what: string): void => evidence.record({ type: 'standChanged', what });
  return [
    operation({
      id: 'listRules',
      method: 'get',
      path: '/api/v1/rules',
      section: 'Faults',
      summary: 'The armed rules with hits and what remains',
      query: rulesQuery,
      answer: json('the armed rules', ruleList),
      handle: ({ query: { layer } }) => listArmed(faults, layer),
    }),
    operation({
      id: 'replaceRules',
      method: 'put',
      path: '/api/v1/rules',
      section: 'Faults',
      summary: 'Replaces the whole set, or nothing when a rule is wrong',
      body: { schema: ruleSet, hint: 'send a JSON list of rules; nothing was changed' },
      answer: json('the armed rules', ruleList),
      handle: ({ body: rules }) => {
        faults.replaceAll(rules);
        changed(`rules replaced: ${rules.map(({ id }) => id).join(', ') || 'none'} armed`);
        return listArmed(faults);
      },
    }),
    operation({
      id: 'armRule',
      method: 'post',
      path: '/api/v1/rules',
      section: 'Faults',
      summary: 'Arms one rule, as the newest; one of the same id gives way',
      body: { schema: rule, hint: 'send one rule as a JSON object; nothing was changed' },
      answer: created('the rule as it is armed', armedRule),
      handle: ({ body, request, response }) => {
        faults.add(body);
        changed(`rule ${body.id} armed`);
        response.location(`${request.path}/${body.id}`);
        return describe(armed(faults, body.id));
      },
    }),
    operation({
      id: 'getRule',
      method: 'get',
      path: '/api/v1/rules/{id}',
      section: 'Faults',
      summary: 'One armed rule',
      pathParameters: rulePath,
      answer: json('the rule', armedRule),
      problems: [404],
      handle: ({ path: { id } }) => describe(armed(faults, id)),
    }),
    operation({
      id: 'disarmRule',
      method: 'delete',
      path: '/api/v1/rules/{id}',
      section: 'Faults',
      summary: 'Disarms one rule',
      pathParameters: rulePath,
      answer: done('it is gone'),
      problems: [404],
      handle: ({ path: { id } }) => {
        if (!faults.remove(id)) throw unknownRule(id);
        changed(`rule ${id} disarmed`);
      },
    }),
  ];
};
