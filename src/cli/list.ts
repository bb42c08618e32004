import type { Command } from 'commander';
import { scenariosByRequirement } from '../harness/feature-index.ts';
import { loadRegistry } from '../harness/registry.ts';
import { clip } from '../harness/reports/text.ts';
import { print, textOptions } from './terminal.ts';

interface ListFlags {
  readonly untested: boolean;
  readonly color: boolean;
}

async function list({ untested, color }: ListFlags): Promise<void> {
  const registry = loadRegistry();
  const { paint, width } = textOptions(color);
  const scenarios = await scenariosByRequirement();
  let shown = 0;
  print([paint('dim', `  ${'id'.padEnd(11)}${'basis'.padEnd(12)}scenarios  requirement`)]);
  for (const section of registry.sections) {
    const rows = section.requirements.filter((requirement) => !untested || (scenarios.get(requirement.id)?.length ?? 0) === 0);
    if (rows.length === 0) continue;
    shown += rows.length;
    print(['', paint('bold', `${section.section}  ${section.title}`)]);
    print(
      rows.map((requirement) => {
        const count = scenarios.get(requirement.id)?.length ?? 0;
        const line = `  ${requirement.id.padEnd(11)}${requirement.basis.padEnd(12)}${String(count).padStart(9)}  ${requirement.title}`;
        return clip(line, width).trimEnd();
      }),
    );
  }
  print(['', untested ? `${shown} requirements without a scenario` : `${shown} requirements, catalogue ${registry.revision}`]);
}

/** `setd list`: the requirements and how many scenarios judge each. */
export function registerListCommand(program: Command): void {
  program
    .command('list')
    .description('the requirements, with the number of scenarios that judge each')
    .option('--untested', 'only those without a scenario', false)
    .option('--no-color', 'no colours')
    .action(list);
}
