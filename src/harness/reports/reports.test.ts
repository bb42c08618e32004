import { Script } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { CONFORMS, DEPARTS, META, scenarioRun } from '../fixtures/runs.ts';
import { judge } from '../judge.ts';
import type { ScenarioOutcome } from '../outcome.ts';
import { loadRegistry } from '../registry.ts';
import type { RunResult, ScenarioRun } from '../run-result.ts';
import { findings } from './findings.ts';
import { reportPage } from './html/page.ts';
import { runJson, runJsonSchema } from './json.ts';
import { escapeXml, junitXml } from './junit.ts';
import { PLAIN_TEXT, requirementTable, summary } from './text.ts';

const registry = loadRegistry();
const HOSTILE = '</script><img src=x onerror=alert(1)>\u0000\u001b[31m & "quotes" \ufffe';
const SKIPPED: ScenarioOutcome = { kind: 'not-testable', capability: 'counters' };

const judged = (...scenarios: ScenarioRun[]): RunResult =>
  judge({
    registry,
    scenarios,
    setupErrors: [HOSTILE],
    baseline: null,
    complete: true,
    meta: META,
  });

const result = judged(
  scenarioRun(['RETRY-1'], [CONFORMS], { name: 'good' }),
  scenarioRun(['RETRY-2'], [{ ...DEPARTS, observed: HOSTILE, evidence: [1] }], {
    name: HOSTILE,
    evidence: [{ type: 'logLineRead', line: HOSTILE, seq: 1, atMs: 1000 }],
  }),
  scenarioRun(['COUNT-1'], [SKIPPED], { name: 'skipped', status: 'SKIPPED' }),
  scenarioRun(['SCOPE-5'], [DEPARTS], { name: 'warned' }),
  scenarioRun(['CONN-1'], [], { name: 'broken' }),
);

describe('run.json', () => {
  it('keeps to its schema', () => {
    expect(runJsonSchema.safeParse(JSON.parse(runJson(result))).error).toBeUndefined();
  });
});

describe('junit.xml', () => {
  const xml = junitXml(result);
  const elementOf = (name: string): string | undefined =>
    new RegExp(`<testcase name="${name} \\[3\\]".*?</properties>\\s*<(/?[\\w-]+)`, 's').exec(xml)?.[1];

  it.each([
    ['good', '/testcase'],
    ['skipped', 'skipped'],
    ['warned', 'system-out'],
    ['broken', 'error'],
  ])('tells %s by <%s>', (name, element) => {
    expect(elementOf(name)).toBe(element);
  });

  it('counts failures, errors and skips, a set-up error among the errors', () => {
    expect(xml).toContain('<testsuites name="setd: a gateway" tests="6" failures="1" errors="2" skipped="1"');
  });

  it('holds nothing that XML forbids, and no markup from data', () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
    expect(xml).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/);
    expect(xml).not.toContain('<img');
    expect(xml.replace(/<[^<>]*>/g, '')).not.toMatch(/[<>]/);
  });

  it('balances its elements', () => {
    const open: string[] = [];
    for (const [, slash, name = '', end] of xml.matchAll(/<(\/?)([\w-]+)(?:\s[^<>]*?)?(\/?)>/g)) {
      if (slash === '/') expect(open.pop()).toBe(name);
      else if (end !== '/') open.push(name);
    }
    expect(open).toEqual([]);
  });

  it('names the requirements of a scenario', () => {
    expect(xml).toContain('<property name="requirement" value="RETRY-2"/>');
  });

  it.each([
    ['a\nb', 'a&#10;b'],
    ['\ud800', '\ufffd'],
    ['💌', '💌'],
  ])('escapes %j', (text, escaped) => {
    expect(escapeXml(text)).toBe(escaped);
  });
});

describe('the page', () => {
  const page = reportPage(result, registry);

  it('lets no data become markup', () => {
    expect(page).not.toContain('<img');
    expect(page.match(/<\/script>/g)).toHaveLength(3);
    expect(page.match(/<script/g)).toHaveLength(3);
  });

  it('has one script that Node understands, without imports and with no name given twice', () => {
    const script = /<script type="module">(.*?)<\/script>/s.exec(page)?.[1] ?? '';
    expect(script).not.toMatch(/^(?:import|export) /m);
    expect(() => new Script(script)).not.toThrow();
  });

  it('gets the data back as it was', () => {
    const json = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(page)?.[1] ?? '';
    expect(JSON.parse(json)).toMatchObject({ setupErrors: [HOSTILE], exitStatus: 3 });
  });

  it('asks for nothing from elsewhere and forbids every other script', () => {
    expect(page).not.toMatch(/\b(?:src|href)="(?!#)/);
    expect(page).toMatch(/default-src 'none'; style-src 'sha256-[^']+'; script-src 'sha256-[^']+'; base-uri 'none'/);
    expect(page).not.toMatch(/\.innerHTML|insertAdjacentHTML|document\.write/);
  });
});

describe('the text', () => {
  const lines = [...requirementTable(result, PLAIN_TEXT), ...findings(result, PLAIN_TEXT), ...summary(result, PLAIN_TEXT)];

  it('fits 80 columns', () => {
    const table = requirementTable(result, PLAIN_TEXT);
    expect(Math.max(...table.map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it('shows what was expected and observed, and the evidence', () => {
    const text = lines.join('\n');
    expect(text).toContain('expected two attempts');
    expect(text).toContain('LOG </script>');
  });

  it('lets no data command the terminal', () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
    expect(lines.join('\n')).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });
});
