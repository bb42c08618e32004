import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { findings } from '../harness/reports/findings.ts';
import { REPORT_NAMES, type ReportName } from '../harness/reports/report.ts';
import { requirementTable, summary, troubles } from '../harness/reports/text.ts';
import type { RunResult } from '../harness/run-result.ts';
import { UsageError } from '../harness/selection.ts';
import { print, textOptions } from './terminal.ts';

// What every command that ends with the result of a run offers and prints.

export interface ReportFlags {
  readonly reports: string;
  readonly report: readonly ReportName[];
  readonly quiet: boolean;
  readonly color: boolean;
}

function parseReports(text: string): ReportName[] {
  const names = text.split(',').map((name) => name.trim());
  return names.map((name) => {
    const meant = REPORT_NAMES.find((known) => known === name);
    if (meant === undefined) throw new UsageError(`--report: there is no report "${name}"; there are ${REPORT_NAMES.join(', ')}`);
    return meant;
  });
}

/** Adds the options that say what is written and printed. */
export const withReportOptions = (command: Command): Command =>
  command
    .option('--reports <dir>', 'where reports are written', 'reports')
    .addOption(
      new Option('--report <names>', `which reports are written: ${REPORT_NAMES.join(',')}`)
        .default(REPORT_NAMES, 'all')
        .argParser(parseReports),
    )
    .option('--quiet', 'only the summary', false)
    .option('--no-color', 'no colours');

/** Prints a result as far as the flags want it, and where its reports are. */
export function printResult(result: RunResult, flags: ReportFlags, folder: string): void {
  const options = textOptions(flags.color);
  const blocks = flags.quiet ? [] : [requirementTable(result, options), findings(result, options)];
  for (const block of [...blocks, troubles(result, options)].filter((lines) => lines.length > 0)) print([...block, '']);
  const page = flags.report.includes('html') ? join(folder, 'index.html') : folder;
  print([...summary(result, options), `report: ${page}`]);
}
