import { CopyReport } from '../forwarder/copy-report.ts';
import { FAILED, writing } from './log-writing.ts';
import { everyOf } from './tools.ts';
import type { Mutant } from './variant.ts';

class FailsTwice extends CopyReport {
  protected override failed(...[mid, reason, kind]: Parameters<CopyReport['failed']>): void {
    super.failed(mid, reason, kind);
    if (reason === 'Soft Bounced') this.context.log.info(this.context.parts.logFormat.copyFailed(mid, reason));
  }
}

/** Failures and their reasons: LOG-9 and LOG-10. */
export const LOG_FAILURES: readonly Mutant[] = [
  {
    id: 'failures-give-no-reason',
    title: 'gives no reason for a failure',
    breaks: ['LOG-9'],
    mayAlsoFail: everyOf(['LOG-10', 'TLS-2', 'TLS-3', 'TLS-4', 'TLS-5', 'TLS-6', 'TRACK-2', 'QUEUE-6'], FAILED),
    parts: writing(({ copyFailed }) => ({ copyFailed: (mid) => copyFailed(mid, '') })),
  },
  {
    id: 'tls-errors-are-hard-bounces',
    title: 'tells a TLS error as "Hard Bounced"',
    breaks: ['LOG-9', 'TLS-2', 'TLS-3', 'TLS-4', 'TLS-5'],
    mayAlsoFail: everyOf(['TRACK-2', 'TLS-6'], FAILED),
    parts: ({ retryTable }) => ({
      retryTable: (outcome, facts) => {
        const decision = retryTable(outcome, facts);
        return decision.kind === 'failed' && outcome.kind === 'tls error' ? { ...decision, reason: 'Hard Bounced' } : decision;
      },
    }),
  },
  {
    id: 'soft-bounces-are-told-twice',
    title: 'tells the failure of a copy twice when the retry was refused too',
    breaks: ['LOG-9'],
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
    parts: writing(({ copyHardBounced }) => ({ copyHardBounced: (...rest) => copyHardBounced(...rest).replace('5.1.2', '5.1.1') })),
  },
];
