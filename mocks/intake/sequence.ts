/** What has happened on a connection, as far as the order of commands goes. */
export interface SequenceState {
  readonly saidHello: boolean;
  readonly inTransaction: boolean;
  readonly secure: boolean;
  /** MAIL FROM was sent in this transaction, accepted or not: a pipelined RCPT TO after a refused one is no error. */
  readonly mailTried: boolean;
  readonly rcptTried: boolean;
}

/** Why a command comes out of order (RFC 5321 section 4.1.4, RFC 3207); undefined when it does not. */
export const sequenceFault = (verb: string, state: SequenceState): string | undefined => {
  switch (verb) {
    case 'MAIL':
      if (!state.saidHello) return 'MAIL FROM before EHLO (RFC 5321 section 4.1.4)';
      return state.inTransaction ? 'MAIL FROM inside a transaction (RFC 5321 section 4.1.4)' : undefined;
    case 'RCPT':
      return state.mailTried ? undefined : 'RCPT TO without MAIL FROM (RFC 5321 section 4.1.4)';
    case 'DATA':
      return state.rcptTried ? undefined : 'DATA without RCPT TO (RFC 5321 section 4.1.4)';
    case 'STARTTLS':
      return state.secure ? 'STARTTLS inside TLS (RFC 3207 section 4.2)' : undefined;
    default:
      return undefined;
  }
};

/** Keeps `SequenceState`'s memory of what was tried in the present transaction. */
export class TriedCommands {
  mail = false;
  rcpt = false;

  /** A command arrived. */
  note(verb: string): void {
    if (verb === 'MAIL') this.mail = true;
    else if (verb === 'RCPT') this.rcpt = true;
    else if (verb === 'EHLO' || verb === 'HELO' || verb === 'RSET') this.clear();
  }

  /** The transaction is over. */
  clear(): void {
    this.mail = false;
    this.rcpt = false;
  }
}
