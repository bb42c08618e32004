import { createSecureContext } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../clock.ts';
import { CopyReport } from '../../forwarder/copy-report.ts';
import { DestinationCounter } from '../../forwarder/counters.ts';
import { dispatchAtOnce } from '../../forwarder/dispatch.ts';
import type { ForwarderParts } from '../../forwarder/forwarder.ts';
import { MailLog } from '../../forwarder/mail-log.ts';
import { standardParts } from '../../forwarder/parts.ts';
import type { Spooled, SpooledCopy, SpoolJob } from '../../forwarder/spool/spool.ts';
import { TrackingStore } from '../../forwarder/tracking/tracking-store.ts';
import { shadowOf } from './shadow.testing.ts';
import type { Shadow } from './shadow.ts';
import { watchCopyReport, watchDispatch } from './watched-actions.ts';

const job: SpoolJob = { noteArriving: () => undefined, noteRetry: () => {}, end: () => {} };
const copyOf = (mid: number): SpooledCopy => ({
  ...{ mid, policy: 'x', enqueuedMs: 0, attempts: 0, inDoubt: false, job },
  copy: { sender: '', recipient: 'a@b.example', parts: [], size: 0, eightBit: false },
});

describe('what a dispatch puts on its way', () => {
  type Dispatch = ForwarderParts['dispatch'];
  const spooled: Spooled = { copies: [copyOf(1), copyOf(2)], originals: [] };
  const infects = (part: Dispatch): boolean => {
    const shadow = shadowOf(part);
    const taken: number[] = [];
    watchDispatch(dispatchAtOnce, [shadow])(spooled, { enqueueCopy: ({ mid }) => void taken.push(mid), enqueueOriginal: () => {} });
    expect(taken).toEqual([1, 2]);
    return shadow.infected;
  };

  it.each<[string, boolean, Dispatch]>([
    ['does the same', false, (given, exits) => dispatchAtOnce(given, exits)],
    ['leaves one out', true, ({ copies, originals }, exits) => dispatchAtOnce({ copies: copies.slice(1), originals }, exits)],
    ['turns them around', true, ({ copies, originals }, exits) => dispatchAtOnce({ copies: copies.toReversed(), originals }, exits)],
    [
      'makes another of one',
      true,
      ({ copies }, exits) => {
        for (const copy of copies) exits.enqueueCopy({ ...copy, job });
      },
    ],
    [
      'ends a job',
      true,
      (given, exits) => {
        dispatchAtOnce(given, exits);
        given.copies[0]?.job.end();
      },
    ],
    ['fails', true, () => expect.unreachable()],
  ])('one that %s: %s', (_what, infected, part) => {
    expect(infects(part)).toBe(infected);
  });

  it('one that acts later is infected when it does', () => {
    let later = (): void => {};
    const shadow = shadowOf<Dispatch>((given, exits) => {
      dispatchAtOnce(given, exits);
      later = () => exits.enqueueCopy(copyOf(3));
    });
    watchDispatch(dispatchAtOnce, [shadow])(spooled, { enqueueCopy: () => {}, enqueueOriginal: () => {} });
    expect(shadow.infected).toBe(false);
    later();
    expect(shadow.infected).toBe(true);
  });
});

describe('what a report tells', () => {
  type NewReport = ForwarderParts['newCopyReport'];
  const contextOf = (lines: string[]): Parameters<NewReport>[0] => {
    const clock = new VirtualClock();
    const now = () => clock.now();
    const timeouts = { connectMs: 1, greetingMs: 1, commandMs: 1, handshakeMs: 1, dataMs: 1 };
    return {
      ...{ clock, parts: standardParts, connector: true, port: 25, nextDcid: () => 1 },
      log: new MailLog([{ write: (_line, { text }) => void lines.push(text) }], clock),
      counter: new DestinationCounter('the.tdc.queue', now),
      tracking: new TrackingStore(10, now, standardParts.trackingFormat, standardParts.trackingMatcher),
      session: { hostname: 'h.example', tls: 'required', trusts: () => true, context: createSecureContext(), timeouts },
    };
  };
  const run = (...shadows: readonly Shadow<NewReport>[]): string[] => {
    const lines: string[] = [];
    const report = watchCopyReport((context) => new CopyReport(context), shadows, standardParts)(contextOf(lines));
    report.queued(7, 'a@b.example', 0);
    report.attemptBegan(7);
    report.attemptEnded(7, { kind: 'accepted', reply: { code: 250, lines: ['ok'] } }, { kind: 'delivered' }, undefined);
    return lines;
  };

  class ExpiresInSilence extends CopyReport {
    override expired(): void {}
  }
  class TellsTwice extends CopyReport {
    protected override delivered(mid: number): void {
      super.delivered(mid);
      this.context.log.info('twice');
    }
  }
  class CountsNothing extends CopyReport {
    override attemptBegan(): void {}
  }

  it('nothing of what the others tell is heard, and one that tells the same is not infected', () => {
    const same = shadowOf<NewReport>((context) => new CopyReport(context));
    const silent = shadowOf<NewReport>((context) => new ExpiresInSilence(context));
    const twice = shadowOf<NewReport>((context) => new TellsTwice(context));
    const nothing = shadowOf<NewReport>((context) => new CountsNothing(context));
    expect(run(same, silent, twice, nothing)).toEqual([
      'TDC: MID 7 successfully delivered for scanning with Cisco Secure Email Threat Defense.',
      'Message finished MID 7 done',
    ]);
    expect([same, silent, twice, nothing].map(({ infected }) => infected)).toEqual([false, false, true, true]);
  });

  it('one that keeps what it was made of is infected when it uses it by itself', () => {
    let now = (): number => 0;
    const shadow = shadowOf<NewReport>((context) => {
      now = () => context.clock.now();
      return new CopyReport(context);
    });
    run(shadow);
    expect(shadow.infected).toBe(false);
    now();
    expect(shadow.infected).toBe(true);
  });
});
