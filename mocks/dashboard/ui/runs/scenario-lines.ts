import type { Evidence } from '../../../../src/evidence/events.ts';
import type { RunScenario } from '../data/runs.ts';
import { lineOf, type TranscriptLine } from '../message/transcript-lines.ts';

type Told = RunScenario['evidence'][number];

const list = (values: readonly string[]): string => (values.length === 0 ? 'nothing' : values.join(', '));

/** What happens beside the connections to the intake; undefined for what the transcript of a connection tells itself. */
const beside = (entry: Evidence): string | undefined => {
  switch (entry.type) {
    case 'dnsQueryReceived':
      return `DNS query ${entry.query}: ${entry.qtype} ${entry.name} (${entry.transport})`;
    case 'dnsAnswerSent':
      return `DNS answer ${entry.query}: ${entry.rcode}, ${list(entry.answers)}${entry.truncated ? ', truncated' : ''}`;
    case 'messageInjected':
      return `message ${entry.message} handed in, from <${entry.mailFrom}> to ${list(entry.rcptTo)}: ${entry.reply}`;
    case 'originalReceived':
      return `the original (${entry.size} bytes) reached the next hop, for ${list(entry.rcptTo)}`;
    case 'logLineRead':
      return `log: ${entry.line}`;
    case 'journalingChanged':
      return `${entry.what}: ${entry.accepted ? 'accepted' : `refused, ${entry.reason}`}`;
    case 'countersRead':
      return `tophosts ${entry.sortKey}\r\n${entry.text.replace(/\r?\n/g, '\r\n')}`;
    case 'systemCrashed':
      return 'the system was ended as by a crash';
    case 'systemRestarted':
      return 'the system was started again';
    case 'standChanged':
      return entry.what;
    default:
      return undefined;
  }
};

/** What is told in no sentence of its own, or not as this version writes it. */
const plain = ({ type, seq: _seq, atMs: _atMs, ...rest }: Told): string => `${type} ${JSON.stringify(rest)}`;

const written = (told: Told, beganAtMs: number): TranscriptLine => {
  const event = (text: string): TranscriptLine => ({
    seq: told.seq,
    afterMs: told.atMs - beganAtMs,
    speaker: 'event',
    text,
    secure: undefined,
    rule: undefined,
    tone: 'plain',
    own: false,
  });
  try {
    // A run.json is checked for types, places and times only; an entry that is not what its type says ends below.
    const entry = told as unknown as Evidence;
    return lineOf(entry, beganAtMs) ?? event(beside(entry) ?? plain(told));
  } catch {
    return event(plain(told));
  }
};

/** The evidence of a scenario to be read; times count from its first entry. */
export const scenarioLines = (evidence: readonly Told[]): TranscriptLine[] => {
  const beganAtMs = evidence[0]?.atMs ?? 0;
  return evidence.map((told) => written(told, beganAtMs));
};
