import { X509Certificate } from 'node:crypto';
import { createSecureContext, type SecureContext, type SecureContextOptions } from 'node:tls';
import { isDeepStrictEqual } from 'node:util';
import type { GatewayConfig } from './config.ts';
import { TDC_QUEUE } from './counters.ts';
import { GatewayStartError } from './gateway-start-error.ts';
import type { OutboundContext } from './outbound.ts';

/** Reads every certificate of a PEM text; OpenSSL itself passes over what it does not understand. */
const checkCertificates = (pem: string): void => {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [pem];
  for (const block of blocks) new X509Certificate(block);
};

/** With what a TLS context is made (TLS-2). Exchangeable. */
export type TlsOptions = (tls: Pick<GatewayConfig['tls'], 'minVersion' | 'ca'>) => SecureContextOptions;

export const documentedTlsOptions: TlsOptions = ({ minVersion, ca }) => (ca === undefined ? { minVersion } : { minVersion, ca });

/** The context made last: gateways that follow each other in one process mostly trust the same, and reading it takes its time. */
let latest: { readonly options: SecureContextOptions; readonly context: SecureContext } | undefined;

const secureContext = ({ tls }: GatewayConfig, tlsOptions: TlsOptions): SecureContext => {
  const options = tlsOptions(tls);
  if (latest !== undefined && isDeepStrictEqual(latest.options, options)) return latest.context;
  try {
    if (tls.ca !== undefined) checkCertificates(tls.ca);
    const context = createSecureContext(options);
    latest = { options, context };
    return context;
  } catch (error) {
    const where = tls.caFile === undefined ? 'tls.ca' : `tls.caFile ${tls.caFile}`;
    throw new GatewayStartError(`${where} holds no certificate that can be read; give PEM text, BEGIN and END lines included`, {
      cause: error,
    });
  }
};

/** TLS-5: whether a session is good in spite of a problem with the certificate, by OpenSSL's name of it; `verifies`: as configured. */
export type CertificateTrust = (problem: string | undefined, verifies: boolean) => boolean;

export const documentedTrust: CertificateTrust = (problem, verifies) => problem === undefined || !verifies;

/** What all destinations have in common. */
type SharedContext = Pick<OutboundContext, 'clock' | 'log' | 'parts' | 'nextDcid' | 'tracking'>;

/**
 * What connections to the intake, and to the next hop if there is one, are made with.
 * @throws GatewayStartError when the certificates that are trusted cannot be read
 */
export const outboundContexts = (config: GatewayConfig, shared: SharedContext) => {
  const { clock, parts } = shared;
  const context = secureContext(config, parts.tlsOptions);
  const { hostname, timeouts, tls } = config;
  const newCounter = (host: string) => parts.newCounter(host, () => clock.now());
  const copies: OutboundContext = {
    ...shared,
    counter: newCounter(TDC_QUEUE),
    connector: true,
    port: config.intake.port,
    session: { hostname, timeouts, context, tls: 'required', trusts: (problem) => parts.trusts(problem, tls.verifyCertificates) },
  };
  const { nextHop } = config;
  if (nextHop === undefined) return { copies, originals: undefined };
  const originals: OutboundContext = {
    ...shared,
    counter: newCounter(`[${nextHop.address}]`),
    connector: false,
    port: nextHop.port,
    // Opportunistic TLS protects against listeners only; there is nothing to check a certificate against.
    session: { hostname, timeouts, context, tls: 'if offered', trusts: () => true },
  };
  return { copies, originals: { context: originals, nextHop } };
};
