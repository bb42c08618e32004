import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Evidence } from '../../evidence/events.ts';
import { loadRegistry } from '../registry.ts';
import { runFeatures } from '../run.ts';
import type { RunResult, ScenarioResult } from '../run-result.ts';
import { BODIES, CASES, type CaseRecord, caseRecordSchema } from './case-record.ts';
import { type Recording, type Rejudged, rejudge } from './rejudge.ts';

// Real scenarios against the reference forwarder, judged again from what was recorded, and from what somebody made of that.

const registry = loadRegistry();
// Real scenarios, on a machine that may be busy; a hang is still told from that.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
const IDS = ['RETRY-13', 'QUEUE-2', 'COPY-1', 'SCOPE-3', 'SCOPE-4', 'QUEUE-4', 'COUNT-2', 'TRACK-3', 'CONN-3'];

let home: string;
let recorded: RunResult;
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'setd-recorded-'));
  recorded = await runFeatures({ registry, selection: { ids: IDS, files: [], tags: '' }, worldParameters: { recordInto: home } });
});
afterAll(() => rmSync(home, { recursive: true }));

let folder: string;
let cases: Map<string, CaseRecord>;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'setd-replay-'));
  cpSync(join(home, BODIES), join(folder, BODIES), { recursive: true });
  const files = readdirSync(join(home, CASES)).map((name) =>
    caseRecordSchema.parse(JSON.parse(readFileSync(join(home, CASES, name), 'utf8'))),
  );
  cases = new Map(files.map((record) => [record.scenario, record]));
});
afterEach(() => rmSync(folder, { recursive: true }));

const again = (result: RunResult = recorded): Promise<Rejudged> => {
  const recording: Recording = { result, cases };
  return rejudge(recording, folder, registry);
};

/** The recording with the evidence of one scenario changed. */
const withEvidence = (id: string, change: (evidence: readonly Evidence[]) => Evidence[]): RunResult => ({
  ...recorded,
  scenarios: recorded.scenarios.map((scenario) => (scenario.id === id ? { ...scenario, evidence: change(scenario.evidence) } : scenario)),
});

const one = (requirement: string, name: RegExp): ScenarioResult => {
  const found = recorded.scenarios.find((scenario) => scenario.requirements.includes(requirement) && name.test(scenario.name));
  if (found === undefined) throw new Error(`no scenario of ${requirement} is called ${name}`);
  return found;
};

const verdictIn = ({ result }: Rejudged, { id }: ScenarioResult): string => {
  const { verdict, reason } = result.scenarios.find((scenario) => scenario.id === id) ?? { verdict: 'absent', reason: '' };
  return `${verdict}: ${reason}`;
};

describe('a recording as it is', () => {
  it('gives the same verdicts, reasons, outcomes and steps, with nothing taken over', async () => {
    const { result, notRepeated, contradictions } = await again();
    expect(recorded.scenarios.length).toBeGreaterThan(40);
    expect({ notRepeated, contradictions }).toEqual({ notRepeated: [], contradictions: [] });
    const essence = ({ scenarios, requirements, totals, exitStatus }: RunResult) => ({
      totals,
      exitStatus,
      requirements,
      scenarios: scenarios.map(({ steps, ...rest }) => ({ ...rest, steps: steps.map(({ durationMs, ...step }) => step) })),
    });
    expect(essence(result)).toEqual(essence(recorded));
  });
});

describe('a recording that was tampered with gives itself away:', () => {
  it('a second attempt put in', async () => {
    const scenario = one('RETRY-13', /is final/);
    const { contradictions, ...rest } = await again(
      withEvidence(scenario.id, (evidence) => {
        const mail = evidence.find((entry) => entry.type === 'commandReceived' && entry.line.startsWith('MAIL FROM'));
        return evidence.flatMap((entry) => (entry === mail ? [entry, { ...entry, atMs: entry.atMs + 5000 }] : [entry]));
      }),
    );
    expect(verdictIn({ contradictions, ...rest }, scenario)).toMatch(/^departs: expected one attempt for the copy; observed 2 attempts/);
    expect(contradictions).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/: recorded as conforms, the evidence gives departs \(expected one attempt/),
        'RETRY-13: recorded as conforms, the evidence gives departs',
      ]),
    );
  });

  it('the attempt taken out', async () => {
    const scenario = one('RETRY-13', /is final/);
    const evidence = withEvidence(scenario.id, (entries) => entries.filter((entry) => entry.type !== 'commandReceived'));
    expect(verdictIn(await again(evidence), scenario)).toMatch(/^inconclusive: no attempt for the copy was ever seen/);
  });

  it('an answer to the end of data taken away', async () => {
    const scenario = one('QUEUE-2', /./);
    const told = await again(
      withEvidence(scenario.id, (evidence) => evidence.filter((entry) => !(entry.type === 'replySent' && entry.stage === 'end of data'))),
    );
    expect(verdictIn(told, scenario)).not.toMatch(/^conforms/);
  });

  it('a time moved', async () => {
    const scenario = one('QUEUE-4', /./);
    const told = await again(
      withEvidence(scenario.id, (evidence) =>
        evidence.map((entry) => (entry.type === 'logLineRead' ? { ...entry, atMs: entry.atMs + 50_000 } : entry)),
      ),
    );
    expect(verdictIn(told, scenario)).toMatch(/^warning: expected removal \d+ to \d+ s after the message was sent/);
  });

  it('a counter changed', async () => {
    const scenario = one('COUNT-2', /./);
    const told = await again(
      withEvidence(scenario.id, (evidence) =>
        evidence.map((entry) => (entry.type === 'countersRead' ? { ...entry, text: entry.text.replaceAll(/\b[1-9]\d*\b/g, '77') } : entry)),
      ),
    );
    expect(verdictIn(told, scenario)).toMatch(/^departs: /);
  });

  it('what message tracking found', async () => {
    const scenario = one('TRACK-3', /./);
    const told = await again(
      withEvidence(scenario.id, (evidence) => evidence.map((entry) => (entry.type === 'trackingRead' ? { ...entry, found: [] } : entry))),
    );
    expect(verdictIn(told, scenario)).toMatch(/^departs: /);
  });
});

describe('a recording of what did not go well', () => {
  const FEATURE = `Feature: Expectations that no right system meets
  @RETRY-1
  Scenario: it departs
    Given the intake answers "550 5.1.1 no" at RCPT TO every time
    When a message is sent to the Default policy
    Then exactly two attempts are made within 180 seconds
    And no copy was delivered

  @RETRY-3
  Scenario: the fault is never met
    Given the intake answers "503 5.5.1 no" at RCPT TO on the second attempt
    When a message is sent to the Default policy
    Then the copy is delivered exactly once within 20 seconds

  @SCOPE-5
  Scenario: it breaks
    When the intake and the name server are sound again
    Then no copy was delivered

  @RETRY-5
  Scenario: steps that judge stand between steps that act
    Given the intake answers "451 4.3.0 later" at RCPT TO once
    When a message is sent to the Default policy
    Then every fault was met within 20 seconds
    And the copy is delivered exactly once within 100 seconds
    Given the intake answers "451 4.3.0 later" at MAIL FROM once
    When another message is sent to the Default policy
    Then all copies are delivered exactly once within 100 seconds

  @RETRY-2
  Scenario: a step is missing
    When a message is sent to the Default policy
    Then something that nobody wrote
`;
  let own: RunResult;
  beforeEach(async () => {
    writeFileSync(join(folder, 'own.feature'), FEATURE);
    const selection = { ids: [], files: [join(folder, 'own.feature')], tags: '' };
    own = await runFeatures({ registry, selection, worldParameters: { recordInto: folder } });
    for (const name of readdirSync(join(folder, CASES))) {
      const record = caseRecordSchema.parse(JSON.parse(readFileSync(join(folder, CASES, name), 'utf8')));
      cases.set(record.scenario, record);
    }
  });

  it('gives the same again', async () => {
    expect(own.scenarios.map(({ verdict }) => verdict)).toEqual(['departs', 'inconclusive', 'harness-error', 'conforms', 'harness-error']);
    const { result, contradictions, notRepeated } = await again(own);
    expect(contradictions).toEqual([]);
    expect(result.scenarios.map(({ outcomes, status }) => ({ outcomes, status }))).toEqual(
      own.scenarios.map(({ outcomes, status }) => ({ outcomes, status })),
    );
    expect(notRepeated).toEqual([{ scenario: own.scenarios[2]?.id, why: 'a step that acts upon the system found it' }]);
  });

  it('knows nothing of steps that were never come to', async () => {
    const [departed] = own.scenarios;
    const scenarios = own.scenarios.map((scenario) => {
      if (scenario !== departed) return scenario;
      const mail = scenario.evidence.find((entry) => entry.type === 'commandReceived' && entry.line.startsWith('MAIL FROM'));
      const twice = scenario.evidence.flatMap((entry) => (entry === mail ? [entry, { ...entry, atMs: entry.atMs + 5000 }] : [entry]));
      return { ...scenario, evidence: twice };
    });
    const { result } = await again({ ...own, scenarios });
    expect(result.scenarios[0]).toMatchObject({
      verdict: 'inconclusive',
      reason: expect.stringMatching(/^the scenario ended before this step/),
    });
  });

  it('believes no verdict that was written over', async () => {
    const scenarios = own.scenarios.map((scenario) => ({
      ...scenario,
      verdict: 'conforms' as const,
      reason: '',
      outcomes: [{ kind: 'conforms' as const }],
    }));
    for (const [id, record] of cases) cases.set(id, { ...record, steps: record.steps.map((step) => ({ ...step, outcome: null })) });
    const { result, contradictions } = await again({ ...own, scenarios });
    expect(result.scenarios.slice(0, 2).map(({ verdict }) => verdict)).toEqual(['departs', 'inconclusive']);
    expect(contradictions.length).toBeGreaterThan(2);
  });
});

describe('what the recording lacks', () => {
  it('is taken over from what was found then, and named', async () => {
    for (const name of readdirSync(join(folder, BODIES))) unlinkSync(join(folder, BODIES, name));
    const { notRepeated, contradictions } = await again();
    expect(contradictions).toEqual([]);
    const lacking = new Set(notRepeated.map(({ scenario }) => scenario));
    expect(lacking).toContain(one('COPY-1', /./).id);
    expect(lacking).not.toContain(one('RETRY-13', /is final/).id);
    expect(lacking.size).toBeLessThan(recorded.scenarios.length / 2);
  });

  it('may be a capability that a step that acts needs: that is judged by what the system is recorded to offer', async () => {
    const { id } = one('SCOPE-3', /./);
    const record = cases.get(id);
    if (record?.system == null) throw new Error('the scenario was not recorded');
    const acting = record.steps.findLastIndex(({ judges }) => !judges);
    const outcome = { kind: 'not-testable' as const, capability: 'outgoing-mail' as const };
    const steps = record.steps.slice(0, acting + 1).map((step, index) => (index === acting ? { ...step, outcome } : step));
    const capabilities = record.system.capabilities.filter((name) => name !== 'outgoing-mail');
    cases.set(id, { ...record, steps, system: { ...record.system, capabilities } });
    const lacking = await again();
    expect(verdictIn(lacking, one('SCOPE-3', /./))).toBe('not-testable: the system does not offer "outgoing-mail"');
    expect(lacking.notRepeated).toEqual([]);
    rmSync(join(folder, CASES), { recursive: true });
    cases.set(id, { ...record, steps });
    expect((await again()).notRepeated).toEqual([{ scenario: id, why: 'a step that acts upon the system found it' }]);
  });

  it('is no reason to believe a scenario without any record', async () => {
    const { id } = one('RETRY-13', /is final/);
    cases.delete(id);
    const { result, contradictions } = await again();
    expect(result.exitStatus).toBe(3);
    expect(contradictions[0]).toContain('harness-error');
  });
});
