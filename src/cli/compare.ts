import { writeFileSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { type Comparison, compareRuns, differs } from '../harness/compare/compare.ts';
import { comparisonPage } from '../harness/compare/html.ts';
import { comparisonText } from '../harness/compare/text.ts';
import { ConfigError } from '../harness/yaml-file.ts';
import { readRun } from './read-run.ts';
import { print, textOptions } from './terminal.ts';

interface CompareFlags {
  readonly format: 'text' | 'json' | 'html';
  readonly output?: string;
  readonly color: boolean;
}

const rendered = (comparison: Comparison, { format, output, color }: CompareFlags): string => {
  switch (format) {
    case 'text':
      return comparisonText(comparison, textOptions(color && output === undefined)).join('\n');
    case 'json':
      return JSON.stringify({ format: 1, ...comparison });
    case 'html':
      return comparisonPage(comparison).trimEnd();
  }
};

function compare(left: string, right: string, flags: CompareFlags): void {
  const comparison = compareRuns(readRun(left), readRun(right));
  const text = rendered(comparison, flags);
  if (flags.output === undefined) print([text]);
  else {
    try {
      writeFileSync(flags.output, `${text}\n`);
    } catch (cause) {
      throw new ConfigError(`${flags.output}: cannot be written (${cause instanceof Error ? cause.message : String(cause)})`, { cause });
    }
  }
  process.exitCode = differs(comparison) ? 1 : 0;
}

/** `setd compare`: two runs side by side. */
export function registerCompareCommand(program: Command): void {
  program
    .command('compare')
    .description('two runs side by side, what differs first; exit status 1 if anything does')
    .argument('<left>', 'bundle or run.json of one run')
    .argument('<right>', 'bundle or run.json of the other')
    .addOption(new Option('--format <kind>', 'how it is told').choices(['text', 'json', 'html']).default('text'))
    .option('--output <file>', 'write it there instead of printing it')
    .option('--no-color', 'no colours')
    .action(compare);
}
