import type { Socket } from 'node:net';
import { JournalSession } from './journal-session.ts';
import type { IntakeServer } from './server.ts';
import type { IntakeHost, IntakeStand } from './stand.ts';

/** Where accepted sockets come in: numbers the connections, knows which are open, and ends them all. */
export class Gate {
  private readonly sessions = new Set<JournalSession>();
  private connections: number;
  private whenEmpty: (() => void) | undefined;
  private shut = false;

  /** `connections`: number of the last connection of an earlier intake that this one counts on from. */
  constructor(connections = 0) {
    this.connections = connections;
  }

  get open(): number {
    return this.sessions.size;
  }

  /** Takes a socket that was accepted for `host`. */
  accept(stand: IntakeStand, server: IntakeServer, host: IntakeHost, socket: Socket): void {
    socket.on('error', () => undefined);
    // A peer that reset before we got here leaves a socket without an address.
    if (this.shut || socket.destroyed) {
      socket.destroy();
      return;
    }
    this.connections += 1;
    const session: JournalSession = new JournalSession(stand, host, socket, this.connections, () => this.forget(session));
    this.sessions.add(session);
    server.admit(session);
  }

  /** Resets every connection and resolves when all have ended. */
  close(): Promise<void> {
    this.shut = true;
    return new Promise((resolve) => {
      this.whenEmpty = resolve;
      for (const session of this.sessions) session.reset('intake stopped');
      if (this.sessions.size === 0) resolve();
    });
  }

  private forget(session: JournalSession): void {
    this.sessions.delete(session);
    if (this.sessions.size === 0) this.whenEmpty?.();
  }
}
