import { CopyReport } from '../forwarder/copy-report.ts';
import type { LogFormat } from '../forwarder/log-format.ts';
import type { DeliveryFailure } from '../forwarder/smtp-client/outcome.ts';
import { everyOf } from './tools.ts';
import type { Mutant, PartsChange } from './variant.ts';

/** Writes some lines in another way. */
const writing =
  (change: (format: LogFormat) => Partial<LogFormat>): PartsChange =>
  ({ logFormat }) => ({ logFormat: { ...logFormat, ...change(logFormat) } });

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

class FailsTwice extends CopyReport {
  protected override failed(...[mid, reason, kind]: Parameters<CopyReport['failed']>): void {
    super.failed(mid, reason, kind);
    if (reason === 'Soft Bounced') this.context.log.info(this.context.parts.logFormat.copyFailed(mid, reason));
  }
}

const IN_ORDER = 'the whole story of a copy is looked for there';
const FOLLOWS = 'the lines about copies are followed there';
const raw = (text: string): string => Buffer.from(text, 'utf8').toString('utf8');
const FAILED = 'the reason of the failure is read there as well';

const isTls = (failure: DeliveryFailure): boolean => failure.kind === 'tls error';

/** LOG-1 to LOG-12. */
export const LOG: readonly Mutant[] = [
  {
    id: 'enqueued-names-another-address',
    title: 'names the default address when a copy is enqueued for another',
    breaks: ['LOG-1'],
    mayAlsoFail: everyOf(['SCOPE-6', 'LOG-7', 'SCOPE-1'], FOLLOWS),
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
    mayAlsoFail: everyOf(['LOG-5', 'LOG-7', 'POLICY-1', 'SCOPE-6', 'TRACK-1', 'LOG-4', 'CONN-5', 'POLICY-6', 'SCOPE-1'], FOLLOWS),
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
        'SCOPE-6',
        'LOG-4',
        'LOG-5',
        'LOG-6',
        'LOG-9',
        'LOG-11',
        'LOG-10',
        'LOG-12',
        'QUEUE-4',
        'QUEUE-6',
        'RETRY-9',
        'TLS-3',
        'TLS-4',
        'TLS-2',
        'TLS-5',
        'CONN-5',
        'TRACK-2',
        'POLICY-1',
        'LOG-2',
        'LOG-3',
        'TLS-7',
        'SCOPE-3',
        'SCOPE-1',
        'POLICY-6',
        'POLICY-7',
        'POLICY-5',
      ],
      'the MID of a message is known from that line',
    ),
    parts: writing(({ copyEnqueued }) => ({ copyEnqueued: (mid, _, address) => copyEnqueued(mid, '', address) })),
  },
  {
    id: 'logs-the-wrong-port',
    title: 'names port 25 whatever the port of a connection',
    breaks: ['LOG-2'],
    mayAlsoFail: everyOf(['LOG-8', 'CONN-5', 'LOG-7'], FOLLOWS),
    parts: writing(({ connectionOpened }) => ({
      connectionOpened: (connector, names) => connectionOpened(connector, { ...names, port: 25 }),
    })),
  },
  {
    id: 'logs-the-first-address-for-all',
    title: 'writes no line for every fourth connection',
    breaks: ['LOG-2'],
    mayAlsoFail: everyOf(['CONN-5', 'LOG-7', 'LOG-4', 'LOG-3', 'TLS-7', 'LOG-11', 'LOG-5'], FOLLOWS),
    parts: writing(({ connectionOpened }) => ({
      connectionOpened: (connector, names) =>
        names.dcid % 4 === 1 && connector ? `DCID ${names.dcid} opened` : connectionOpened(connector, names),
    })),
  },
  {
    id: 'tls-success-before-the-handshake',
    title: 'tells the success of TLS under another DCID',
    breaks: ['LOG-3'],
    mayAlsoFail: everyOf(['TLS-7', 'LOG-7'], FOLLOWS),
    parts: writing(({ tlsSucceeded }) => ({ tlsSucceeded: (dcid, protocol, cipher) => tlsSucceeded(dcid + 1000, protocol, cipher) })),
  },
  {
    id: 'failed-handshakes-succeed-too',
    title: 'tells a failed handshake as a success',
    breaks: ['LOG-3'],
    mayAlsoFail: everyOf(['TLS-7'], FOLLOWS),
    parts: writing(({ tlsSucceeded }) => ({ tlsFailed: (dcid) => tlsSucceeded(dcid, 'TLSv1.3', 'TLS_AES_256_GCM_SHA384') })),
  },
  {
    id: 'no-start-for-the-retry',
    title: 'tells the start of a delivery only once for each copy',
    breaks: ['LOG-4'],
    mayAlsoFail: everyOf(['LOG-7', 'CONN-5'], FOLLOWS),
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
    mayAlsoFail: everyOf(['LOG-5', 'LOG-6', 'LOG-11'], IN_ORDER),
    parts: writing(() => ({ copyDeliveryStarted: (dcid, mid) => `DCID ${dcid} MID ${mid}` })),
  },
  {
    id: 'says-only-delivered',
    title: 'says that a copy was delivered, not that it was for scanning',
    breaks: ['LOG-5', 'LOG-7'],
    mayAlsoFail: everyOf(['CONN-5', 'LOG-6', 'LOG-11', 'SCOPE-6'], IN_ORDER),
    parts: writing(() => ({ copyDelivered: (mid) => `TDC: MID ${mid} delivered.` })),
  },
  {
    id: 'delivered-under-the-next-mid',
    title: 'tells a delivery under the MID after that of the copy',
    breaks: ['LOG-5', 'LOG-7'],
    mayAlsoFail: everyOf(['CONN-5', 'LOG-6', 'LOG-11', 'SCOPE-6', 'LOG-4', 'LOG-9'], IN_ORDER),
    parts: writing(({ copyDelivered }) => ({ copyDelivered: (mid) => copyDelivered(mid + 1) })),
  },
  {
    id: 'nothing-is-finished',
    title: 'does not tell that a message is done',
    breaks: ['LOG-6', 'LOG-7'],
    mayAlsoFail: everyOf(['LOG-5', 'CONN-5'], IN_ORDER),
    parts: writing(() => ({ messageFinished: (mid) => `MID ${mid} done` })),
  },
  {
    id: 'finished-under-another-mid',
    title: 'tells every message as done under the MID of the first',
    breaks: ['LOG-6'],
    mayAlsoFail: everyOf(['LOG-5', 'LOG-7', 'CONN-5'], IN_ORDER),
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
    mayAlsoFail: everyOf(['LOG-5', 'LOG-6'], IN_ORDER),
    parts: () => ({ newCopyReport: (context) => new FinishedFirst(context) }),
  },
  {
    id: 'success-before-the-answer',
    title: 'tells a success when the attempt begins',
    breaks: ['LOG-7'],
    mayAlsoFail: everyOf(
      [
        'LOG-5',
        'LOG-6',
        'LOG-9',
        'LOG-10',
        'SCOPE-6',
        'CONN-5',
        'LOG-4',
        'LOG-11',
        'QUEUE-4',
        'QUEUE-6',
        'TLS-3',
        'TLS-4',
        'TLS-2',
        'TLS-5',
        'RETRY-9',
        'TRACK-2',
      ],
      'a success is told of copies that failed',
    ),
    parts: () => ({ newCopyReport: (context) => new DeliveredBeforeTheAnswer(context) }),
  },
  {
    id: 'a-time-out-is-a-refusal',
    title: 'tells a connection that timed out as refused',
    breaks: ['LOG-8'],
    parts: writing(({ connectionError }) => ({
      connectionError: (connector, names, domain, details, reason) =>
        connectionError(
          connector,
          names,
          domain,
          details === 'timeout' ? '[Errno 111] Connection refused' : details,
          details === 'timeout' ? 'network error' : reason,
        ),
    })),
  },
  {
    id: 'connection-errors-name-no-host',
    title: 'names 0.0.0.0 as the host of a connection error',
    breaks: ['LOG-8'],
    parts: writing(({ connectionError }) => ({
      connectionError: (connector, names, ...rest) => connectionError(connector, { ...names, address: '0.0.0.0' }, ...rest),
    })),
  },
  {
    id: 'connection-errors-are-not-told',
    title: 'tells a connection error only when the connection timed out',
    breaks: ['LOG-8'],
    mayAlsoFail: everyOf(['LOG-11', 'LOG-12', 'COUNT-5'], FAILED),
    parts: writing(({ connectionError }) => ({
      connectionError: (connector, names, domain, details, reason) =>
        details === 'timeout' ? connectionError(connector, names, domain, details, reason) : `DCID ${names.dcid} lost`,
    })),
  },
  {
    id: 'failures-give-no-reason',
    title: 'gives no reason for a failure',
    breaks: ['LOG-9'],
    mayAlsoFail: everyOf(
      ['LOG-10', 'TLS-2', 'TLS-3', 'TLS-4', 'TLS-5', 'TRACK-2', 'QUEUE-4', 'QUEUE-6', 'SCOPE-6', 'RETRY-9', 'LOG-7', 'LOG-11', 'LOG-12'],
      FAILED,
    ),
    parts: writing(({ copyFailed }) => ({ copyFailed: (mid) => copyFailed(mid, '') })),
  },
  {
    id: 'tls-errors-are-hard-bounces',
    title: 'tells a TLS error as "Hard Bounced"',
    breaks: ['LOG-9', 'TLS-2', 'TLS-3', 'TLS-4', 'TLS-5'],
    mayAlsoFail: { 'TRACK-2': FAILED },
    parts: ({ retryTable }) => ({
      retryTable: (outcome, facts) => {
        const decision = retryTable(outcome, facts);
        return decision.kind === 'failed' && outcome.kind !== 'accepted' && isTls(outcome)
          ? { ...decision, reason: 'Hard Bounced' }
          : decision;
      },
    }),
  },
  {
    id: 'soft-bounces-are-told-twice',
    title: 'tells the failure of a copy twice when the retry was refused too',
    breaks: ['LOG-9'],
    mayAlsoFail: everyOf(['LOG-12', 'SCOPE-6'], FAILED),
    parts: () => ({ newCopyReport: (context) => new FailsTwice(context) }),
  },
  {
    id: 'nxdomain-without-dns-error',
    title: 'writes no line about the error of the name server',
    breaks: ['LOG-10'],
    parts: writing(() => ({ dnsHardError: (name) => `no mail for ${name}` })),
  },
  {
    id: 'nxdomain-with-a-dcid',
    title: 'tells a bounce by NXDOMAIN with a connection',
    breaks: ['LOG-10'],
    parts: writing(({ copyBouncedByDns }) => ({ copyBouncedByDns: (...rest) => copyBouncedByDns(...rest).replace('DCID 0', 'DCID 31') })),
  },
  {
    id: 'nxdomain-as-5.1.1',
    title: 'tells a bounce by NXDOMAIN as 5.1.1',
    breaks: ['LOG-10'],
    mayAlsoFail: { 'LOG-11': FOLLOWS },
    parts: writing(({ copyHardBounced }) => ({ copyHardBounced: (...rest) => copyHardBounced(...rest).replace('5.1.2', '5.1.1') })),
  },
  {
    id: 'new-connections-are-not-marked',
    title: 'does not mark the line of a new connection as the connector’s',
    breaks: ['LOG-11'],
    mayAlsoFail: everyOf(['LOG-2', 'LOG-3', 'CONN-5', 'LOG-7'], FOLLOWS),
    parts: writing(({ connectionOpened }) => ({ connectionOpened: (_, names) => connectionOpened(false, names) })),
  },
  {
    id: 'connection-errors-are-not-marked',
    title: 'does not mark connection errors as the connector’s',
    breaks: ['LOG-11'],
    mayAlsoFail: { 'LOG-8': FOLLOWS },
    parts: writing(({ connectionError }) => ({ connectionError: (_, ...rest) => connectionError(false, ...rest) })),
  },
  {
    id: 'tls-lines-are-marked',
    title: 'marks the lines of TLS as the connector’s',
    breaks: ['LOG-11'],
    mayAlsoFail: everyOf(['LOG-3', 'LOG-7', 'TLS-7', 'CONN-5'], FOLLOWS),
    parts: writing(({ tlsSucceeded }) => ({ tlsSucceeded: (...rest) => `TDC: ${tlsSucceeded(...rest)}` })),
  },
  {
    id: 'a-message-id-may-forge-lines',
    title: 'writes a Message-ID into the log as it is',
    breaks: ['LOG-12'],
    mayAlsoFail: everyOf(['LOG-7', 'SCOPE-6'], FOLLOWS),
    parts: writing(() => ({
      copyEnqueued: (mid, messageId, address) =>
        `TDC: MID ${mid} with Message-ID '${raw(messageId)}' enqueued for forwarding to Cisco Secure Email Threat Defense to the message intake address ${address}`,
    })),
  },
  {
    id: 'a-subject-may-forge-lines',
    title: 'writes a subject into the log as it is',
    breaks: ['LOG-12'],
    parts: writing(() => ({ subject: (mid, subject) => `MID ${mid} Subject "${raw(subject)}"` })),
  },
  {
    id: 'a-refusal-may-forge-lines',
    title: 'writes the reply of the intake into the log with a line for each of its lines',
    breaks: ['LOG-12'],
    parts: writing(() => ({
      bounced: (dcid, mid, rid, reply) =>
        `Bounced: DCID ${dcid} MID ${mid} to RID ${rid} - 5.1.0 - Unknown address error ${reply.code} ${reply.lines.join('\n')}`,
      delayed: (dcid, mid, rid, reply) =>
        `Delayed: DCID ${dcid} MID ${mid} to RID ${rid} - 4.1.0 - Unknown address error ${reply.code} ${reply.lines.join('\n')}`,
    })),
  },
];
