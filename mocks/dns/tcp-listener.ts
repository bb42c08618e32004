import type { Socket } from 'node:net';
import { TCPServer } from 'dns2';
import type { Clock } from '../../src/clock.ts';
import { TcpConnection } from './tcp-connection.ts';
import { endpoint, type ListenerEvents } from './udp-listener.ts';

/** More clients than this at once are turned away. */
export const MOST_CONNECTIONS = 128;

/** dns2's TCP server with framing and guard of our own: dns2's own would parse whatever comes. */
export class TcpListener extends TCPServer {
  private readonly clock: Clock;
  private readonly events: ListenerEvents;
  private readonly sockets = new Set<Socket>();

  constructor(clock: Clock, events: ListenerEvents) {
    super();
    this.clock = clock;
    this.events = events;
    this.maxConnections = MOST_CONNECTIONS;
    this.on('drop', (peer: { remoteAddress?: string; remotePort?: number } | undefined) => {
      const from = endpoint(peer?.remoteAddress ?? 'unknown', peer?.remotePort ?? 0);
      events.refused({ reason: `more than ${MOST_CONNECTIONS} connections` }, 'tcp', from);
    });
  }

  /** dns2 calls this for each connection; its types leave it out. */
  handle(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('close', () => this.sockets.delete(socket));
    new TcpConnection(socket, this.clock, this.events);
  }

  destroyConnections(): void {
    for (const socket of this.sockets) socket.destroy();
  }
}
