import type { RunResult, ScenarioResult, Status, Verdict } from '../run-result.ts';
import { formatTranscript } from '../transcript.ts';

// The run in the Common Test Report Format (https://ctrf.io), for tools that gather reports of many kinds.

type CtrfStatus = 'passed' | 'failed' | 'skipped' | 'pending' | 'other';

/** How CTRF names a verdict; `rawStatus` keeps our own word. A warning passes, as it does for the exit status. */
const STATUS: Readonly<Record<Verdict, CtrfStatus>> = {
  departs: 'failed',
  'harness-error': 'failed',
  warning: 'passed',
  'known-departure': 'other',
  'not-testable': 'skipped',
  inconclusive: 'other',
  conforms: 'passed',
  'not-applicable': 'skipped',
  untested: 'pending',
};

const STEP_STATUS: Readonly<Record<Status, CtrfStatus>> = {
  PASSED: 'passed',
  SKIPPED: 'skipped',
  PENDING: 'pending',
  FAILED: 'failed',
  UNDEFINED: 'failed',
  AMBIGUOUS: 'failed',
  UNKNOWN: 'other',
};

const testOf = (scenario: ScenarioResult) => {
  const status = STATUS[scenario.verdict];
  return {
    name: scenario.name === '' ? scenario.id : scenario.name,
    status,
    duration: Math.round(scenario.durationMs),
    suite: [scenario.feature, ...(scenario.rule === null ? [] : [scenario.rule])],
    ...(scenario.reason === '' ? {} : { message: scenario.reason }),
    ...(status === 'failed' ? { trace: formatTranscript(scenario.evidence) } : {}),
    line: scenario.line,
    rawStatus: scenario.verdict,
    tags: [...scenario.tags],
    type: 'conformance',
    filePath: scenario.uri,
    steps: scenario.steps.map((step) => ({ name: `${step.keyword} ${step.text}`, status: STEP_STATUS[step.status] })),
    extra: { requirements: scenario.requirements },
  };
};

/** What is wrong beside the scenarios fails the run, so it is a test of its own that failed. */
const troubleOf = (suite: string, message: string, index: number) => ({
  name: `${suite} ${index + 1}`,
  status: 'failed' as const,
  duration: 0,
  suite: [suite],
  message,
  rawStatus: suite,
});

/** The result as CTRF JSON. */
export function ctrfJson(result: RunResult): string {
  const { meta } = result;
  const tests = [
    ...result.setupErrors.map((error, index) => troubleOf('set-up', error, index)),
    ...result.staleEntries.map((entry, index) => troubleOf('stale baseline', entry, index)),
    ...result.scenarios.map(testOf),
  ];
  const count = (status: CtrfStatus): number => tests.filter((test) => test.status === status).length;
  const start = Date.parse(meta.started);
  const report = {
    reportFormat: 'CTRF',
    specVersion: '0.1.0',
    timestamp: new Date(start + meta.durationMs).toISOString(),
    generatedBy: `${meta.tool.name} ${meta.tool.version}`,
    results: {
      tool: { name: meta.tool.name, version: meta.tool.version },
      summary: {
        tests: tests.length,
        passed: count('passed'),
        failed: count('failed'),
        skipped: count('skipped'),
        pending: count('pending'),
        other: count('other'),
        suites: new Set(result.scenarios.map(({ uri }) => uri)).size,
        start,
        stop: start + meta.durationMs,
      },
      tests,
      environment: { reportName: 'SETD conformance', appName: meta.system },
      extra: {
        exitStatus: result.exitStatus,
        catalogue: meta.catalogue,
        clock: meta.clock,
        selection: meta.selection,
        totals: result.totals,
      },
    },
  };
  return `${JSON.stringify(report)}\n`;
}
