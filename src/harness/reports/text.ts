import { EXIT_MEANING } from '../exit-status.ts';
import type { RequirementResult, RunResult } from '../run-result.ts';
import { VERDICTS, type Verdict } from '../run-result.ts';
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
  /** Whose exit status the last line tells; the process may have another. */
  readonly exitStatusOf?: string;
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

const ID = 10;
const BASIS = 11;
const PASSED = 7;
const TIME = 12;
const GAP = 2;
/** A narrow window shows titles rather than times. */
const WIDE_ENOUGH_FOR_TIMES = 100;

const TITLES = { id: 'id', basis: 'basis', verdict: 'verdict', passed: 'passed', time: 'time', title: 'requirement' };

const markedVerdict = (verdict: Verdict): string => `${MARK[verdict]} ${verdict}`;

interface Columns {
  /** As wide as the longest verdict of the run. */
  readonly verdict: number;
  readonly time: number;
  readonly title: number;
}

function columnsFor(judged: readonly RequirementResult[], width: number): Columns {
  const words = judged.map(({ verdict }) => markedVerdict(verdict).length);
  const verdict = Math.max(TITLES.verdict.length, ...words) + GAP;
  const time = width < WIDE_ENOUGH_FOR_TIMES ? 0 : TIME;
  return { verdict, time, title: Math.max(10, width - ID - BASIS - verdict - PASSED - time - GAP) };
}

type Cells = Readonly<Record<keyof typeof TITLES, string>>;

const layOut = (cells: Cells, { verdict, time, title }: Columns, paintVerdict: (text: string) => string): string => {
  const times = time === 0 ? '' : cells.time.padStart(time);
  const start = `${clip(cells.id, ID)}${clip(cells.basis, BASIS)}${paintVerdict(clip(cells.verdict, verdict))}`;
  return `${start}${cells.passed.padStart(PASSED)}${times}  ${clip(cells.title, title).trimEnd()}`;
};

function row(requirement: RequirementResult, columns: Columns, { paint }: TextOptions): string {
  const { id, basis, verdict, passed, total, durationMs, title } = requirement;
  const cells = { id, basis, verdict: markedVerdict(verdict), passed: `${passed}/${total}`, time: formatDuration(durationMs), title };
  return layOut(cells, columns, (text) => paint(STYLE[verdict], text));
}

/** The table of the requirements that were judged, in the order of the registry. */
export function requirementTable(result: RunResult, options: TextOptions): string[] {
  const judged = result.requirements.filter((requirement) => requirement.verdict !== 'untested');
  if (judged.length === 0) return ['No requirement was judged.'];
  const columns = columnsFor(judged, options.width);
  const head = options.paint(
    'bold',
    layOut(TITLES, columns, (text) => text),
  );
  return [head, ...judged.map((requirement) => row(requirement, columns, options))];
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

const toleranceTold = ({ toleranceMs }: RunResult['meta']): string =>
  toleranceMs === 0 ? '' : ` (times judged to ${formatDuration(toleranceMs)})`;

/** The last lines: counts, time, what was left out, and what the exit status says. */
export function summary(result: RunResult, { paint, exitStatusOf }: TextOptions): string[] {
  const { meta, totals, scenarios } = result;
  const counts = VERDICTS.filter((verdict) => totals[verdict] > 0 && verdict !== 'untested').map((verdict) =>
    paint(STYLE[verdict], `${MARK[verdict]} ${totals[verdict]} ${verdict}`),
  );
  const judged = result.requirements.length - totals.untested;
  const plural = scenarios.length === 1 ? '' : 's';
  return [
    `${judged} of ${result.requirements.length} requirements judged`,
    ...counts.map((count) => `  ${count}`),
    `${scenarios.length} scenario${plural} in ${formatDuration(meta.durationMs)}, ${meta.clock} clock${toleranceTold(meta)}, system: ${meta.system}`,
    ...(meta.shard === null
      ? []
      : [`part ${meta.shard.index} of ${meta.shard.of}, of ${meta.shard.planned} scenarios in all; "setd merge" joins the parts`]),
    ...(meta.leftOut === null ? [] : [`left out: ${meta.leftOut.scenarios} scenarios, since ${meta.leftOut.why}`]),
    paint(
      result.exitStatus === 0 ? STYLE.conforms : STYLE.departs,
      `${EXIT_MEANING[result.exitStatus]} (${exitStatusOf === undefined ? '' : `${exitStatusOf}: `}exit status ${result.exitStatus})`,
    ),
  ];
}
