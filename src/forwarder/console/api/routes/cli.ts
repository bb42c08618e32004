import { type RequestHandler, type Response, Router } from 'express';
import { methodNotAllowed, parseParameters } from '../../../../web/problem.ts';
import type { ConsoleParts } from '../../console-parts.ts';
import { findEventQuery, hostPath, noQuery, sortQuery, trackingOf } from '../schemas.ts';
import { noRecordOf, notOnCloud } from './delivery-status.ts';

const sendText = (response: Response, text: string): void => {
  response.type('text/plain; charset=utf-8').send(text);
};

/** What the gateway's command line prints, as text. Nothing in it can be taken for markup: the type is plain and may not be guessed. */
export const cliRouter = (parts: ConsoleParts): Router => {
  const { forwarder } = parts;
  const router = Router();
  const get = (path: string, ...handlers: RequestHandler[]): void => {
    router
      .route(path)
      .get(...handlers)
      .all(methodNotAllowed('GET'));
  };
  get('/cli/tophosts', (request, response) => {
    sendText(response, forwarder.tophosts(parseParameters(sortQuery, request.query).sort));
  });
  get('/cli/hoststatus/:host', (request, response) => {
    parseParameters(noQuery, request.query);
    const { host } = parseParameters(hostPath, request.params);
    const text = forwarder.hostStatus(host);
    if (text === undefined) throw noRecordOf(host);
    sendText(response, text);
  });
  get('/cli/deliverystatus', notOnCloud(parts), (request, response) => {
    sendText(response, forwarder.deliveryStatusText(parseParameters(sortQuery, request.query).sort));
  });
  get('/cli/findevent', (request, response) => {
    sendText(response, forwarder.findEvents(trackingOf(parseParameters(findEventQuery, request.query))));
  });
  return router;
};
