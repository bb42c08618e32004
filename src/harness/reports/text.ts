import { EXIT_MEANING } from '../exit-status.ts';
import type { RequirementResult, RunResult } from '../run-result.ts';
import { VERDICTS } from '../run-result.ts';
import { printable } from '../transcript.ts';
import { MARK, type Paint, plain, STYLE } from './paint.ts';

// A run as text: the table of requirements and the summary; what was found in between is in findings.ts. Used by the console
// and the formatter.

export interface TextOptions {
  /** Columns of the terminal. */
  readonly width: number;
  readonly paint: Paint;
  /** Where a reader finds what is left out here. */
  readonly restIn: string;
}

export const PLAIN_TEXT: TextOptions = { width: 80, paint: plain, restIn: 'the report of "setd run"' };

/** Cuts to `width` characters; the last of them shows that something is missing. */
export const clip = (text: string, width: number): string => (text.length <= width ? text.padEnd(width) : `${text.slice(0, width - 1)}…`);

/** `340 ms`, `12.3 s`, `4 min 5 s`. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}

const COLUMNS = { id: 10, basis: 11, verdict: 18, passed: 6, time: 9 };
const FIXED_WIDTH = Object.values(COLUMNS).reduce((sum, width) => sum + width, 0);

function row(requirement: RequirementResult, { width, paint }: TextOptions): string {
  const mark = clip(`${MARK[requirement.verdict]} ${requirement.verdict}`, COLUMNS.verdict);
  const passed = `${requirement.passed}/${requirement.total}`.padStart(COLUMNS.passed);
  const time = formatDuration(requirement.durationMs).padStart(COLUMNS.time);
  const title = clip(requirement.title, Math.max(10, width - FIXED_WIDTH - 2)).trimEnd();
  return `${clip(requirement.id, COLUMNS.id)}${clip(requirement.basis, COLUMNS.basis)}${paint(STYLE[requirement.verdict], mark)}${passed}${time}  ${title}`;
}

/** The table of the requirements that were judged, in the order of the registry. */
export function requirementTable(result: RunResult, options: TextOptions): string[] {
  const judged = result.requirements.filter((requirement) => requirement.verdict !== 'untested');
  if (judged.length === 0) return ['No requirement was judged.'];
  const head =
    `${clip('id', COLUMNS.id)}${clip('basis', COLUMNS.basis)}${clip('verdict', COLUMNS.verdict)}` +
    `${'passed'.padStart(COLUMNS.passed)}${'time'.padStart(COLUMNS.time)}  requirement`;
  return [options.paint('bold', head), ...judged.map((requirement) => row(requirement, options))];
}

/** Breaks a text into lines of at most `width` characters, not counting the `indent` that later ones get. */
export function wrap(text: string, width: number, indent: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].map((part, index) => (index === 0 ? part : `${indent}${part}`));
}

/** An error of several lines, each harmless. */
const told = (text: string): string => text.split('\n').map(printable).join('\n  ');

/** Errors beside the scenarios, one a line, with what to do. */
export function troubles(result: RunResult, { paint }: TextOptions): string[] {
  return [
    ...result.setupErrors.map((error) => `${paint(STYLE['harness-error'], 'set-up')} ${told(error)}`),
    ...result.staleEntries.map((entry) => `${paint(STYLE.warning, 'stale baseline')} ${told(entry)}`),
  ];
}

/** The last lines: counts, time, what was left out, and what the exit status says. */
export function summary(result: RunResult, { paint }: TextOptions): string[] {
  const { meta, totals, scenarios } = result;
  const counts = VERDICTS.filter((verdict) => totals[verdict] > 0 && verdict !== 'untested').map((verdict) =>
    paint(STYLE[verdict], `${MARK[verdict]} ${totals[verdict]} ${verdict}`),
  );
  const judged = result.requirements.length - totals.untested;
  const plural = scenarios.length === 1 ? '' : 's';
  return [
    `${judged} of ${result.requirements.length} requirements judged`,
    ...counts.map((count) => `  ${count}`),
    `${scenarios.length} scenario${plural} in ${formatDuration(meta.durationMs)}, ${meta.clock} clock, system: ${meta.system}`,
    ...(meta.leftOut === null ? [] : [`left out: ${meta.leftOut.scenarios} scenarios, since ${meta.leftOut.why}`]),
    paint(
      result.exitStatus === 0 ? STYLE.conforms : STYLE.departs,
      `${EXIT_MEANING[result.exitStatus]} (exit status ${result.exitStatus})`,
    ),
  ];
}
