import { X509Certificate } from 'node:crypto';
import type { z } from 'zod';
import type { CertificateAuthority } from '../../certificates/authority.ts';
import { pemFile } from '../../certificates/pem-file.ts';
import { CERTIFICATE_FAULTS, type CertificateFault } from '../../faults/rule.ts';
import { json, media, type Operation, operation } from '../operation.ts';
import { certificateList } from '../schema/certificate.ts';

const DESCRIPTIONS: Readonly<Record<CertificateFault, string>> = {
  expired: 'its time was over yesterday',
  'not-yet-valid': 'its time begins tomorrow',
  'wrong-host': 'it names another host',
  'self-signed': 'it is signed by itself',
  'unknown-issuer': 'it is signed by an authority that nobody knows',
};

type Shown = z.output<typeof certificateList>['authority'];

const shown = (pem: string): Shown => {
  const { subject, issuer, subjectAltName, serialNumber, fingerprint256, validFromDate, validToDate, publicKey } = new X509Certificate(pem);
  return {
    subject,
    issuer,
    names: subjectAltName === undefined ? [] : subjectAltName.split(', '),
    serialNumber,
    fingerprint256,
    validFrom: validFromDate.toISOString(),
    validTo: validToDate.toISOString(),
    keyType: publicKey.asymmetricKeyType ?? 'unknown',
  };
};

/** The certificates that the MX hosts show. */
export const certificateOperations = (authority: CertificateAuthority, hosts: readonly { readonly name: string }[]): Operation[] => [
  operation({
    id: 'listCertificates',
    method: 'get',
    path: '/api/v1/certificates',
    section: 'Certificates',
    summary: 'The authority, what each MX host shows, and which faults there are',
    answer: json('certificates and faults', certificateList),
    handle: async () => ({
      authority: shown(authority.caCertificate),
      hosts: await Promise.all(hosts.map(async ({ name }) => ({ host: name, certificate: shown((await authority.leaf(name)).cert) }))),
      faults: CERTIFICATE_FAULTS.map((fault) => ({ fault, description: DESCRIPTIONS[fault], preset: `certificate-${fault}` })),
    }),
  }),
  operation({
    id: 'getCaCertificate',
    method: 'get',
    path: '/api/v1/ca.pem',
    section: 'Certificates',
    summary: 'The authority that signs the certificates of the MX hosts',
    answer: media('PEM', 'application/x-pem-file'),
    handle: ({ response }) => {
      response
        .set('Content-Disposition', 'attachment; filename="mock-setd-ca.pem"')
        .type('application/x-pem-file')
        .send(pemFile(authority.caCertificate));
    },
  }),
];
