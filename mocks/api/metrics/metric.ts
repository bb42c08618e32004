// Counters and gauges in the text format of Prometheus (version 0.0.4), as much of it as is used here.

export type Labels = Readonly<Record<string, string>>;

type MetricType = 'counter' | 'gauge';

/** Label sets of one metric at most: what strangers send must not fill the memory. The rest is counted together. */
const MOST_LABEL_SETS = 1_000;
const REST = 'other';

const escapedHelp = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
const escapedLabel = (text: string): string => escapedHelp(text).replaceAll('"', '\\"');

const labelText = (labels: Labels): string => {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapedLabel(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
};

/** One metric with its HELP and TYPE lines. */
export const metricText = (
  type: MetricType,
  name: string,
  help: string,
  samples: Iterable<readonly [labels: Labels, value: number]>,
): string => {
  const lines = [`# HELP ${name} ${escapedHelp(help)}`, `# TYPE ${name} ${type}`];
  for (const [labels, value] of samples) lines.push(`${name}${labelText(labels)} ${value}`);
  return `${lines.join('\n')}\n`;
};

/** A single value that may rise and fall. */
export const gaugeText = (name: string, help: string, value: number): string => metricText('gauge', name, help, [[{}, value]]);

/** A number for each set of labels, that only rises. */
export class Counter {
  private readonly name: string;
  private readonly help: string;
  private readonly sums = new Map<string, { readonly labels: Labels; value: number }>();

  constructor(name: string, help: string) {
    this.name = name;
    this.help = help;
  }

  add(labels: Labels = {}, amount = 1): void {
    const key = Object.values(labels).join('\0');
    const known = this.sums.get(key);
    if (known !== undefined) known.value += amount;
    else if (this.sums.size < MOST_LABEL_SETS) this.sums.set(key, { labels, value: amount });
    else this.addToRest(labels, amount);
  }

  get text(): string {
    return metricText(
      'counter',
      this.name,
      this.help,
      [...this.sums.values()].map(({ labels, value }) => [labels, value] as const),
    );
  }

  private addToRest(labels: Labels, amount: number): void {
    const names = Object.keys(labels);
    const key = names.map(() => REST).join('\0');
    const rest = this.sums.get(key) ?? { labels: Object.fromEntries(names.map((name) => [name, REST])), value: 0 };
    rest.value += amount;
    this.sums.set(key, rest);
  }
}
