import { Router } from 'express';
import type { EvidenceLog } from '../../../src/evidence/evidence-log.ts';
import { methodNotAllowed, Problem, parseBody } from '../../../src/web/problem.ts';
import type { FaultEngine, RuleStatus } from '../../faults/engine.ts';
import { faultRuleSchema, faultRulesSchema } from '../../faults/rule.ts';

const describe = ({ rule, hits, remaining, expired }: RuleStatus) => ({ ...rule, hits, remaining, expired });

const listing = (faults: FaultEngine) => ({ rules: faults.status().map(describe) });

/** Fault rules: what is armed, with hits and what remains; replaced as a set, or one at a time. */
export const rulesRouter = (faults: FaultEngine, evidence: EvidenceLog): Router => {
  const router = Router();
  const changed = (what: string): void => evidence.record({ type: 'standChanged', what });
  router
    .route('/rules')
    .get((_request, response) => {
      response.json(listing(faults));
    })
    .put((request, response) => {
      const rules = parseBody(faultRulesSchema, request.body, 'send a JSON list of rules; nothing was changed');
      faults.replaceAll(rules);
      changed(`rules replaced: ${rules.map(({ id }) => id).join(', ') || 'none'} armed`);
      response.json(listing(faults));
    })
    .post((request, response) => {
      const rule = parseBody(faultRuleSchema, request.body, 'send one rule as a JSON object; nothing was changed');
      faults.add(rule);
      changed(`rule ${rule.id} armed`);
      const armed = faults.status().find((status) => status.rule.id === rule.id);
      response
        .status(201)
        .location(`${request.baseUrl}/rules/${rule.id}`)
        .json(armed === undefined ? rule : describe(armed));
    })
    .all(methodNotAllowed('GET', 'PUT', 'POST'));
  router
    .route('/rules/:id')
    .get((request, response) => {
      const status = faults.status().find(({ rule }) => rule.id === request.params.id);
      if (status === undefined) throw unknownRule(request.params.id);
      response.json(describe(status));
    })
    .delete((request, response) => {
      if (!faults.remove(request.params.id)) throw unknownRule(request.params.id);
      changed(`rule ${request.params.id} disarmed`);
      response.status(204).end();
    })
    .all(methodNotAllowed('GET', 'DELETE'));
  return router;
};

const unknownRule = (id: string): Problem =>
  new Problem(404, `no rule of the id ${JSON.stringify(id)} is armed; GET /api/v1/rules lists them`);
