import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { CONFORMS, META, scenarioRun } from '../fixtures/runs.ts';
import { judge } from '../judge.ts';
import { loadRegistry } from '../registry.ts';
import { listenersAsOne, reportListeners } from './report.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'setd-reports-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('each report is a listener that writes its file when the run is over, and no other', async () => {
  const registry = loadRegistry();
  const facts = { registry, setupErrors: [], baseline: null, complete: true, meta: META };
  const result = judge({ ...facts, scenarios: [scenarioRun(['RETRY-1'], [CONFORMS])] });
  const into = join(folder, 'new');
  await listenersAsOne(reportListeners(into, ['badge', 'ctrf', 'messages'])).finished?.({ result, registry });
  expect(readdirSync(into).sort()).toEqual(['badge.json', 'ctrf.json']);
});
