// What the mail log and the message tracking say of a copy.
import { bounceText, type Failure } from './failure.ts';
import type { Ledger } from './ledger.ts';
import type { Peer } from './smtp.ts';

export const DESTINATION = 'the.tdc.queue';
const SERVICE = 'Cisco Secure Email Threat Defense';

export class CopyStory {
  private readonly ledger: Ledger;

  constructor(ledger: Ledger) {
    this.ledger = ledger;
  }

  enqueued(mid: number, messageId: string, intakeAddress: string): void {
    this.ledger.log(
      `TDC: MID ${mid} with Message-ID '${messageId}' enqueued for forwarding to ${SERVICE} to the message intake address ${intakeAddress}`,
    );
  }

  /** Returns what message tracking says. */
  delivered(mid: number): string {
    this.ledger.log(`TDC: MID ${mid} successfully delivered for scanning with ${SERVICE}.`);
    return `successfully delivered for scanning with ${SERVICE}.`;
  }

  dnsError({ trouble }: Failure, signal: AbortSignal): void {
    if (trouble.kind !== 'dns' || signal.aborted) return;
    this.ledger.log(`DNS ${trouble.isHard ? 'Error' : 'Temporary Failure'} ${trouble.name} ${trouble.type} - ${trouble.error}`);
  }

  connectionError(dcid: number, { address, port }: Peer, localAddress: string, reason: string): void {
    const details = reason.includes('timed out') ? 'timeout' : 'error';
    this.ledger.log(
      `TDC: Connection Error: DCID ${dcid} domain: ${DESTINATION} IP: ${address} port: ${port} details: ${details} ` +
        `interface: ${localAddress} reason: ${reason}`,
    );
  }

  /** The lines of a copy that has failed for good (LOG-9, LOG-10). Returns what message tracking says. */
  givenUp(mid: number, dcid: number, { trouble }: Failure): string {
    const reason = trouble.kind === 'tls' ? 'TLS Error' : trouble.kind === 'expired' ? 'Expired' : 'Hard Bounced';
    const why = bounceText(trouble);
    if (trouble.kind !== 'tls') this.ledger.log(`TDC: Hard bounced - ${why}`);
    this.ledger.log(`TDC: MID ${mid} delivery failed to ${SERVICE}: ${reason}.`);
    if (trouble.kind !== 'tls')
      this.ledger.log(`Bounced: DCID ${dcid} MID ${mid} to RID 0 - Bounced by destination server with response: ${why}`);
    return `delivery failed to ${SERVICE}: ${reason}.`;
  }
}
