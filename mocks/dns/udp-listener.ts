import type { RemoteInfo } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { type Packet, UDPServer } from 'dns2';
import { type Refusal, refusalBytes, refusePacket } from './guard.ts';
import type { Asker } from './responder.ts';

/** What both listeners tell: a query that may be answered, or a packet that was not let through. */
export interface ListenerEvents {
  query(request: Packet, asker: Asker): void;
  refused(refusal: Refusal, transport: 'udp' | 'tcp', from: string): void;
}

/** `127.0.0.1:53`, `[::1]:53` */
export const endpoint = (address: string, port: number): string => (isIPv6(address) ? `[${address}]:${port}` : `${address}:${port}`);

const addressOf = (peer: object): string =>
  'address' in peer && typeof peer.address === 'string' && 'port' in peer ? endpoint(peer.address, Number(peer.port)) : 'unknown';

const ignore = (): void => {};

/** dns2's UDP server with the guard in front of its parser. */
export class UdpListener extends UDPServer {
  private readonly events: ListenerEvents;

  constructor(address: string, events: ListenerEvents) {
    super({ type: isIPv6(address) ? 'udp6' : 'udp4' });
    this.events = events;
    this.on('request', (request, send, client) => {
      const reply = (bytes: Buffer | undefined): void => {
        // The peer may be gone, or this socket closed: an answer over UDP is allowed to be lost.
        if (bytes !== undefined) send(bytes).catch(ignore);
      };
      events.query(request, { transport: 'udp', from: addressOf(client), reply });
    });
    this.on('requestError', (error) => events.refused({ reason: error.message }, 'udp', 'unknown'));
  }

  override handle(data: Buffer, peer: RemoteInfo): void {
    const refusal = refusePacket(data);
    if (refusal === undefined) {
      super.handle(data, peer);
      return;
    }
    this.events.refused(refusal, 'udp', endpoint(peer.address, peer.port));
    const answer = refusalBytes(data, refusal);
    if (answer !== undefined) this.send(answer, peer.port, peer.address, ignore);
  }
}
