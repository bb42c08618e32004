import { CopyReport } from '../forwarder/copy-report.ts';
import { FOLLOWS, writing } from './log-writing.ts';
import { everyOf } from './tools.ts';
import type { Mutant } from './variant.ts';

/** Tells lines of a success in another order. */
class FinishedFirst extends CopyReport {
  override attemptEnded(...[mid, outcome, decision, connection]: Parameters<CopyReport['attemptEnded']>): void {
    if (decision.kind !== 'delivered') {
      super.attemptEnded(mid, outcome, decision, connection);
      return;
    }
    const { log, parts } = this.context;
    log.info(parts.logFormat.messageFinished(mid));
    log.info(parts.logFormat.copyDelivered(mid));
    this.delivered(mid);
  }
}

class DeliveredBeforeTheAnswer extends CopyReport {
  private readonly told = new Set<number>();
  override attemptBegan(mid: number): void {
    super.attemptBegan(mid);
    if (this.told.has(mid)) return;
    this.told.add(mid);
    this.context.log.info(this.context.parts.logFormat.copyDelivered(mid));
  }
}

const IN_ORDER = 'the whole story of a copy is looked for there';

/** The way of a copy from the queue to its delivery: LOG-1 and LOG-4 to LOG-7. */
export const LOG_COPIES: readonly Mutant[] = [
  {
    id: 'enqueued-names-another-address',
    title: 'names the default address when a copy is enqueued for another',
    breaks: ['LOG-1'],
    mayAlsoFail: everyOf(['SCOPE-6'], FOLLOWS),
    parts: ({ logFormat, intakeAddress }) => {
      let byDefault: string | undefined;
      return {
        intakeAddress: (connector, address) => {
          byDefault = address;
          return intakeAddress(connector, address);
        },
        logFormat: {
          ...logFormat,
          copyEnqueued: (mid, messageId, address) => logFormat.copyEnqueued(mid, messageId, byDefault ?? address),
        },
      };
    },
  },
  {
    id: 'split-copies-share-a-mid',
    title: 'tells the copies of a split message under one MID',
    breaks: ['LOG-1'],
    parts: writing(({ copyEnqueued }) => {
      const mids = new Map<string, number>();
      return {
        copyEnqueued: (mid, messageId, address) => {
          const known = mids.get(messageId) ?? mid;
          if (messageId !== '') mids.set(messageId, known);
          return copyEnqueued(known, messageId, address);
        },
      };
    }),
  },
  {
    id: 'message-id-in-no-quotes',
    title: 'leaves the Message-ID out when a copy is enqueued',
    breaks: ['LOG-1'],
    mayAlsoFail: everyOf(
      [
        'LOG-7',
        'LOG-4',
        'LOG-5',
        'LOG-6',
        'LOG-9',
        'LOG-10',
        'QUEUE-4',
        'QUEUE-6',
        'RETRY-9',
        'TLS-3',
        'TLS-4',
        'TLS-2',
        'TLS-5',
        'CONN-5',
      ],
      'the MID of a message is known from that line',
    ),
    parts: writing(({ copyEnqueued }) => ({ copyEnqueued: (mid, _, address) => copyEnqueued(mid, '', address) })),
  },
  {
    id: 'no-start-for-the-retry',
    title: 'tells the start of a delivery only once for each copy',
    breaks: ['LOG-4'],
    parts: writing(({ copyDeliveryStarted }) => {
      const told = new Set<number>();
      return {
        copyDeliveryStarted: (dcid, mid) => {
          if (told.has(mid)) return `MID ${mid} is tried again`;
          told.add(mid);
          return copyDeliveryStarted(dcid, mid);
        },
      };
    }),
  },
  {
    id: 'no-start-at-all',
    title: 'does not tell the start of a delivery',
    breaks: ['LOG-4', 'LOG-7', 'CONN-5'],
    parts: writing(() => ({ copyDeliveryStarted: (dcid, mid) => `DCID ${dcid} MID ${mid}` })),
  },
  {
    id: 'says-only-delivered',
    title: 'says that a copy was delivered, not that it was for scanning',
    breaks: ['LOG-5', 'LOG-7'],
    mayAlsoFail: everyOf(['SCOPE-6'], IN_ORDER),
    parts: writing(() => ({ copyDelivered: (mid) => `TDC: MID ${mid} delivered.` })),
  },
  {
    id: 'delivered-under-the-next-mid',
    title: 'tells a delivery under the MID after that of the copy',
    breaks: ['LOG-5', 'LOG-7'],
    mayAlsoFail: everyOf(['SCOPE-6'], IN_ORDER),
    parts: writing(({ copyDelivered }) => ({ copyDelivered: (mid) => copyDelivered(mid + 1) })),
  },
  {
    id: 'nothing-is-finished',
    title: 'does not tell that a message is done',
    breaks: ['LOG-6', 'LOG-7'],
    parts: writing(() => ({ messageFinished: (mid) => `MID ${mid} done` })),
  },
  {
    id: 'finished-under-another-mid',
    title: 'tells every message as done under the MID of the first',
    breaks: ['LOG-6'],
    parts: writing(({ messageFinished }) => {
      let first: number | undefined;
      return {
        messageFinished: (mid) => {
          first ??= mid;
          return messageFinished(first);
        },
      };
    }),
  },
  {
    id: 'finished-before-delivered',
    title: 'tells that a message is done before its copy was delivered',
    breaks: ['LOG-7'],
    parts: () => ({ newCopyReport: (context) => new FinishedFirst(context) }),
  },
  {
    id: 'success-before-the-answer',
    title: 'tells a success when the attempt begins',
    breaks: ['LOG-7'],
    mayAlsoFail: everyOf(['LOG-5', 'LOG-9', 'SCOPE-6', 'LOG-11', 'QUEUE-6'], 'a success is told of copies that failed'),
    parts: () => ({ newCopyReport: (context) => new DeliveredBeforeTheAnswer(context) }),
  },
];
