import { connect, type Socket } from 'node:net';

/** Numbers between 0 and 1 that a seed decides (mulberry32). */
export const randomFrom = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** A message that was handed in. */
export interface HandedIn {
  readonly messageId: string;
  readonly recipients: readonly string[];
  /** MID of the 250; undefined: the connection ended before a reply to the final dot. */
  mid: number | undefined;
}

/** Recipients of the messages: the first alone, the second alone, or both. */
const GROUPS: readonly (readonly string[])[] = [['a@one.test'], ['b@two.test'], ['a@one.test', 'b@two.test', 'c@one.test']];
const SMALL_BYTES = 8000;
/** Large enough to be kept in several pieces. */
const LARGE_BYTES = 700_000;
const LARGE_SHARE = 0.02;
const LINE = `${'x'.repeat(70)}\r\n`;

/** Hands in one message after the other over one connection at a time, and begins again where a new gateway listens. */
export class Source {
  readonly handedIn: HandedIn[] = [];
  /** Replies that refuse something; there should be none. */
  readonly refusals: string[] = [];
  private readonly name: string;
  private readonly random: () => number;
  private readonly onAnswer: () => void;
  private socket: Socket | undefined;

  /** `onAnswer` hears of each 250 to a final dot, and of each refusal. */
  constructor(name: string, random: () => number, onAnswer: () => void) {
    this.name = name;
    this.random = random;
    this.onAnswer = onAnswer;
  }

  connect(port: number): void {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.socket = socket;
    let text = '';
    let current: HandedIn | undefined;
    // The gateway is killed again and again.
    socket.on('error', () => {});
    socket.on('data', (bytes: Buffer) => {
      text += bytes.toString('latin1');
      const lines = text.split('\r\n');
      text = lines.pop() ?? '';
      for (const line of lines) {
        if (/^[45]/.test(line)) {
          this.refusals.push(line);
          this.onAnswer();
        }
        if (line.startsWith('220 ')) socket.write('EHLO source.test\r\n');
        const accepted = /^250 ok: Message (\d+) accepted$/.exec(line)?.[1];
        if (accepted !== undefined && current !== undefined) {
          current.mid = Number(accepted);
          this.onAnswer();
        }
        // The last line of the answer to EHLO, or the end of a message: on to the next.
        if (accepted !== undefined || (current === undefined && /^250 /.test(line))) {
          current = this.next();
          const to = current.recipients.map((recipient) => `RCPT TO:<${recipient}>\r\n`).join('');
          socket.write(`MAIL FROM:<sender@source.test>\r\n${to}DATA\r\n`);
        }
        if (line.startsWith('354') && current !== undefined) socket.write(this.message(current));
      }
    });
  }

  stop(): void {
    this.socket?.destroy();
  }

  private next(): HandedIn {
    const recipients = GROUPS[Math.floor(this.random() * GROUPS.length)] ?? [];
    const message: HandedIn = { messageId: `<${this.name}-${this.handedIn.length}@source.test>`, recipients, mid: undefined };
    this.handedIn.push(message);
    return message;
  }

  private message({ messageId }: HandedIn): string {
    const bytes = this.random() < LARGE_SHARE ? LARGE_BYTES : this.random() * SMALL_BYTES;
    return `Message-ID: ${messageId}\r\nSubject: load\r\n\r\n${LINE.repeat(bytes / LINE.length)}.\r\n`;
  }
}
