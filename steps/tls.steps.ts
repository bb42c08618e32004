import { Then } from '@cucumber/cucumber';
import { carriesMail } from '../src/harness/views/commands.ts';
import { connectionsSeen } from '../src/harness/views/connections.ts';
import type { ConformanceWorld } from './world.ts';

Then('nothing of the envelope or the message was sent in clear', function (this: ConformanceWorld) {
  const commands = this.seen.filter((entry) => entry.type === 'commandReceived');
  if (commands.length === 0) this.inconclusive('the system never spoke');
  const clear = commands.filter((entry) => !entry.secure && carriesMail(entry.line));
  const [first] = clear;
  if (first === undefined) return;
  this.depart({
    expected: 'envelope and message inside TLS only',
    observed: `"${first.line}" in clear`,
    evidence: clear.map((entry) => entry.seq),
  });
});

Then('every TLS session was {string} or newer', function (this: ConformanceWorld, oldest: string) {
  const sessions = this.seen.filter((entry) => entry.type === 'tlsEstablished');
  if (sessions.length === 0) this.inconclusive('no TLS session came about');
  const old = sessions.filter((entry) => entry.protocol < oldest);
  const [first] = old;
  if (first === undefined) return;
  this.depart({ expected: `${oldest} or newer`, observed: first.protocol, evidence: old.map((entry) => entry.seq) });
});

Then('EHLO was sent again after every handshake', function (this: ConformanceWorld) {
  const sessions = this.seen.filter((entry) => entry.type === 'tlsEstablished');
  if (sessions.length === 0) this.inconclusive('no TLS session came about');
  for (const session of sessions) {
    const next = this.seen.find(
      (entry) => entry.type === 'commandReceived' && entry.connection === session.connection && entry.seq > session.seq,
    );
    if (next === undefined || next.type !== 'commandReceived' || /^(?:EHLO|QUIT)\b/i.test(next.line)) continue;
    this.depart({ expected: 'EHLO first after the handshake', observed: `"${next.line}"`, evidence: [session.seq, next.seq] });
  }
});

/** TLS-6: who takes the injected text for the reply to EHLO goes on before the real reply has come. */
Then('nothing was sent before the real reply to EHLO over TLS', function (this: ConformanceWorld) {
  for (const view of connectionsSeen(this.seen)) {
    const mine = this.seen.filter((entry) => 'connection' in entry && entry.connection === view.connection);
    const reply = mine.find((entry) => entry.type === 'replySent' && entry.stage === 'EHLO over TLS');
    const early = mine.find(
      (entry) =>
        entry.type === 'commandReceived' &&
        entry.secure &&
        !/^(?:EHLO|QUIT)\b/i.test(entry.line) &&
        (reply === undefined || entry.seq < reply.seq),
    );
    if (early === undefined || early.type !== 'commandReceived') continue;
    this.depart({
      expected: 'no command before the reply to EHLO',
      observed: `"${early.line}"`,
      evidence: [early.seq, ...(reply === undefined ? [] : [reply.seq])],
    });
  }
});
