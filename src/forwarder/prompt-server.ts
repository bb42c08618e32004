import type { Socket } from 'node:net';
import { SMTPServer } from 'smtp-server';

type ServerConnection = SMTPServer['connections'] extends Set<infer Connection> ? Connection : never;

/** Replies to pipelined commands leave in one segment: everything said within one turn is one write. */
const gatherReplies = (connection: ServerConnection): void => {
  const send = connection.send.bind(connection);
  connection.send = (...reply) => {
    const socket = connection._socket;
    socket.cork();
    send(...reply);
    process.nextTick(() => socket.uncork());
  };
};

/** smtp-server without its fixed wait of 100 ms before the greeting. */
export class PromptServer extends SMTPServer {
  /** Without STARTTLS no context is made: the library would make one of its built-in certificate for each server. */
  override updateSecureContext(options?: Parameters<SMTPServer['updateSecureContext']>[0]): void {
    if (this.options.disabledCommands.includes('STARTTLS')) this.secureContext = new Map();
    else super.updateSecureContext(options);
  }

  override connect(socket: Socket, options?: Parameters<SMTPServer['connect']>[1]): void {
    super.connect(socket, options);
    let newest: ServerConnection | undefined;
    for (const connection of this.connections) newest = connection;
    if (newest === undefined) return;
    const connection = newest;
    // Before a handshake the 220 has to be out: replies are gathered only where there is no STARTTLS.
    if (this.options.disabledCommands.includes('STARTTLS')) gatherReplies(connection);
    const greet = connection.connectionReady.bind(connection);
    let greeted = false;
    // The library's own timer calls it again: the second greeting is left out.
    connection.connectionReady = (next) => {
      if (greeted) return;
      greeted = true;
      greet(next);
    };
    setImmediate(() => connection.connectionReady());
  }
}
