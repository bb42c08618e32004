import type { SecureContext } from 'node:tls';
import type { Reply } from '../../smtp/reply.ts';
import type { SmtpStage } from '../../smtp/stage.ts';
import type { CommandChannel, Heard, TlsSession } from './channel.ts';
import type { DeliveryFailure } from './outcome.ts';

/** How long each kind of answer is waited for, ms. */
export interface ClientTimeouts {
  readonly connectMs: number;
  readonly greetingMs: number;
  readonly commandMs: number;
  readonly handshakeMs: number;
  readonly dataMs: number;
}

/** What both ends agreed on when the session was opened. */
export interface SessionSettings {
  readonly hostname: string;
  /** Host name of the server, for the certificate and SNI. */
  readonly servername: string;
  /** `required`: no message without TLS (TLS-1). `if offered`: ordinary mail. */
  readonly tls: 'required' | 'if offered';
  /** Whether a certificate is good enough: see SecureOptions. */
  readonly trusts: (problem: string | undefined) => boolean;
  readonly context: SecureContext;
  readonly timeouts: ClientTimeouts;
}

/** What the server offered in its latest EHLO, keyword in upper case to parameters. */
export type Extensions = ReadonlyMap<string, string>;

export interface SessionOpened {
  readonly kind: 'open';
  readonly extensions: Extensions;
  readonly tls: TlsSession | undefined;
}

export type OpenResult = SessionOpened | { readonly kind: 'failed'; readonly failure: DeliveryFailure };

/** Opens a session on a fresh connection: from the greeting to the EHLO after which messages can be sent. */
export type OpenSession = (
  channel: CommandChannel,
  settings: SessionSettings,
  secured: (session: TlsSession) => void,
) => Promise<OpenResult>;

const failed = (failure: DeliveryFailure): OpenResult => ({ kind: 'failed', failure });

/** Turns an answer that is not the wanted one into the failure it stands for. */
export const failureOf = (heard: Heard, stage: SmtpStage): DeliveryFailure => {
  switch (heard.kind) {
    case 'reply':
      // A success or an intermediate code in the wrong place makes no sense of the command sent (RETRY-14).
      if (heard.reply.code < 400) return { kind: 'garbled reply', stage, line: `${heard.reply.code} ${heard.reply.lines.join(' ')}` };
      return { kind: 'refused', stage, reply: heard.reply };
    case 'garbled':
      return { kind: 'garbled reply', stage, line: heard.line };
    case 'lost':
      return { kind: 'network error', stage, detail: heard.detail };
  }
};

/** Whether the answer is a reply of the class wanted: 2 for success, 3 for "go on". */
export const isClass = (heard: Heard, first: 2 | 3): heard is { kind: 'reply'; reply: Reply } =>
  heard.kind === 'reply' && Math.trunc(heard.reply.code / 100) === first;

/** Reads the keywords of an EHLO reply; its first line is the server's name. */
export const readExtensions = (reply: Reply): Extensions => {
  const offered = new Map<string, string>();
  for (const line of reply.lines.slice(1)) {
    const [keyword = '', ...parameters] = line.trim().split(/\s+/);
    offered.set(keyword.toUpperCase(), parameters.join(' '));
  }
  return offered;
};

const hello = async (channel: CommandChannel, settings: SessionSettings, stage: SmtpStage): Promise<OpenResult> => {
  const heard = await channel.command(`EHLO ${settings.hostname}`, settings.timeouts.commandMs);
  if (isClass(heard, 2)) return { kind: 'open', extensions: readExtensions(heard.reply), tls: undefined };
  const old = settings.tls === 'if offered' && heard.kind === 'reply' && heard.reply.code >= 500;
  if (!old) return failed(failureOf(heard, stage));
  const answer = await channel.command(`HELO ${settings.hostname}`, settings.timeouts.commandMs);
  return isClass(answer, 2) ? { kind: 'open', extensions: new Map(), tls: undefined } : failed(failureOf(answer, stage));
};

/** TLS-3: 454 and 5yz are TLS errors. 421 and the other 4yz keep their ordinary meaning (RETRY-2). */
const startTlsFailure = (heard: Heard): DeliveryFailure => {
  const failure = failureOf(heard, 'STARTTLS');
  if (failure.kind !== 'refused') return failure;
  const { code, lines } = failure.reply;
  if (code !== 454 && code < 500) return failure;
  return { kind: 'tls error', detail: `STARTTLS refused: ${code} ${lines.join(' ')}` };
};

/** The documented way: greeting, EHLO, STARTTLS, handshake, EHLO again (TLS-6), and only then mail (TLS-1). */
export const openSession: OpenSession = async (channel, settings, secured) => {
  const greeting = await channel.hear(settings.timeouts.greetingMs);
  if (!isClass(greeting, 2)) return failed(failureOf(greeting, 'greeting'));
  const clear = await hello(channel, settings, 'EHLO');
  if (clear.kind === 'failed') return clear;
  if (!clear.extensions.has('STARTTLS')) {
    return settings.tls === 'required' ? failed({ kind: 'tls error', detail: 'STARTTLS is not offered' }) : clear;
  }
  const answer = await channel.command('STARTTLS', settings.timeouts.commandMs);
  if (!isClass(answer, 2)) return failed(startTlsFailure(answer));
  const handshake = await channel.secure({
    context: settings.context,
    servername: settings.servername,
    trusts: settings.trusts,
    timeoutMs: settings.timeouts.handshakeMs,
  });
  if (handshake.kind === 'failed') return failed({ kind: 'tls error', detail: handshake.detail });
  secured(handshake.session);
  const inside = await hello(channel, settings, 'EHLO over TLS');
  return inside.kind === 'failed' ? inside : { ...inside, tls: handshake.session };
};
