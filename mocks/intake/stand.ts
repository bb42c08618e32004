import type { Clock } from '../../src/clock.ts';
import type { EvidenceSink } from '../../src/evidence/evidence-log.ts';
import type { AccountBook } from '../accounts.ts';
import type { FaultEngine } from '../faults/engine.ts';
import type { CopyStore } from './copy-store.ts';
import type { LiveRules } from './live-rules.ts';
import type { RecipientTally } from './recipient-tally.ts';
import type { Rounds } from './rounds.ts';
import type { TlsContexts } from './tls-contexts.ts';

/** One MX host of the intake: the name that DNS gives and the loopback address that stands for it. */
export interface IntakeHost {
  readonly name: string;
  readonly address: string;
}

/** What the connections of one intake share. */
export interface IntakeStand {
  readonly clock: Clock;
  readonly evidence: EvidenceSink;
  readonly faults: FaultEngine;
  readonly rules: LiveRules;
  readonly accounts: AccountBook;
  readonly store: CopyStore;
  readonly rounds: Rounds;
  readonly recipients: RecipientTally;
  readonly contexts: TlsContexts;
  readonly requireTls: boolean;
  /** Number of connections open now. */
  openConnections(): number;
  /** The next ordinal of a copy, from 1. */
  nextCopy(): number;
}
