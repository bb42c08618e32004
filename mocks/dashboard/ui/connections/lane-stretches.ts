import type { Lane } from '../data/connections.ts';

/** What a connection is busy with, as its lane shows it. */
export const STRETCH_KINDS = ['connect', 'greeting', 'ehlo', 'tls', 'transaction', 'idle', 'quit'] as const;
export type StretchKind = (typeof STRETCH_KINDS)[number];

export interface LaneStretch {
  readonly kind: StretchKind;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Stages as the evidence names them. What follows the reply to a message's last dot is idleness, until the next command. */
const KINDS: Readonly<Record<string, StretchKind>> = {
  connect: 'connect',
  greeting: 'greeting',
  EHLO: 'ehlo',
  'EHLO over TLS': 'ehlo',
  STARTTLS: 'tls',
  TLS: 'tls',
  'end of data': 'idle',
  'between messages': 'idle',
  QUIT: 'quit',
};

const kindOf = (stage: string): StretchKind => KINDS[stage] ?? 'transaction';

/** After the reply to these the gateway may take its time: it does nothing until its next command. (After DATA the message flows.) */
const RESTING: ReadonlySet<string> = new Set(['greeting', 'EHLO', 'EHLO over TLS', 'MAIL FROM', 'RCPT TO']);

/** The lane from its opening to its end, or to now; neighbours of one kind are one stretch. */
export const stretchesOf = ({ stages, closedAtMs }: Lane, nowMs: number): LaneStretch[] => {
  const endMs = closedAtMs ?? nowMs;
  const stretches: LaneStretch[] = [];
  const add = (stretch: LaneStretch): void => {
    const before = stretches.at(-1);
    if (before?.kind === stretch.kind) stretches[stretches.length - 1] = { ...before, toMs: stretch.toMs };
    else stretches.push(stretch);
  };
  stages.forEach(({ stage, atMs, answeredAtMs }, index) => {
    const kind = kindOf(stage);
    const next = stages[index + 1];
    const toMs = Math.max(atMs, next?.atMs ?? endMs);
    // A transaction goes on from command to command; one that was refused is over.
    const goesOn = kind === 'transaction' && next !== undefined && (kindOf(next.stage) === kind || next.stage === 'end of data');
    const restsFromMs = RESTING.has(stage) && answeredAtMs !== null && !goesOn ? Math.min(answeredAtMs, toMs) : toMs;
    add({ kind, fromMs: atMs, toMs: restsFromMs });
    if (restsFromMs < toMs) add({ kind: 'idle', fromMs: restsFromMs, toMs });
  });
  return stretches;
};

/** Whether an open connection waits for the gateway to say something. */
export const isIdle = (lane: Lane, nowMs: number): boolean => lane.closedAtMs === null && stretchesOf(lane, nowMs).at(-1)?.kind === 'idle';

/** Every moment that is told of a lane. */
export const momentsOf = ({ openedAtMs, closedAtMs, stages, messages, faults }: Lane): number[] => [
  openedAtMs,
  ...(closedAtMs === null ? [] : [closedAtMs]),
  ...[...stages, ...messages, ...faults].map(({ atMs }) => atMs),
];

/** Whether it ended as a connection should: the client said QUIT or closed it in good order. */
export const endedBadly = ({ end }: Pick<Lane, 'end'>): boolean => end !== null && /^reset|intake/.test(end);
