import type { Clock } from '../clock.ts';
import { documentedPolicyRows, type PolicyRows } from './admin/policy-row.ts';
import { type AttemptBudget, PerCopyBudget } from './attempt-budget.ts';
import type { JournalSettingsInput } from './config.ts';
import { journalSettings } from './config-file.ts';
import { type ConnectionPolicy, documentedConnectionPolicy } from './connection-policy.ts';
import { CopyReport } from './copy-report.ts';
import { DestinationCounter } from './counters.ts';
import { type Dispatch, dispatchAtOnce } from './dispatch.ts';
import type { ReceivedMessage } from './inbound.ts';
import { buildJournalCopy, type CopyBuilder } from './journal-copy.ts';
import { documentedLogFormat, type LogFormat } from './log-format.ts';
import { type DnsSettings, documentedLookUp, documentedRouteKeptMs, type LookUp, MxRouter, type Router } from './mx.ts';
import { isUnreachable, type OutboundContext } from './outbound.ts';
import { type CertificateTrust, documentedTlsOptions, documentedTrust, type TlsOptions } from './outbound-contexts.ts';
import { type ConnectorChoice, documentedGroups, type PolicyGrouping } from './policy.ts';
import { CopyQueue, type QueueEvents } from './queue.ts';
import { documentedRetryTable, type RetryTable } from './retry-table.ts';
import { type Scanner, TestStringScanner } from './scan.ts';
import { type Dialogue, standardDialogue } from './smtp-client/dialogue.ts';
import { type DotStuffer, StandardDotStuffer } from './smtp-client/dot-stuffing.ts';
import type { DeliveryFailure } from './smtp-client/outcome.ts';
import { type ReplyParser, StrictReplyParser } from './smtp-client/reply-parser.ts';
import type { Spooled } from './spool/spool.ts';
import { documentedHostStatus, type HostStatusText } from './status/host-status.ts';
import { documentedTophosts, type TophostsText } from './status/tophosts.ts';
import { documentedTraceFields, type TraceFields } from './trace-fields.ts';
import { documentedTrackingFormat, type TrackingFormat } from './tracking/tracking-format.ts';
import { documentedMatcher, type TrackingMatcher } from './tracking/tracking-query.ts';
import type { JournalSettings } from './work-queue.ts';

/** What decides whether a message is journaled at all. */
export type JournalFacts = Pick<ReceivedMessage, 'direction' | 'verdict' | 'sender' | 'recipients' | 'message'>;

/**
 * The exchangeable parts of the forwarder. Each decides or does one thing, so that a deliberately wrong variant is the
 * forwarder with one part exchanged.
 */
export interface ForwarderParts {
  /** SCOPE-2, SCOPE-3: which messages are journaled. */
  readonly journals: (facts: JournalFacts) => boolean;
  readonly newScanner: () => Scanner;
  readonly policyGroups: PolicyGrouping;
  /** The address that a policy's copies go to; undefined: no copy. */
  readonly intakeAddress: (connector: ConnectorChoice, defaultAddress: string | undefined) => string | undefined;
  /** COPY-5: header fields put on top of the message. */
  readonly traceFields: TraceFields;
  readonly buildCopy: CopyBuilder;
  /** SCOPE-4: how what is owed for a message gets on its ways. */
  readonly dispatch: Dispatch;
  /** Checks journaling settings from outside; throws ConfigError (POLICY-11). */
  readonly readJournaling: (input: JournalSettingsInput) => JournalSettings;
  /** What a change of the settings comes to (POLICY-9, POLICY-10). */
  readonly settingsInForce: (committed: JournalSettings, before: JournalSettings) => JournalSettings;
  /** POLICY-8 */
  readonly policyRows: PolicyRows;
  /** How long a copy may stay in the queue, ms, from what is configured. */
  readonly copyLifeMs: (configuredMs: number) => number;
  readonly newCopyQueue: (clock: Clock, lifeMs: number, events: QueueEvents) => CopyQueue;
  /** QUEUE-6: what is taken up of that which an earlier run has left; `nowMs` on the gateway's clock. */
  readonly leftovers: (left: Spooled, nowMs: number) => Spooled;
  readonly newAttemptBudget: () => AttemptBudget;
  readonly retryTable: RetryTable;
  readonly connectionPolicy: ConnectionPolicy;
  readonly newRouter: (settings: DnsSettings, clock: Clock, lookUp: LookUp) => Router;
  readonly lookUp: LookUp;
  readonly routeKeptMs: (validMs: number) => number;
  /** DNS-2: whether the next host of the route is tried within the same attempt. */
  readonly isUnreachable: (failure: DeliveryFailure) => boolean;
  /** TLS-2 */
  readonly tlsOptions: TlsOptions;
  /** TLS-5 */
  readonly trusts: CertificateTrust;
  readonly dialogue: Dialogue;
  readonly newReplyParser: () => ReplyParser;
  readonly newDotStuffer: () => DotStuffer;
  readonly logFormat: LogFormat;
  /** What is told of copies, in which order: log, counters, tracking. */
  readonly newCopyReport: (context: OutboundContext) => CopyReport;
  /** TRACK-1, TRACK-2: the texts of message tracking. */
  readonly trackingFormat: TrackingFormat;
  /** TRACK-3 */
  readonly trackingMatcher: TrackingMatcher;
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
  policyGroups: documentedGroups,
  intakeAddress,
  traceFields: documentedTraceFields,
  buildCopy: buildJournalCopy,
  dispatch: dispatchAtOnce,
  readJournaling: journalSettings,
  settingsInForce: (committed) => committed,
  policyRows: documentedPolicyRows,
  copyLifeMs: (configuredMs) => configuredMs,
  newCopyQueue: (clock, lifeMs, events) => new CopyQueue(clock, lifeMs, events),
  leftovers: (left) => left,
  newAttemptBudget: () => new PerCopyBudget(),
  retryTable: documentedRetryTable,
  connectionPolicy: documentedConnectionPolicy,
  newRouter: (settings, clock, lookUp) => new MxRouter(settings, clock, lookUp),
  lookUp: documentedLookUp,
  routeKeptMs: documentedRouteKeptMs,
  isUnreachable,
  tlsOptions: documentedTlsOptions,
  trusts: documentedTrust,
  dialogue: standardDialogue,
  newReplyParser: () => new StrictReplyParser(),
  newDotStuffer: () => new StandardDotStuffer(),
  logFormat: documentedLogFormat,
  newCopyReport: (context) => new CopyReport(context),
  trackingFormat: documentedTrackingFormat,
  trackingMatcher: documentedMatcher,
  newCounter: (host, now) => new DestinationCounter(host, now),
  tophosts: documentedTophosts,
  hostStatus: documentedHostStatus,
};
