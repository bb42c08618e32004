/**
 * How a message stands, the worst first: an engine dropped it; its copy or a recipient of its own failed; something of it is under
 * way; it ended here, since there is no next hop and no copy; everything arrived.
 */
export const TRACKED_STATES = ['dropped', 'failed', 'queued', 'discarded', 'delivered'] as const;
export type TrackedState = (typeof TRACKED_STATES)[number];

/** What became of the copy, and why where it failed. */
export interface TrackedCopy {
  readonly intakeAddress: string;
  readonly state: 'queued' | 'delivered' | 'failed';
  readonly reason: string | null;
}

export interface TrackingLine {
  readonly atMs: number;
  readonly text: string;
}

/** A message as tracking tells it. Times are ms on the gateway's clock. */
export interface TrackedMessage {
  readonly mid: number;
  readonly icid: number;
  readonly direction: 'incoming' | 'outgoing';
  readonly listener: string;
  readonly remoteAddress: string;
  readonly sender: string;
  readonly recipients: readonly string[];
  /** Encoded words (RFC 2047) are read; control characters made harmless. */
  readonly subject: string;
  readonly messageId: string;
  readonly sizeBytes: number;
  readonly receivedAtMs: number;
  readonly policy: string;
  readonly verdict: 'clean' | 'spam' | 'virus';
  /** The message that it was split from, and those that were split from it (POLICY-6). */
  readonly splitFrom: number | null;
  readonly splitInto: readonly number[];
  readonly state: TrackedState;
  readonly copy: TrackedCopy | null;
  readonly original: 'queued' | 'delivered' | 'failed' | 'discarded' | 'dropped';
  readonly lines: readonly TrackingLine[];
}

/** What is looked for; everything given has to hold. Texts match anywhere and in any case. */
export interface TrackingQuery {
  readonly mid?: number | undefined;
  readonly sender?: string | undefined;
  readonly recipient?: string | undefined;
  readonly subject?: string | undefined;
  readonly messageId?: string | undefined;
  /** Received at this time or later, ms. */
  readonly fromMs?: number | undefined;
  /** Received before this time, ms. */
  readonly untilMs?: number | undefined;
  readonly state?: TrackedState | undefined;
  /** Default 50. */
  readonly limit?: number | undefined;
  /** `next` of the page before this one. */
  readonly before?: number | undefined;
}

export interface TrackingPage {
  /** Newest first. */
  readonly messages: readonly TrackedMessage[];
  /** What to give as `before` for the page after this one; null: there is none. */
  readonly next: number | null;
  /** Messages that are no longer told, since there were more than are kept. */
  readonly forgotten: number;
}
