import { Router } from 'express';
import { type EventStreams, followSubjects, type Subject } from '../../../../web/event-stream.ts';
import { methodNotAllowed, parseParameters } from '../../../../web/problem.ts';
import type { ConsoleParts } from '../../console-parts.ts';
import { type DeliveryStatusAnswer, noQuery } from '../schemas.ts';

/** Real time between two events of the same name, ms. */
const LEAST_MS = 250;

/** What changes on the pages, as server-sent events: the Delivery Status rows (not on a cloud gateway) and the settings' revision. */
export const eventsRouter = ({ forwarder }: ConsoleParts, streams: EventStreams): Router => {
  const status: Subject = {
    name: 'status',
    read: (): DeliveryStatusAnswer => ({ asOfMs: forwarder.now(), rows: forwarder.deliveryStatus() }),
    subscribe: (listener) => forwarder.onCountersChanged(listener),
  };
  const settings: Subject = {
    name: 'settings',
    read: () => ({ revision: forwarder.admin.view().revision }),
    subscribe: (listener) => forwarder.admin.subscribe(listener),
  };
  const router = Router();
  router
    .route('/events')
    .get((request, response) => {
      parseParameters(noQuery, request.query);
      streams.begin(response, followSubjects(forwarder.cloud ? [settings] : [status, settings], LEAST_MS));
    })
    .all(methodNotAllowed('GET'));
  return router;
};
