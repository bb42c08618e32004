import { MARK, STYLE } from '../reports/paint.ts';
import { clip, type TextOptions, wrap } from '../reports/text.ts';
import type { RunMeta, Verdict } from '../run-result.ts';
import { printable } from '../transcript.ts';
import type { Change, Comparison, RequirementComparison, ScenarioDifference, Side } from './compare.ts';

/** Scenarios of one requirement that are told in full; JSON and HTML hold them all. */
const MOST_SCENARIOS = 5;

const HEADINGS: Readonly<Record<Change, string>> = {
  worse: 'Worse on the right',
  better: 'Better on the right',
  other: 'Different',
  same: 'The same verdict, by other scenarios',
};

const verdictOf = (verdict: Verdict | null, { paint }: TextOptions): string =>
  verdict === null ? 'absent' : paint(STYLE[verdict], `${MARK[verdict]} ${verdict}`);

const named = ({ system, tool, started }: RunMeta): string =>
  `${printable(system)} (${tool.name} ${tool.version}, ${started.slice(0, 16).replace('T', ' ')})`;

function sideLines(label: string, side: Side | null, options: TextOptions): string[] {
  if (side === null) return [`    ${label} absent`];
  const indent = ' '.repeat(label.length + 5);
  const words = side.reason === '' ? '' : `: ${printable(side.reason.replaceAll(/\s+/g, ' '))}`;
  const [first = '', ...rest] = wrap(`${verdictOf(side.verdict, options)}${words}`, Math.max(30, options.width - indent.length), indent);
  const lines = side.evidence.map((line) => `    ${options.paint('dim', '|')} ${clip(line, Math.max(40, options.width - 6)).trimEnd()}`);
  return [`    ${label} ${first}`, ...rest, ...lines];
}

const scenarioLines = ({ id, name, left, right }: ScenarioDifference, options: TextOptions): string[] => [
  `  ${printable(name)}  ${options.paint('dim', printable(id))}`,
  ...sideLines('left ', left, options),
  ...sideLines('right', right, options),
];

function requirementLines({ id, title, left, right, scenarios }: RequirementComparison, options: TextOptions): string[] {
  const more = scenarios.length - MOST_SCENARIOS;
  return [
    `${options.paint('bold', id)}  ${verdictOf(left, options)} → ${verdictOf(right, options)}  ${title}`,
    ...scenarios.slice(0, MOST_SCENARIOS).flatMap((scenario) => scenarioLines(scenario, options)),
    ...(more > 0 ? [`  and ${more} scenarios more`] : []),
    '',
  ];
}

/** A comparison as text: what differs, and how much is the same. */
export function comparisonText(comparison: Comparison, options: TextOptions): string[] {
  const { left, right, conditions, requirements } = comparison;
  const different = requirements.filter(({ change, scenarios }) => change !== 'same' || scenarios.length > 0);
  const groups = Map.groupBy(different, ({ change }) => change);
  const alike = requirements.length - different.length;
  return [
    `left:  ${named(left)}`,
    `right: ${named(right)}`,
    ...(conditions.length === 0 ? [] : ['', options.paint('yellow', 'They were judged under different conditions:')]),
    ...conditions.map((condition) => `  ${printable(condition)}`),
    '',
    ...[...groups].flatMap(([change, members]) => [
      options.paint('bold', `${HEADINGS[change]}: ${members.length}`),
      '',
      ...members.flatMap((member) => requirementLines(member, options)),
    ]),
    `${alike} of ${requirements.length} requirements are alike in both`,
  ];
}
