import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { CertificateAuthority } from '../mocks/certificates/authority.ts';
import { USUAL_SIZE_LIMIT } from '../mocks/intake/intake-connection.ts';

/** smtp-server as it is, apart from its greeting delay, with the intake's settings. It throws the messages away. */
class BareServer extends SMTPServer {
  override connect(...parameters: Parameters<SMTPServer['connect']>): void {
    super.connect(...parameters);
    const connection = [...this.connections].at(-1);
    if (connection === undefined) return;
    const ready = connection.connectionReady.bind(connection);
    connection.connectionReady = () => undefined;
    ready();
  }

  override onData(stream: SMTPServerDataStream, _session: SMTPServerSession, callback: (error: null) => void): void {
    stream.on('end', () => callback(null));
    stream.resume();
  }
}

/** Starts the peer that the intake is compared with; its port. */
export const serveBare = async (): Promise<number> => {
  const authority = await CertificateAuthority.create();
  const server = new BareServer({
    ...(await authority.leaf('mx1.test')),
    minVersion: 'TLSv1.2',
    authOptional: true,
    disabledCommands: ['AUTH'],
    disableReverseLookup: true,
    hideENHANCEDSTATUSCODES: false,
    size: USUAL_SIZE_LIMIT,
    logger: false,
  });
  server.on('error', () => undefined);
  return new Promise((resolve) => {
    const listening = server.listen(0, '127.0.0.1', () => {
      const address = listening.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
};
