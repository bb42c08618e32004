import type { Envelope } from './cucumber-envelope.ts';
import type { CucumberPlan } from './cucumber-run.ts';

// What a run and its threads tell each other.

/** What a thread is given when it starts. */
export interface ThreadPlan {
  readonly plan: CucumberPlan;
}

export type ToThread = { readonly type: 'run'; readonly paths: readonly string[] } | { readonly type: 'close' };

export type FromThread =
  | { readonly type: 'messages'; readonly envelopes: readonly Envelope[] }
  | { readonly type: 'done' }
  /** The part could not be run; `usage`: what was asked for is at fault. */
  | { readonly type: 'failed'; readonly usage: boolean; readonly message: string };
