import type { Evidence } from '../../../../src/evidence/events.ts';
import type { RunScenario } from '../data/runs.ts';
import { lineOf, type TranscriptLine } from '../message/transcript-lines.ts';

type Entry = RunScenario['evidence' | 'unread'][number];

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

const inWords = ({ type, seq: _seq, atMs: _atMs, ...rest }: Entry): string => `${type} ${JSON.stringify(rest)}`;

const event = ({ seq, atMs }: Entry, beganAtMs: number, text: string): TranscriptLine => ({
  seq,
  afterMs: atMs - beganAtMs,
  speaker: 'event',
  text,
  secure: undefined,
  rule: undefined,
  tone: 'plain',
  own: false,
});

/** The evidence of a scenario to be read, what this version does not know as it stands; times count from the first entry. */
export const scenarioLines = ({ evidence, unread }: Pick<RunScenario, 'evidence' | 'unread'>): TranscriptLine[] => {
  const beganAtMs = Math.min(...[...evidence.slice(0, 1), ...unread.slice(0, 1)].map(({ atMs }) => atMs));
  const lines = [
    ...evidence.map((entry) => lineOf(entry, beganAtMs) ?? event(entry, beganAtMs, beside(entry) ?? inWords(entry))),
    ...unread.map((entry) => event(entry, beganAtMs, inWords(entry))),
  ];
  return lines.toSorted((one, other) => one.seq - other.seq);
};
