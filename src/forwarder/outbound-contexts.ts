import { X509Certificate } from 'node:crypto';
import { createSecureContext, type SecureContext } from 'node:tls';
import type { GatewayConfig } from './config.ts';
import { TDC_QUEUE } from './counters.ts';
import { GatewayStartError } from './gateway-start-error.ts';
import type { OutboundContext } from './outbound.ts';

/** Reads every certificate of a PEM text; OpenSSL itself passes over what it does not understand. */
const checkCertificates = (pem: string): void => {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [pem];
  for (const block of blocks) new X509Certificate(block);
};

/** The context made last: gateways that follow each other in one process mostly trust the same, and reading it takes its time. */
let latest: { readonly minVersion: string; readonly ca: string | undefined; readonly context: SecureContext } | undefined;

const newContext = ({ minVersion, ca }: GatewayConfig['tls']): SecureContext => {
  if (ca === undefined) return createSecureContext({ minVersion });
  checkCertificates(ca);
  return createSecureContext({ minVersion, ca });
};

const secureContext = ({ tls }: GatewayConfig): SecureContext => {
  const { minVersion, ca } = tls;
  if (latest !== undefined && latest.minVersion === minVersion && latest.ca === ca) return latest.context;
  try {
    const context = newContext(tls);
    latest = { minVersion, ca, context };
    return context;
  } catch (error) {
    const where = tls.caFile === undefined ? 'tls.ca' : `tls.caFile ${tls.caFile}`;
    throw new GatewayStartError(`${where} holds no certificate that can be read; give PEM text, BEGIN and END lines included`, {
      cause: error,
    });
  }
};

/** What all destinations have in common. */
type SharedContext = Pick<OutboundContext, 'clock' | 'log' | 'parts' | 'nextDcid' | 'tracking'>;

/**
 * What connections to the intake, and to the next hop if there is one, are made with.
 * @throws GatewayStartError when the certificates that are trusted cannot be read
 */
export const outboundContexts = (config: GatewayConfig, shared: SharedContext) => {
  const { clock, parts } = shared;
  const context = secureContext(config);
  const { hostname, timeouts, tls } = config;
  const newCounter = (host: string) => parts.newCounter(host, () => clock.now());
  const copies: OutboundContext = {
    ...shared,
    counter: newCounter(TDC_QUEUE),
    connector: true,
    port: config.intake.port,
    session: { hostname, timeouts, context, tls: 'required', verifyCertificates: tls.verifyCertificates },
  };
  const { nextHop } = config;
  if (nextHop === undefined) return { copies, originals: undefined };
  const originals: OutboundContext = {
    ...shared,
    counter: newCounter(`[${nextHop.address}]`),
    connector: false,
    port: nextHop.port,
    // Opportunistic TLS protects against listeners only; there is nothing to check a certificate against.
    session: { hostname, timeouts, context, tls: 'if offered', verifyCertificates: false },
  };
  return { copies, originals: { context: originals, nextHop } };
};
