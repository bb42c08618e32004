import { everyOf } from './tools.ts';
import type { Mutant, PartsChange } from './variant.ts';

/** Trusts a certificate in spite of some problem. */
const trusting =
  (problem: RegExp): PartsChange =>
  ({ trusts }) => ({ trusts: (found, verifies) => trusts(found !== undefined && problem.test(found) ? undefined : found, verifies) });

/** Which certificates are trusted: TLS-5. */
export const TLS_TRUST: readonly Mutant[] = [
  {
    id: 'trusts-everybody',
    title: 'never verifies a certificate',
    breaks: ['TLS-5', 'RETRY-6'],
    parts: ({ trusts }) => ({ trusts: (problem) => trusts(problem, false) }),
  },
  {
    id: 'trusts-nobody-new',
    title: 'verifies certificates although told not to',
    breaks: ['TLS-5'],
    mayAlsoFail: everyOf(['DNS-2', 'DNS-3', 'DNS-5'], 'the intake shows the certificate of another host there'),
    parts: ({ trusts }) => ({ trusts: (problem) => trusts(problem, true) }),
  },
  {
    id: 'trusts-another-host',
    title: 'does not compare the certificate with the name of the host',
    breaks: ['TLS-5', 'RETRY-6'],
    parts: trusting(/ALTNAME/),
  },
  {
    id: 'trusts-expired-certificates',
    title: 'trusts a certificate that has expired',
    breaks: ['TLS-5', 'RETRY-6'],
    parts: trusting(/EXPIRED/),
  },
  {
    id: 'trusts-certificates-of-tomorrow',
    title: 'trusts a certificate that is not yet valid',
    breaks: ['TLS-5', 'RETRY-6'],
    parts: trusting(/NOT_YET_VALID/),
  },
  {
    id: 'trusts-self-signed-certificates',
    title: 'trusts a certificate that is signed by itself',
    breaks: ['TLS-5', 'RETRY-6'],
    parts: trusting(/SELF_SIGNED/),
  },
  {
    id: 'trusts-unknown-issuers',
    title: 'trusts a certificate whose issuer it does not know',
    breaks: ['TLS-5', 'RETRY-6'],
    parts: trusting(/UNABLE_TO_VERIFY|ISSUER/),
  },
];
