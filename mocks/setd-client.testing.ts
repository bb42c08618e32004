import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';

// A small SMTP client for tests: it says what it is told and gives back whole replies.

/** Sends a line, or nothing, and resolves with the next whole reply. */
type Say = (line?: string) => Promise<string>;

const conversation = (socket: Socket | TLSSocket): Say => {
  let unread = '';
  const reply = async (): Promise<string> => {
    for (;;) {
      const [whole] = /^(?:\d{3}-[^\n]*\n)*\d{3}(?: [^\n]*)?\n/.exec(unread) ?? [];
      if (whole !== undefined) {
        unread = unread.slice(whole.length);
        return whole.trimEnd();
      }
      const [chunk] = await once(socket, 'data');
      unread += String(chunk);
    }
  };
  return (line) => {
    if (line !== undefined) socket.write(`${line}\r\n`);
    return reply();
  };
};

/** Says lines in clear and resolves with every reply, the greeting first; the connection is closed again. */
export const repliesInClear = async (address: string, port: number, lines: readonly string[] = []): Promise<string[]> => {
  const socket = connect(port, address);
  const say = conversation(socket);
  const replies = [await say()];
  for (const line of lines) replies.push(await say(line));
  socket.destroy();
  return replies;
};

/** Delivers one message over STARTTLS, the certificate checked against `ca` and `host`. Resolves with the last reply. */
export const deliver = async (address: string, port: number, host: string, ca: string, to: string, message: string): Promise<string> => {
  const plain = connect(port, address);
  const inClear = conversation(plain);
  await inClear();
  await inClear('EHLO client.example');
  await inClear('STARTTLS');
  plain.removeAllListeners('data');
  const secure = connectTls({ socket: plain, servername: host, ca });
  await once(secure, 'secureConnect');
  const say = conversation(secure);
  await say('EHLO client.example');
  await say('MAIL FROM:<>');
  const accepted = await say(`RCPT TO:<${to}>`);
  if (!accepted.startsWith('250')) {
    secure.destroy();
    return accepted;
  }
  await say('DATA');
  const last = await say(`${message}\r\n.`);
  await say('QUIT');
  secure.destroy();
  return last;
};
