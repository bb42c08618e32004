import { connect } from 'node:net';

export interface GreetingPlace {
  readonly address: string;
  readonly port: number;
  readonly clientAddress?: string;
}

/** The first line that a mail server says, within `patienceMs` of real time; undefined where it is no 220, or none comes. */
export const greetingOf = ({ address, port, clientAddress }: GreetingPlace, patienceMs: number): Promise<string | undefined> =>
  new Promise((resolve) => {
    const socket = connect({ host: address, port, ...(clientAddress === undefined ? {} : { localAddress: clientAddress }) });
    let said = '';
    const settle = (greeting: string | undefined): void => {
      socket.removeAllListeners('close');
      // A server that is left without QUIT may log it as a fault.
      socket.end('QUIT\r\n');
      socket.destroySoon();
      resolve(greeting);
    };
    socket.setTimeout(patienceMs, () => settle(undefined));
    socket.on('error', () => {});
    socket.once('close', () => settle(undefined));
    socket.on('data', (chunk) => {
      said += chunk.toString('latin1');
      if (said.includes('\n')) settle(said.startsWith('220') ? said.split(/\r?\n/, 1)[0] : undefined);
    });
  });
