import { createSecureContext, type SecureContext, type SecureVersion } from 'node:tls';
import type { Clock } from '../../src/clock.ts';
import type { CertificateFault } from '../faults/rule.ts';

/** Where the intake gets its certificates from. Both are PEM. */
export interface CertificateSource {
  readonly caCertificate: string;
  leaf(host: string, fault?: CertificateFault): Promise<{ readonly key: string; readonly cert: string }>;
}

/** What a handshake shows: a certificate, and the newest protocol where it is capped. */
export interface TlsOffer {
  readonly certificate?: CertificateFault | undefined;
  readonly maxVersion?: 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | undefined;
}

const contextFor = (leaf: { key: string; cert: string }, maxVersion: SecureVersion | undefined): SecureContext => {
  const old = maxVersion === 'TLSv1' || maxVersion === 'TLSv1.1';
  return createSecureContext({
    key: leaf.key,
    cert: leaf.cert,
    honorCipherOrder: true,
    minVersion: old ? 'TLSv1' : 'TLSv1.2',
    ...(maxVersion === undefined ? {} : { maxVersion }),
    // OpenSSL does not speak 1.0 and 1.1 above security level 0.
    ...(old ? { ciphers: 'ALL:@SECLEVEL=0' } : {}),
  });
};

/**
 * TLS contexts by host and offer, made once. Certificates come asynchronously: those of a valid offer are prepared
 * before the ports open, faulty ones when a rule is armed, or on demand with the clock waiting.
 */
export class TlsContexts {
  private readonly clock: Clock;
  private readonly source: CertificateSource;
  private readonly ready = new Map<string, SecureContext>();
  private readonly leaves = new Map<string, Promise<{ key: string; cert: string }>>();

  constructor(clock: Clock, source: CertificateSource) {
    this.clock = clock;
    this.source = source;
  }

  /** The context if it can be had at once; otherwise a promise, rejected when the certificate cannot be made. */
  context(host: string, offer: TlsOffer): SecureContext | Promise<SecureContext> {
    const key = `${host}|${offer.certificate ?? 'valid'}|${offer.maxVersion ?? 'any'}`;
    return this.ready.get(key) ?? this.make(key, host, offer);
  }

  private async make(key: string, host: string, offer: TlsOffer): Promise<SecureContext> {
    const done = this.clock.ledger.begin(`certificate for ${host}`);
    try {
      const context = contextFor(await this.leaf(host, offer.certificate), offer.maxVersion);
      this.ready.set(key, context);
      return context;
    } finally {
      done();
    }
  }

  private leaf(host: string, fault: CertificateFault | undefined): Promise<{ key: string; cert: string }> {
    const key = `${host}|${fault ?? 'valid'}`;
    const known = this.leaves.get(key);
    if (known !== undefined) return known;
    const made = fault === undefined ? this.source.leaf(host) : this.source.leaf(host, fault);
    this.leaves.set(key, made);
    made.catch(() => this.leaves.delete(key));
    return made;
  }
}
