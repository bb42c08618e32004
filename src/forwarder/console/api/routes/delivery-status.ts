import { type RequestHandler, Router } from 'express';
import { replyText } from '../../../../smtp/reply.ts';
import { methodNotAllowed, Problem, parseParameters } from '../../../../web/problem.ts';
import { harmless } from '../../../harmless.ts';
import type { ConsoleParts } from '../../console-parts.ts';
import { type DeliveryStatusAnswer, type HostAnswer, hostPath, noQuery, sortQuery } from '../schemas.ts';

export const noRecordOf = (host: string): Problem =>
  new Problem(404, `No record of host: '${harmless(host)}'; tophosts and the Delivery Status page list the hosts that there are`);

/** COUNT-1: the page is not offered by cloud gateways. */
export const notOnCloud =
  ({ forwarder }: ConsoleParts): RequestHandler =>
  (_request, _response, next) => {
    if (forwarder.cloud) throw new Problem(404, 'a cloud gateway (cloud: true in its configuration) has no Delivery Status page');
    next();
  };

/** Monitor > Delivery Status. */
export const deliveryStatusRouter = (parts: ConsoleParts): Router => {
  const { forwarder } = parts;
  const router = Router();
  router.use('/delivery-status', notOnCloud(parts));
  router
    .route('/delivery-status')
    .get((request, response) => {
      const { sort } = parseParameters(sortQuery, request.query);
      const answer: DeliveryStatusAnswer = { asOfMs: forwarder.now(), rows: forwarder.deliveryStatus(sort) };
      response.json(answer);
    })
    .all(methodNotAllowed('GET'));
  router
    .route('/delivery-status/:host')
    .get((request, response) => {
      parseParameters(noQuery, request.query);
      const { host } = parseParameters(hostPath, request.params);
      const counters = forwarder.hostCounters(host);
      if (counters === undefined) throw noRecordOf(host);
      const { oldestMessageAtMs = null, lastActivityAtMs = null, lastRefusal, ...figures } = counters;
      const refusal = lastRefusal && { text: harmless(replyText(lastRefusal.reply)), address: lastRefusal.address, atMs: lastRefusal.atMs };
      const answer: HostAnswer = { ...figures, oldestMessageAtMs, lastActivityAtMs, lastRefusal: refusal ?? null, asOfMs: forwarder.now() };
      response.json(answer);
    })
    .all(methodNotAllowed('GET'));
  return router;
};
