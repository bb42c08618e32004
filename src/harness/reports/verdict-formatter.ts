import type { Envelope } from '../cucumber-envelope.ts';
import { judge } from '../judge.ts';
import { packageInfo } from '../package-root.ts';
import { loadRegistry } from '../registry.ts';
import type { RunResult, Status } from '../run-result.ts';
import { RunTally } from '../run-tally.ts';
import { findings } from './findings.ts';
import { PLAIN_TEXT, requirementTable, summary, type TextOptions, troubles } from './text.ts';

// A formatter for plain Cucumber (`npx cucumber-js`, editor plug-ins): the same verdicts as `setd run`. The exit status is
// Cucumber's own there, which fails a run for every scenario that failed.

/** What Cucumber hands to a formatter plug-in; only the part that is used. */
interface FormatterContext {
  on(event: 'message', listener: (message: Envelope) => void): void;
  readonly options: Readonly<Record<string, unknown>>;
  write(text: string): void;
}

const WIDTH_IN_FILE = 120;
const LOOK: TextOptions = { ...PLAIN_TEXT, width: Math.max(80, process.stdout.columns ?? WIDTH_IN_FILE), exitStatusOf: 'setd run' };

const DOT: Partial<Readonly<Record<Status, string>>> = { PASSED: '.', FAILED: 'F', SKIPPED: '-' };

function resultOf(tally: RunTally, strict: boolean, startedMs: number): RunResult {
  const registry = loadRegistry();
  const { name, version } = packageInfo();
  return judge({
    registry,
    scenarios: tally.scenarios,
    setupErrors: tally.setupErrors,
    baseline: null,
    complete: false,
    meta: {
      tool: { name, version },
      catalogue: registry.revision,
      node: process.versions.node,
      cucumber: tally.cucumberVersion,
      system: 'reference forwarder',
      clock: 'virtual',
      strict,
      seg: true,
      toleranceMs: 0,
      started: new Date(startedMs).toISOString(),
      durationMs: Date.now() - startedMs,
      selection: '',
      leftOut: null,
      shard: null,
    },
  });
}

export default {
  type: 'formatter',
  formatter({ on, options, write }: FormatterContext): void {
    const startedMs = Date.now();
    const tally = new RunTally(loadRegistry(), { ended: ({ scenario }) => write(DOT[scenario.status] ?? 'E') });
    const part = tally.beginPart();
    on('message', (message) => {
      part.accept(message);
      if (message.testRunFinished === undefined) return;
      tally.endPart(part);
      const result = resultOf(tally, options.strict === true, startedMs);
      const blocks = [requirementTable(result, LOOK), findings(result, LOOK), troubles(result, LOOK), summary(result, LOOK)];
      const text = blocks.filter((block) => block.length > 0).map((block) => block.join('\n').trimEnd());
      write(`\n\n${text.join('\n\n')}\n`);
    });
  },
};
