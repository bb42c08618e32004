import type { Request } from 'express';
import { z } from 'zod';
import type { Clock, Timer } from '../../../src/clock.ts';
import type { EvidenceLog } from '../../../src/evidence/evidence-log.ts';
import { EventStreams, type Every, followLog } from '../../../src/web/event-stream.ts';
import { parseParameters } from '../../../src/web/problem.ts';
import { media, type Operation, operation } from '../operation.ts';
import { position } from '../parameters.ts';

const streamQuery = z.strictObject({ after: position.optional() });
const streamHeaders = z.object({ 'last-event-id': position.optional() });

/** Where to begin: after what the reader saw last, else with what comes from now on. */
const beginning = (request: Request, after: number | undefined, evidence: EvidenceLog): number => {
  const { 'last-event-id': seen } = parseParameters(streamHeaders, request.headers);
  return seen ?? after ?? evidence.all.at(-1)?.seq ?? evidence.dropped;
};

const everyOn =
  (clock: Clock): Every =>
  (intervalMs, action) => {
    let timer: Timer;
    const arm = (): void => {
      timer = clock.setTimer(intervalMs, () => {
        action();
        arm();
      });
    };
    arm();
    return () => timer.cancel();
  };

/** Evidence as it happens, as server-sent events whose ids are places in the log. */
export const eventOperations = (clock: Clock, evidence: EvidenceLog): Operation[] => {
  const streams = new EventStreams(everyOn(clock));
  return [
    operation({
      id: 'followEvidence',
      method: 'get',
      path: '/api/v1/events',
      section: 'Evidence',
      summary: 'The evidence as it happens: `id` is the place, `event` the type, `data` the entry',
      description:
        'Begins with what happens next, or after `Last-Event-ID` or `after`. `event: gap` tells how many entries are no longer there.',
      query: streamQuery,
      answer: media('server-sent events', 'text/event-stream'),
      problems: [503],
      handle: ({ query: { after }, request, response }) =>
        streams.begin(
          response,
          followLog(evidence, beginning(request, after, evidence), ({ type }) => type),
        ),
    }),
  ];
};
