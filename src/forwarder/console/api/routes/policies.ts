import { Router } from 'express';
import { methodNotAllowed, parseBody, parseParameters } from '../../../../web/problem.ts';
import type { GatewayAdmin, SettingsView } from '../../../admin/gateway-admin.ts';
import { DEFAULT_POLICY_NAME } from '../../../policy.ts';
import { refusing } from '../refusals.ts';
import {
  defaultPolicyBody,
  moveBody,
  newPolicyBody,
  noQuery,
  type PoliciesAnswer,
  policyBody,
  policyPath,
  revisionQuery,
} from '../schemas.ts';

const POLICY_HINT =
  'send {"policy": {"name": "staff", "senders": [], "recipients": ["company.example"], "connector": "default"}, "revision": 1}';
const DEFAULT_HINT = 'send {"policy": {"connector": "default"}, "revision": 1}: of the Default Policy only the connector can be chosen';

/** Mail Policies > Incoming Mail Policies, as pending (POLICY-5, POLICY-7, POLICY-8). */
export const policiesRouter = (admin: GatewayAdmin): Router => {
  const router = Router();
  const replace = (name: string, body: unknown): SettingsView => {
    if (name === DEFAULT_POLICY_NAME) {
      const { policy, revision } = parseBody(defaultPolicyBody, body, DEFAULT_HINT);
      return refusing(() => admin.setDefaultPolicy(policy.connector, revision));
    }
    const { policy, revision } = parseBody(policyBody, body, POLICY_HINT);
    return refusing(() => admin.replacePolicy(name, policy, revision));
  };
  router
    .route('/policies')
    .get((request, response) => {
      parseParameters(noQuery, request.query);
      const answer: PoliciesAnswer = { rows: admin.rows(), revision: admin.view().revision };
      response.json(answer);
    })
    .post((request, response) => {
      const { policy, position, revision } = parseBody(newPolicyBody, request.body, POLICY_HINT);
      response.status(201).json(refusing(() => admin.addPolicy(policy, position, revision)));
    })
    .all(methodNotAllowed('GET', 'POST'));
  router
    .route('/policies/:name')
    .put((request, response) => {
      const { name } = parseParameters(policyPath, request.params);
      response.json(replace(name, request.body));
    })
    .delete((request, response) => {
      const { name } = parseParameters(policyPath, request.params);
      const { revision } = parseParameters(revisionQuery, request.query);
      response.json(refusing(() => admin.deletePolicy(name, revision)));
    })
    .all(methodNotAllowed('PUT', 'DELETE'));
  router
    .route('/policies/:name/move')
    .post((request, response) => {
      const { name } = parseParameters(policyPath, request.params);
      const { to, revision } = parseBody(moveBody, request.body, 'send {"to": 1, "revision": 1}: positions count from 1');
      response.json(refusing(() => admin.movePolicy(name, to, revision)));
    })
    .all(methodNotAllowed('POST'));
  return router;
};
