import type { DeliveryFailure } from './smtp-client/outcome.ts';

/** Kinds of hard bounces as `hoststatus` tells them apart. */
export type BounceKind = 'dns' | 'fiveXX' | 'filter' | 'expired' | 'other';

/**
 * Which kind of hard bounce a failure is that no attempt follows.
 * ASSUMPTION: the vendor's guide counts a recipient whose attempts are used up as expired, and what is none of the others as other.
 */
export const bounceKindOf = (failure: DeliveryFailure): BounceKind => {
  switch (failure.kind) {
    case 'dns hard':
    case 'dns temporary':
      return 'dns';
    case 'refused':
      return failure.reply.code >= 500 ? 'fiveXX' : 'expired';
    case 'network error':
      return 'expired';
    case 'tls error':
    case 'garbled reply':
    case 'too large':
      return 'other';
  }
};
