import type { RunResult, ScenarioResult, Verdict } from '../run-result.ts';
import { formatTranscript } from '../transcript.ts';

// JUnit XML for build servers: one suite a feature, one case a scenario.

/** XML 1.0 allows no control characters but tab, LF and CR, no lone surrogates, and not U+FFFE or U+FFFF. */
const FORBIDDEN = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

/** Text that may stand in an element or, line ends kept, in an attribute. */
export const escapeXml = (text: string): string =>
  text
    .replace(FORBIDDEN, '\ufffd')
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
    .replace(/[\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`);

const body = (text: string): string => text.replace(FORBIDDEN, '\ufffd').replace(/[&<>]/g, (character) => ENTITIES[character] ?? character);

type Element = 'failure' | 'error' | 'skipped';

/** How JUnit names a verdict; what is not here has passed. A warning passes, and is told in the output of the case. */
const ELEMENT: Partial<Readonly<Record<Verdict, Element>>> = {
  departs: 'failure',
  'harness-error': 'error',
  'not-testable': 'skipped',
  inconclusive: 'skipped',
  'not-applicable': 'skipped',
  'known-departure': 'skipped',
};

const seconds = (ms: number): string => (ms / 1000).toFixed(3);

const count = (scenarios: readonly ScenarioResult[], element: Element): number =>
  scenarios.filter((scenario) => ELEMENT[scenario.verdict] === element).length;

const counts = (scenarios: readonly ScenarioResult[], extraErrors: number): string =>
  `tests="${scenarios.length + extraErrors}" failures="${count(scenarios, 'failure')}" ` +
  `errors="${count(scenarios, 'error') + extraErrors}" skipped="${count(scenarios, 'skipped')}"`;

const totalMs = (scenarios: readonly ScenarioResult[]): number => scenarios.reduce((sum, scenario) => sum + scenario.durationMs, 0);

function testCase(scenario: ScenarioResult): string {
  const element = ELEMENT[scenario.verdict];
  const properties = [
    ...scenario.requirements.map((id) => `<property name="requirement" value="${escapeXml(id)}"/>`),
    `<property name="verdict" value="${scenario.verdict}"/>`,
  ];
  const message = `${scenario.verdict}: ${scenario.reason}`;
  const lines = [
    `    <testcase name="${escapeXml(`${scenario.name} [${scenario.line}]`)}" classname="${escapeXml(scenario.feature)}" ` +
      `file="${escapeXml(scenario.uri)}" line="${scenario.line}" time="${seconds(scenario.durationMs)}">`,
    `      <properties>${properties.join('')}</properties>`,
  ];
  if (element === 'skipped') lines.push(`      <skipped message="${escapeXml(message)}"/>`);
  else if (element !== undefined) {
    lines.push(
      `      <${element} type="${scenario.verdict}" message="${escapeXml(message)}">${body(formatTranscript(scenario.evidence))}</${element}>`,
    );
  } else if (scenario.verdict !== 'conforms') lines.push(`      <system-out>${body(message)}</system-out>`);
  return [...lines, '    </testcase>'].join('\n');
}

function suite(uri: string, scenarios: readonly ScenarioResult[], timestamp: string): string {
  return [
    `  <testsuite name="${escapeXml(uri)}" ${counts(scenarios, 0)} time="${seconds(totalMs(scenarios))}" timestamp="${timestamp}">`,
    ...scenarios.map(testCase),
    '  </testsuite>',
  ].join('\n');
}

/** What is wrong beside the scenarios has no scenario to hang on, so it gets a suite of its own. */
function setupSuite(errors: readonly string[], timestamp: string): string[] {
  if (errors.length === 0) return [];
  return [
    `  <testsuite name="set-up" tests="${errors.length}" failures="0" errors="${errors.length}" skipped="0" time="0" timestamp="${timestamp}">`,
    ...errors.map(
      (error, index) =>
        `    <testcase name="set-up ${index + 1}" classname="set-up" time="0"><error type="set-up" message="${escapeXml(error)}"/></testcase>`,
    ),
    '  </testsuite>',
  ];
}

/** The result as JUnit XML. */
export function junitXml(result: RunResult): string {
  const { scenarios, meta } = result;
  const timestamp = meta.started.replace(/\.\d+Z$/, '');
  const errors = [...result.setupErrors, ...result.staleEntries];
  const suites = [...Map.groupBy(scenarios, (scenario) => scenario.uri)];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${escapeXml(`setd: ${meta.system}`)}" ${counts(scenarios, errors.length)} time="${seconds(totalMs(scenarios))}">`,
    ...setupSuite(errors, timestamp),
    ...suites.map(([uri, group]) => suite(uri, group, timestamp)),
    '</testsuites>',
    '',
  ].join('\n');
}
