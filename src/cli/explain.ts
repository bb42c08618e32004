import type { Command } from 'commander';
import { scenariosByRequirement } from '../harness/feature-index.ts';
import { loadRegistry } from '../harness/registry.ts';
import { clip, wrap } from '../harness/reports/text.ts';
import type { Basis } from '../harness/requirement.ts';
import { requirementMeant } from '../harness/selection.ts';
import { print, textOptions } from './terminal.ts';

const WEIGHT: Readonly<Record<Basis, string>> = {
  documented: 'documented by the vendor: a departure fails the run',
  guide: 'stated in a guide of the vendor: a departure of a Secure Email Gateway fails the run',
  standard: 'stated in a standard: a departure fails the run',
  inferred: 'inferred: a departure is a warning unless --strict is given',
};

async function explain(word: string, { color }: { readonly color: boolean }): Promise<void> {
  const registry = loadRegistry();
  const { paint, width } = textOptions(color);
  const requirement = registry.requirements.get(requirementMeant(word, registry));
  if (requirement === undefined) return;
  const scenarios = (await scenariosByRequirement()).get(requirement.id) ?? [];
  const indent = ' '.repeat(14);
  const labelled = (label: string, text: string): string[] =>
    wrap(text, width - indent.length, indent).map((line, index) => (index === 0 ? `${paint('dim', label.padEnd(14))}${line}` : line));
  const document = registry.documents[requirement.source.document] ?? requirement.source.document;
  print([
    paint('bold', `${requirement.id}  ${requirement.title}`),
    '',
    ...labelled('statement', requirement.statement),
    ...labelled('basis', WEIGHT[requirement.basis]),
    ...labelled('source', `${document}; section: ${requirement.source.section}`),
    ...(requirement.reading === undefined ? [] : labelled('reading', requirement.reading)),
    ...labelled('needs', requirement.capabilities.join(', ') || 'nothing beyond the wire'),
    '',
    ...(scenarios.length === 0
      ? ['No scenario judges it yet.']
      : [paint('dim', `judged by ${scenarios.length} scenario${scenarios.length === 1 ? '' : 's'}:`)]),
    ...[...Map.groupBy(scenarios, (scenario) => scenario.uri)].flatMap(([uri, inFile]) => [
      `  ${paint('dim', uri)}`,
      ...inFile.map(({ line, name }) => `  ${paint('dim', String(line).padStart(5))}  ${clip(name, width - 9).trimEnd()}`),
    ]),
  ]);
}

/** `setd explain RETRY-3`: what a requirement says, where it comes from, what judges it. */
export function registerExplainCommand(program: Command): void {
  program
    .command('explain')
    .description('what a requirement says, where it comes from, and which scenarios judge it')
    .argument('<id>', 'a requirement id such as RETRY-3')
    .option('--no-color', 'no colours')
    .action(explain);
}
