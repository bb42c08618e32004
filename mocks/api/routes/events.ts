import type { Request } from 'express';
import { z } from 'zod';
import type { Clock, Timer } from '../../../src/clock.ts';
import type { EvidenceLog } from '../../../src/evidence/evidence-log.ts';
import { EventStreams, type Every, followLog } from '../../../src/web/event-stream.ts';
import { parseParameters } from '../../../src/web/problem.ts';
import type { ChangeFeed } from '../../store/changes.ts';
import { followChanges } from '../follow-changes.ts';
import { media, type Operation, operation } from '../operation.ts';
import { position } from '../parameters.ts';
import type { StandNews } from '../stand-news.ts';

const streamQuery = z.strictObject({ after: position.optional().describe('where to begin, unless Last-Event-ID says so') });
const streamHeaders = z.object({ 'last-event-id': position.optional() });

/** After what to begin, as the reader says; undefined: with what comes from now on. */
const beginning = (request: Request, after: number | undefined): number | undefined => {
  const { 'last-event-id': seen } = parseParameters(streamHeaders, request.headers);
  return seen ?? after;
};

const newestIn = (evidence: EvidenceLog): number => evidence.all.at(-1)?.seq ?? evidence.dropped;

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

/** What happens, as it happens: everything that was seen, and what changed in the lists that pages show. */
export const eventOperations = (clock: Clock, evidence: EvidenceLog, changes: ChangeFeed, news: StandNews): Operation[] => {
  const streams = new EventStreams(everyOn(clock));
  return [
    operation({
      id: 'followEvidence',
      method: 'get',
      path: '/api/v1/events',
      section: 'Live',
      summary: 'The evidence as it happens: `id` is the place, `event` the type, `data` the entry',
      description:
        'Begins with what happens next, or after `Last-Event-ID` or `after`. `event: gap` tells how many entries are no longer there.',
      query: streamQuery,
      answer: media('server-sent events', 'text/event-stream'),
      problems: [503],
      handle: ({ query: { after }, request, response }) => {
        const newest = newestIn(evidence);
        const from = beginning(request, after) ?? newest;
        // A place that this log has not come to is one of another log, before a restart: this one is told from its beginning.
        streams.begin(
          response,
          followLog(evidence, from > newest ? 0 : from, ({ type }) => type),
        );
      },
    }),
    operation({
      id: 'followChanges',
      method: 'get',
      path: '/api/v1/changes',
      section: 'Live',
      summary: 'What changes in messages, connections, look-ups, rules, accounts and runs, as it happens: one stream for a page',
      description:
        '`id` is the number of the change, `event` its type, `data` the change. Begins with what happens next, or after ' +
        '`Last-Event-ID` or `after`. `event: gap`: changes are no longer held, so read the lists again.',
      query: streamQuery,
      answer: media('server-sent events', 'text/event-stream'),
      problems: [503],
      handle: ({ query: { after }, request, response }) => streams.begin(response, followChanges(changes, news, beginning(request, after))),
    }),
  ];
};
