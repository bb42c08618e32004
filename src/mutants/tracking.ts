import { CopyReport } from '../forwarder/copy-report.ts';
import type { TrackingQuery } from '../forwarder/tracking/tracked-message.ts';
import type { Mutant, PartsChange } from './variant.ts';

const searching =
  (change: (query: TrackingQuery) => TrackingQuery): PartsChange =>
  ({ trackingMatcher }) => ({ trackingMatcher: (query) => trackingMatcher(change(query)) });

class TellsTwice extends CopyReport {
  protected override delivered(mid: number): void {
    super.delivered(mid);
    const { tracking, parts } = this.context;
    tracking.tell(mid, parts.trackingFormat.copyDelivered(mid));
  }
}

class TellsTooSoon extends CopyReport {
  override queued(...[mid, address, sinceMs]: Parameters<CopyReport['queued']>): void {
    super.queued(mid, address, sinceMs);
    const { tracking, parts } = this.context;
    tracking.tell(mid, parts.trackingFormat.copyDelivered(mid));
  }
  protected override delivered(mid: number): void {
    const { counter, tracking } = this.context;
    counter.recipientsDelivered(mid, [0]);
    tracking.copyEnded(mid, 'delivered', null);
  }
}

/** TRACK-1 to TRACK-3. */
export const TRACKING: readonly Mutant[] = [
  {
    id: 'success-is-told-twice',
    title: 'tells the success of a copy in two lines',
    breaks: ['TRACK-1'],
    parts: () => ({ newCopyReport: (context) => new TellsTwice(context) }),
  },
  {
    id: 'success-is-told-at-once',
    title: 'tells the success of a copy when it is queued',
    breaks: ['TRACK-1', 'TRACK-2'],
    parts: () => ({ newCopyReport: (context) => new TellsTooSoon(context) }),
  },
  {
    id: 'success-is-told-of-another-message',
    title: 'tells the success of a copy with the MID of another message',
    breaks: ['TRACK-1'],
    parts: ({ trackingFormat }) => ({
      trackingFormat: { ...trackingFormat, copyDelivered: (mid) => trackingFormat.copyDelivered(mid + 1) },
    }),
  },
  {
    id: 'failures-are-told-as-bounces',
    title: 'tells every failure of a copy as "Hard Bounced"',
    breaks: ['TRACK-2'],
    parts: ({ trackingFormat }) => ({
      trackingFormat: { ...trackingFormat, copyFailed: (mid) => trackingFormat.copyFailed(mid, 'Hard Bounced') },
    }),
  },
  {
    id: 'failures-are-told-without-reason',
    title: 'tells that a copy failed, and not why',
    breaks: ['TRACK-2'],
    parts: ({ trackingFormat }) => ({
      trackingFormat: {
        ...trackingFormat,
        copyFailed: (mid) => `TDC: Message ${mid} delivery failed to Cisco Secure Email Threat Defense.`,
      },
    }),
  },
  {
    id: 'failures-are-told-as-successes',
    title: 'tells a copy that grew too old as delivered',
    breaks: ['TRACK-2'],
    parts: ({ trackingFormat }) => ({
      trackingFormat: {
        ...trackingFormat,
        copyFailed: (mid, reason) =>
          reason === 'Queue Timeout' ? trackingFormat.copyDelivered(mid) : trackingFormat.copyFailed(mid, reason),
      },
    }),
  },
  ...(['sender', 'recipient', 'subject', 'messageId'] as const).map(
    (key): Mutant => ({
      id: `search-ignores-the-${key.toLowerCase()}`,
      title: `does not look at the ${key === 'messageId' ? 'Message-ID' : key} that is searched for`,
      breaks: ['TRACK-3'],
      parts: searching((query) => ({ ...query, [key]: undefined })),
    }),
  ),
  {
    id: 'search-ignores-the-end-of-the-time',
    title: 'finds what came after the time that is searched for',
    breaks: ['TRACK-3'],
    parts: searching((query) => ({ ...query, untilMs: undefined })),
  },
  {
    id: 'search-ignores-the-mid',
    title: 'finds every message by any MID but its own',
    breaks: ['TRACK-3'],
    parts: ({ trackingMatcher }) => ({
      trackingMatcher: (query) => {
        const matches = trackingMatcher(query);
        return (record, stateOf) => matches(record, stateOf) && (query.mid === undefined || record.mid % 2 === 0);
      },
    }),
  },
  {
    id: 'search-looks-at-the-first-recipient',
    title: 'finds a message by its first recipient only',
    breaks: ['TRACK-3'],
    parts: ({ trackingMatcher }) => ({
      trackingMatcher: (query) => {
        const matches = trackingMatcher(query);
        return (record, stateOf) => {
          const first = query.recipient === undefined || (record.recipients[0] ?? '').includes(query.recipient);
          return first && matches(record, stateOf);
        };
      },
    }),
  },
];
