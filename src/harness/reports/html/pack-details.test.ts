import { describe, expect, it } from 'vitest';
import type { Evidence } from '../../../evidence/events.ts';
import { CONFORMS, DEPARTS, META, scenarioRun } from '../../fixtures/runs.ts';
import { judge } from '../../judge.ts';
import { loadRegistry } from '../../registry.ts';
import type { RunResult, ScenarioRun, StepResult } from '../../run-result.ts';
import { transcribe } from '../../transcript.ts';
import { unpackDetails } from './client/unpack.js';
import { packDetails, SPEAKERS } from './pack-details.ts';

const log = (seq: number, atMs: number, line: string): Evidence => ({ type: 'logLineRead', line, seq, atMs });
const reply: Evidence = {
  type: 'replySent',
  connection: 3,
  stage: 'EHLO',
  secure: false,
  text: '250-one\r\n250 two\r\n',
  seq: 7,
  atMs: 120_000.26,
};

const step = (message: string | null): StepResult => ({ keyword: 'Then', text: 'it is so', status: 'FAILED', durationMs: 1.234, message });

const judged = (...scenarios: ScenarioRun[]): RunResult =>
  judge({
    registry: loadRegistry(),
    scenarios,
    setupErrors: [],
    baseline: null,
    complete: false,
    meta: META,
  });

const unpacked = (...scenarios: ScenarioRun[]) => unpackDetails(packDetails(judged(...scenarios).scenarios));

describe('what is packed and unpacked again', () => {
  it('is the transcript of every scenario, to a tenth of a millisecond', async () => {
    // The same text twice in a scenario and in the next, time that goes back, several lines of one entry, letters beyond ASCII.
    const evidence = [log(1, 0, 'same'), log(4, 500.06, 'ünïcode 💌 </script>'), reply, log(9, 400, 'same')];
    const [first, second] = await unpacked(
      scenarioRun(['RETRY-1'], [CONFORMS], { evidence }),
      scenarioRun(['RETRY-1'], [CONFORMS], { name: 'next', evidence: [log(2, 30, 'same')] }),
    );
    const expected = transcribe(evidence).map((line) => ({
      seq: line.seq,
      atMs: Math.round(line.atMs * 10) / 10,
      speaker: SPEAKERS.indexOf(line.speaker),
      connection: line.connection ?? 0,
      text: line.text,
    }));
    expect(expected).toHaveLength(5);
    expect(first?.lines).toEqual(expected);
    expect(second?.lines).toMatchObject([{ seq: 2, text: 'same' }]);
  });

  it('is every step, with its message where that says more than the departure above it', async () => {
    const [details] = await unpacked(
      scenarioRun(['RETRY-1'], [DEPARTS], { steps: [step('DepartureError: expected two attempts; observed one'), step('boom')] }),
    );
    expect(details?.steps).toEqual([
      ['Then', 'it is so', 'FAILED', 1.2, null],
      ['Then', 'it is so', 'FAILED', 1.2, 'boom'],
    ]);
  });
});
