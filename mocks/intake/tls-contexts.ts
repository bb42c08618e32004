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

/** Without the post-quantum groups that OpenSSL puts first: they make a handshake a tenth dearer, and protect nothing on a test bench. */
const CURVES = 'X25519:P-256:P-384:P-521';

const contextFor = (leaf: { key: string; cert: string }, maxVersion: SecureVersion | undefined): SecureContext => {
  const old = maxVersion === 'TLSv1' || maxVersion === 'TLSv1.1';
  return createSecureContext({
    key: leaf.key,
    cert: leaf.cert,
    honorCipherOrder: true,
    ecdhCurve: CURVES,
    minVersion: old ? 'TLSv1' : 'TLSv1.2',
    ...(maxVersion === undefined ? {} : { maxVersion }),
    // OpenSSL does not speak 1.0 and 1.1 above security level 0.
    ...(old ? { ciphers: 'ALL:@SECLEVEL=0' } : {}),
  });
};

/** The contexts made of one source's certificates, by what they show. */
type Made = Map<string, SecureContext>;

/** A context costs a few milliseconds and depends on its certificate alone: all intakes of one source share theirs. */
const madeBySource = new WeakMap<CertificateSource, Made>();

const madeFor = (source: CertificateSource): Made => {
  const known = madeBySource.get(source);
  if (known !== undefined) return known;
  const made: Made = new Map();
  madeBySource.set(source, made);
  return made;
};

/**
 * TLS contexts by host and offer, made once. Certificates come asynchronously: a valid one when a connection first asks for it,
 * with the clock waiting, so that a stand starts without; faulty ones when a rule is armed.
 */
export class TlsContexts {
  private readonly clock: Clock;
  private readonly source: CertificateSource;
  private readonly ready: Made;

  constructor(clock: Clock, source: CertificateSource) {
    this.clock = clock;
    this.source = source;
    this.ready = madeFor(source);
  }

  /** The context if it can be had at once; otherwise a promise, rejected when the certificate cannot be made. */
  context(host: string, offer: TlsOffer): SecureContext | Promise<SecureContext> {
    const key = `${host}|${offer.certificate ?? 'valid'}|${offer.maxVersion ?? 'any'}`;
    return this.ready.get(key) ?? this.make(key, host, offer);
  }

  private async make(key: string, host: string, offer: TlsOffer): Promise<SecureContext> {
    const { certificate, maxVersion } = offer;
    const done = this.clock.ledger.begin(`certificate for ${host}`);
    try {
      const leaf = await (certificate === undefined ? this.source.leaf(host) : this.source.leaf(host, certificate));
      const made = this.ready.get(key) ?? contextFor(leaf, maxVersion);
      this.ready.set(key, made);
      return made;
    } finally {
      done();
    }
  }
}
