import { pemFile } from '../../certificates/pem-file.ts';
import { media, type Operation, operation } from '../operation.ts';

/** The certificates that the MX hosts show. */
export const certificateOperations = (caCertificate: string): Operation[] => [
  operation({
    id: 'getCaCertificate',
    method: 'get',
    path: '/api/v1/ca.pem',
    section: 'Certificates',
    summary: 'The authority that signs the certificates of the MX hosts',
    answer: media('PEM', 'application/x-pem-file'),
    handle: ({ response }) => {
      response.type('application/x-pem-file').send(pemFile(caCertificate));
    },
  }),
];
