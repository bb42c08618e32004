import type { Request, Response } from 'express';
import { z } from 'zod';
import type { Clock, Timer } from '../../../src/clock.ts';
import type { Evidence } from '../../../src/evidence/events.ts';
import type { EvidenceLog } from '../../../src/evidence/evidence-log.ts';
import { Problem, parseParameters } from '../../../src/web/problem.ts';
import { media, type Operation, operation } from '../operation.ts';
import { position } from '../parameters.ts';

const HEARTBEAT_MS = 15_000;
const MOST_STREAMS = 64;
const ENTRIES_AT_ONCE = 500;

const streamQuery = z.strictObject({ after: position.optional() });
const streamHeaders = z.object({ 'last-event-id': position.optional() });

const frame = (entry: Evidence): string => `id: ${entry.seq}\nevent: ${entry.type}\ndata: ${JSON.stringify(entry)}\n\n`;

/** Where to begin: after what the reader saw last, else with what comes from now on. */
const beginning = (request: Request, after: number | undefined, evidence: EvidenceLog): number => {
  const { 'last-event-id': seen } = parseParameters(streamHeaders, request.headers);
  return seen ?? after ?? evidence.all.at(-1)?.seq ?? evidence.dropped;
};

/** Writes what the log holds after a place, as fast as the reader takes it and no faster; the log itself is the buffer. */
class EventStream {
  private readonly response: Response;
  private readonly evidence: EvidenceLog;
  private seen: number;
  private full = false;

  constructor(response: Response, evidence: EvidenceLog, after: number) {
    this.response = response;
    this.evidence = evidence;
    this.seen = after;
    response.on('drain', () => {
      this.full = false;
      this.pump();
    });
  }

  pump(): void {
    while (!this.full && !this.response.destroyed) {
      this.tellGap();
      const entries = this.evidence.after(this.seen, ENTRIES_AT_ONCE);
      const last = entries.at(-1);
      if (last === undefined) return;
      this.seen = last.seq;
      this.full = !this.response.write(entries.map(frame).join(''));
    }
  }

  /** A comment line, so that both sides notice when the other is gone. */
  beat(): void {
    if (!this.full) this.full = !this.response.write(': still here\n\n');
  }

  private tellGap(): void {
    const lost = this.evidence.dropped - this.seen;
    if (lost <= 0) return;
    this.seen = this.evidence.dropped;
    this.response.write(`event: gap\ndata: ${JSON.stringify({ lost })}\n\n`);
  }
}

/** Calls `action` again and again until the returned function is called. */
const every = (clock: Clock, intervalMs: number, action: () => void): (() => void) => {
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
  let streams = 0;

  const stream = (response: Response, after: number): void => {
    if (streams >= MOST_STREAMS) throw new Problem(503, `${MOST_STREAMS} event streams are open already; close one and try again`);
    streams += 1;
    response.set({ 'Content-Type': 'text/event-stream; charset=utf-8', 'X-Accel-Buffering': 'no' });
    response.on('error', () => response.destroy());
    response.write('retry: 1000\n\n');
    const events = new EventStream(response, evidence, after);
    const leave = evidence.subscribe(() => events.pump());
    const stopBeating = every(clock, HEARTBEAT_MS, () => events.beat());
    response.once('close', () => {
      streams -= 1;
      leave();
      stopBeating();
    });
    events.pump();
  };

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
      handle: ({ query: { after }, request, response }) => stream(response, beginning(request, after, evidence)),
    }),
  ];
};
