import type { TrackingFormat } from './tracking-format.ts';
import type { TrackedFacts } from './tracking-store.ts';

const verdictLines = ({ mid, verdict }: TrackedFacts, format: TrackingFormat): string[] => {
  switch (verdict.kind) {
    case 'clean':
      return [format.scannedClean(mid), format.queued(mid)];
    case 'spam':
      return [format.spam(mid, verdict.engine), format.dropped(mid, verdict.engine)];
    case 'virus':
      return [format.virus(mid, verdict.name), format.dropped(mid, verdict.engine)];
  }
};

/** How the story of every message begins, from what is known of it: made when somebody reads it, since few stories are ever read. */
export const arrivalLines = (facts: TrackedFacts, format: TrackingFormat): string[] => {
  const { mid, icid, listener, remoteAddress, sender, recipients, messageId, subject, sizeBytes, policy, direction, splitFrom } = facts;
  return [
    format.received(mid, icid, listener, remoteAddress),
    format.sender(mid, sender),
    format.recipients(mid, recipients),
    format.messageId(mid, messageId),
    format.subject(mid, subject),
    format.ready(mid, sizeBytes),
    ...(splitFrom === null ? [] : [format.splitFrom(mid, splitFrom)]),
    format.matchedPolicy(mid, policy, direction === 'incoming' ? 'inbound' : 'outbound'),
    ...verdictLines(facts, format),
  ];
};
