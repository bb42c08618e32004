import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Registry } from '../registry.ts';
import type { RunResult } from '../run-result.ts';
import type { RunListener } from '../run-tally.ts';
import { badgeJson } from './badge.ts';
import { ctrfJson } from './ctrf.ts';
import { reportPage } from './html/page.ts';
import { runJson } from './json.ts';
import { junitXml } from './junit.ts';
import { markdownSummary } from './markdown.ts';

interface Report {
  readonly file: string;
  render(result: RunResult, registry: Registry): string;
}

/** Every report that is made from the result of a run, by the name under which it can be asked for. */
const REPORTS = {
  html: { file: 'index.html', render: reportPage },
  json: { file: 'run.json', render: runJson },
  junit: { file: 'junit.xml', render: junitXml },
  ctrf: { file: 'ctrf.json', render: ctrfJson },
  markdown: { file: 'summary.md', render: (result) => markdownSummary(result) },
  badge: { file: 'badge.json', render: badgeJson },
} as const satisfies Readonly<Record<string, Report>>;

type RenderedName = keyof typeof REPORTS;
export type ReportName = RenderedName | 'messages';

/** `messages`: Cucumber's own, which are written while the run goes on. */
export const REPORT_NAMES: readonly ReportName[] = ['html', 'json', 'junit', 'ctrf', 'markdown', 'badge', 'messages'];

const isRendered = (name: ReportName): name is RenderedName => name !== 'messages';

/** A listener that writes one report into a folder when the run is over. */
const reportListener = (folder: string, { file, render }: Report): RunListener => ({
  async finished({ result, registry }) {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, file), render(result, registry));
  },
});

/** Listeners that write the reports named into a folder. */
export const reportListeners = (folder: string, names: Iterable<ReportName>): RunListener[] =>
  [...names].filter(isRendered).map((name) => reportListener(folder, REPORTS[name]));

/** Several listeners as one: each hears everything, in order. */
export const listenersAsOne = (listeners: readonly RunListener[]): RunListener => ({
  planned: (plan) => {
    for (const listener of listeners) listener.planned?.(plan);
  },
  begun: (scenario) => {
    for (const listener of listeners) listener.begun?.(scenario);
  },
  ended: (progress) => {
    for (const listener of listeners) listener.ended?.(progress);
  },
  async finished(run) {
    for (const listener of listeners) await listener.finished?.(run);
  },
});
