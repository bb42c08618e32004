import type { Clock } from '../clock.ts';
import { type AttemptBudget, PerCopyBudget } from './attempt-budget.ts';
import { type ConnectionPolicy, documentedConnectionPolicy } from './connection-policy.ts';
import { buildJournalCopy, type CopyBuilder } from './journal-copy.ts';
import { documentedLogFormat, type LogFormat } from './log-format.ts';
import { type DnsSettings, MxRouter, type Router } from './mx.ts';
import { type ConnectorChoice, firstMatch, type PolicyMatcher } from './policy.ts';
import { documentedRetryTable, type RetryTable } from './retry-table.ts';
import { type Scanner, TestStringScanner, type Verdict } from './scan.ts';
import { type Dialogue, standardDialogue } from './smtp-client/dialogue.ts';
import { type DotStuffer, StandardDotStuffer } from './smtp-client/dot-stuffing.ts';
import { type ReplyParser, StrictReplyParser } from './smtp-client/reply-parser.ts';

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
};
