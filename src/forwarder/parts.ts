import type { Clock } from '../clock.ts';
import { type AttemptBudget, PerCopyBudget } from './attempt-budget.ts';
import { type ConnectionPolicy, documentedConnectionPolicy } from './connection-policy.ts';
import { DestinationCounter } from './counters.ts';
import { buildJournalCopy, type CopyBuilder } from './journal-copy.ts';
import { documentedLogFormat, type LogFormat } from './log-format.ts';
import { type DnsSettings, MxRouter, type Router } from './mx.ts';
import { type ConnectorChoice, firstMatch, type PolicyMatcher } from './policy.ts';
import { documentedRetryTable, type RetryTable } from './retry-table.ts';
import { type Scanner, TestStringScanner, type Verdict } from './scan.ts';
import { type Dialogue, standardDialogue } from './smtp-client/dialogue.ts';
import { type DotStuffer, StandardDotStuffer } from './smtp-client/dot-stuffing.ts';
import { type ReplyParser, StrictReplyParser } from './smtp-client/reply-parser.ts';
import { documentedHostStatus, type HostStatusText } from './status/host-status.ts';
import { documentedTophosts, type TophostsText } from './status/tophosts.ts';
import { documentedTrackingFormat, type TrackingFormat } from './tracking/tracking-format.ts';

/** What decides whether a message is journaled at all. */
export interface JournalFacts {
  readonly direction: 'incoming' | 'outgoing';
  readonly verdict: Verdict;
}

/**
 * The exchangeable parts of the forwarder. Each decides or does one thing, so that a deliberately wrong variant is the
 * forwarder with one part exchanged.
 */
export interface ForwarderParts {
  /** SCOPE-2, SCOPE-3: which messages are journaled. */
  readonly journals: (facts: JournalFacts) => boolean;
  readonly newScanner: () => Scanner;
  readonly matchPolicy: PolicyMatcher;
  /** The address that a policy's copies go to; undefined: no copy. */
  readonly intakeAddress: (connector: ConnectorChoice, defaultAddress: string | undefined) => string | undefined;
  readonly buildCopy: CopyBuilder;
  /** How long a copy may stay in the queue, ms, from what is configured. */
  readonly copyLifeMs: (configuredMs: number) => number;
  readonly newAttemptBudget: () => AttemptBudget;
  readonly retryTable: RetryTable;
  readonly connectionPolicy: ConnectionPolicy;
  readonly newRouter: (settings: DnsSettings, clock: Clock) => Router;
  readonly dialogue: Dialogue;
  readonly newReplyParser: () => ReplyParser;
  readonly newDotStuffer: () => DotStuffer;
  readonly logFormat: LogFormat;
  /** TRACK-1, TRACK-2: the texts of message tracking. */
  readonly trackingFormat: TrackingFormat;
  /** COUNT-1 to COUNT-4: the counters of one destination; `now` is ms on the gateway's clock. */
  readonly newCounter: (host: string, now: () => number) => DestinationCounter;
  /** COUNT-5 */
  readonly tophosts: TophostsText;
  readonly hostStatus: HostStatusText;
}

const intakeAddress: ForwarderParts['intakeAddress'] = (connector, defaultAddress) => {
  if (connector === 'no-scan') return undefined;
  return connector === 'default' ? defaultAddress : connector.custom;
};

/** The forwarder as documented. */
export const standardParts: ForwarderParts = {
  journals: ({ direction, verdict }) => direction === 'incoming' && verdict.kind === 'clean',
  newScanner: () => new TestStringScanner(),
  matchPolicy: firstMatch,
  intakeAddress,
  buildCopy: buildJournalCopy,
  copyLifeMs: (configuredMs) => configuredMs,
  newAttemptBudget: () => new PerCopyBudget(),
  retryTable: documentedRetryTable,
  connectionPolicy: documentedConnectionPolicy,
  newRouter: (settings, clock) => new MxRouter(settings, clock),
  dialogue: standardDialogue,
  newReplyParser: () => new StrictReplyParser(),
  newDotStuffer: () => new StandardDotStuffer(),
  logFormat: documentedLogFormat,
  trackingFormat: documentedTrackingFormat,
  newCounter: (host, now) => new DestinationCounter(host, now),
  tophosts: documentedTophosts,
  hostStatus: documentedHostStatus,
};
