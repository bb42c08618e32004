import { afterEach, beforeEach, expect, it } from 'vitest';
import { VirtualClock } from '../clock.ts';
import { EvidenceLog } from '../evidence/evidence-log.ts';
import { DelayWatch } from './delay-watch.ts';

// The watch looks by a timer of its own as well; here it is asked, at times that are given to it.

let monotonicMs: number;
let evidence: EvidenceLog;
let watch: DelayWatch;
beforeEach(() => {
  monotonicMs = 0;
  evidence = new EvidenceLog(new VirtualClock(50_000));
  watch = new DelayWatch(evidence, { now: () => 50_000 + monotonicMs, monotonic: () => monotonicMs });
});
afterEach(() => watch.stop());

const lookAt = (...times: number[]) => {
  for (const time of times) {
    monotonicMs = time;
    watch.look();
  }
};

it('says nothing of timers that come in time, or early', () => {
  lookAt(100, 150, 330);
  expect(evidence.all).toEqual([]);
});

it('tells when a timer was due and how late it came', () => {
  lookAt(100, 1_700);
  expect(evidence.all).toMatchObject([{ type: 'standDelayed', dueMs: 50_200, lateMs: 1_500 }]);
});

it('counts a delay once', () => {
  lookAt(1_000, 1_050, 1_100);
  expect(evidence.all).toHaveLength(1);
});
