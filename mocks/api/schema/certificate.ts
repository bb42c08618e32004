import { z } from 'zod';
import { CERTIFICATE_FAULTS } from '../../faults/rule.ts';

const certificate = z
  .strictObject({
    subject: z.string(),
    issuer: z.string(),
    names: z.array(z.string()).describe('subject alternative names'),
    serialNumber: z.string(),
    fingerprint256: z.string(),
    validFrom: z.iso.datetime(),
    validTo: z.iso.datetime(),
    keyType: z.string(),
  })
  .meta({ id: 'Certificate' });

export const certificateList = z.strictObject({
  authority: certificate.describe('what a gateway that verifies certificates has to trust: GET /api/v1/ca.pem'),
  hosts: z.array(z.strictObject({ host: z.string(), certificate })).describe('what each MX host shows'),
  faults: z
    .array(z.strictObject({ fault: z.enum(CERTIFICATE_FAULTS), description: z.string(), preset: z.string() }))
    .describe('what may be wrong with a certificate: a rule of the tls layer brings it about'),
});
