import { deflateRawSync } from 'node:zlib';
import type { ScenarioResult, StepResult } from '../../run-result.ts';
import { type Speaker, type TranscriptLine, transcribe } from '../../transcript.ts';

// Steps and transcripts are nine tenths of what the page knows, and most are never opened. They lie in it compressed: each
// text written out once, numbers as differences from the line before. 70,000 lines take 0.2 MB instead of 4.7.

/** Order of the speakers, by which a transcript line names its own. */
export const SPEAKERS: readonly Speaker[] = ['C', 'S', 'connection', 'tls', 'rule', 'dns', 'log', 'copy', 'anomaly', 'stand'];

export type PackedStep = readonly [keyword: string, text: string, status: string, ms: number, message: string | null];

/** Tenths of a millisecond are the finest that anyone reads. */
export const round = (ms: number): number => Math.round(ms * 10) / 10;

/** Keeps each text once, for all scenarios together: the first time as itself, then as its number. */
class Texts {
  private readonly numbers = new Map<string, number>();

  field(text: string): string | number {
    const known = this.numbers.get(text);
    if (known === undefined) this.numbers.set(text, this.numbers.size);
    return known ?? text;
  }
}

/** What a failed step says, unless it only repeats the departure that stands above the steps. */
const messageOf = ({ message }: StepResult, { outcomes }: ScenarioResult): string | null => {
  const repeats = outcomes.some(
    (outcome) => outcome.kind === 'departs' && message?.endsWith(`expected ${outcome.expected}; observed ${outcome.observed}`),
  );
  return repeats ? null : message;
};

function packLines(lines: readonly TranscriptLine[], texts: Texts): (string | number)[] {
  let [seqBefore, tenthsBefore] = [0, 0];
  return lines.flatMap(({ seq, atMs, speaker, connection, text }) => {
    const tenths = Math.round(atMs * 10);
    const fields = [seq - seqBefore, tenths - tenthsBefore, SPEAKERS.indexOf(speaker), connection ?? 0, texts.field(text)];
    [seqBefore, tenthsBefore] = [seq, tenths];
    return fields;
  });
}

/** What opened scenarios show, in the order of the scenarios: deflated JSON in base64. client/unpack.js reads it. */
export function packDetails(scenarios: readonly ScenarioResult[]): string {
  const texts = new Texts();
  const details = scenarios.map((scenario) => [
    scenario.steps.map((step): PackedStep => [step.keyword, step.text, step.status, round(step.durationMs), messageOf(step, scenario)]),
    packLines(transcribe(scenario.evidence), texts),
  ]);
  return deflateRawSync(JSON.stringify(details), { level: 9 }).toString('base64');
}
