import type { SMTPServer } from 'smtp-server';
import { SMTPConnection } from 'smtp-server/lib/smtp-connection.js';
import { pipeliningFault } from './commands.ts';
import type { JournalSession } from './journal-session.ts';
import { MessageParser } from './message-parser.ts';
import { PacedFeed } from './paced-feed.ts';
import { type AndThen, editFeatures, type ReplyPlan, usualReply } from './reply-plan.ts';
import { beginHandshake, type TlsPlan, upgradeWith } from './start-tls.ts';
import { CLOSE_GRACE_MS, endAs, type PaceChange } from './tcp-actions.ts';
import { WireScan } from './wire-scan.ts';

type Done = () => void;
type ParsedAddress = ReturnType<SMTPConnection['_parseAddressCommand']>;

/**
 * smtp-server's connection with ears and a mouth of our own: what arrives is looked at as raw bytes, replies go out
 * through the session (written down, at the pace that a rule sets, replaced where a rule says so), and it ends at once
 * and without timers of its own.
 */
export abstract class RecordedConnection extends SMTPConnection {
  readonly journal: JournalSession;
  /** The reply that takes the place of the next one. */
  protected planned: ReplyPlan | undefined;
  protected tlsPlan: TlsPlan | undefined;
  /** Extensions left out of the EHLO reply. */
  protected hidden: readonly string[] = [];
  protected announcedSize: number | undefined;
  /** A command, or a whole message, is waiting for its reply. */
  protected awaitsReply = false;
  private pipeliningOffered = false;
  private gapMs: number | undefined;
  private gapOnceMs: number | undefined;
  private bytesPerSecond: number | undefined;
  private listening = false;
  private scan = new WireScan();
  /** What the last line of each kind said: a sender of journal copies names the same addresses again and again. */
  private readonly lastParsed = new Map<string, { readonly line: string; readonly parsed: ParsedAddress }>();
  private readonly observer = (chunk: Buffer): void => this.observe(chunk);

  constructor(server: SMTPServer, journal: JournalSession) {
    super(server, journal.raw, {});
    this.journal = journal;
    this.name = journal.host.name;
    journal.onSilence = () => this.retireParser();
  }

  /** Called by the constructor of the base and for each TLS session. */
  override _createParser(): MessageParser {
    const parser = new MessageParser((chunk) => this.heardMessage(chunk));
    parser.oncommand = (command, callback) => this._onCommand(command, callback);
    parser.on('error', (error) => this.send(421, `Error: ${error.message}`));
    return parser;
  }

  override _parseAddressCommand(name: string, command: Buffer | string): ParsedAddress {
    const line = command.toString();
    const last = this.lastParsed.get(name);
    if (last?.line === line) return last.parsed;
    const parsed = super._parseAddressCommand(name, line);
    this.lastParsed.set(name, { line, parsed });
    return parsed;
  }

  /** Bytes of a message, unstuffed. */
  protected abstract heardMessage(chunk: Buffer): void;

  override _setListeners(callback: Done): void {
    this._socket.on('data', this.observer);
    super._setListeners(callback);
    this.listening = true;
    this.applyPace();
  }

  /** No idle timeout: time belongs to the stand's clock, and how long a connection stays idle is for the peer to show. */
  override _armTimeout(): void {}

  override _onError(error: NodeJS.ErrnoException): void {
    this.journal.heardError(error);
    super._onError(error);
  }

  override send(code: number, data?: string | string[] | null, context?: string | false): void {
    const { journal, tlsPlan } = this;
    if (journal.over || journal.handshaking) return;
    const plan = this.planned;
    this.planned = undefined;
    // A rule may word a success, but not turn a command that is refused for its own sake into one.
    const used = plan !== undefined && (!plan.positive || code < 400) ? plan : undefined;
    const lines = Array.isArray(data) ? editFeatures(data, this.hidden, this.announcedSize) : data;
    const text = used?.text ?? usualReply(code, this._getEnhancedStatusCode(code, context), lines);
    if (code === 220 && journal.stage === 'STARTTLS' && tlsPlan !== undefined) this.say(text + tlsPlan.inject, tlsPlan.ruleId);
    else this.say(text, used?.ruleId);
    if (used !== undefined) this.afterReply(used.afterwards);
    else if (code === 421) this.afterReply('close');
    if (code === 354 && !journal.over) journal.stage = 'message';
  }

  /** Sends bytes as the reply that is due. */
  protected say(text: string, ruleId: string | undefined): void {
    const { journal } = this;
    this.awaitsReply = false;
    if (journal.stage === 'EHLO' || journal.stage === 'EHLO over TLS') this.pipeliningOffered = /^250[- ]PIPELINING\r$/im.test(text);
    if (text !== '') journal.reply(text, this.gapOnceMs ?? this.gapMs, ruleId);
    this.gapOnceMs = undefined;
  }

  /** Does to the connection what a rule wants after its reply. */
  protected afterReply(next: AndThen): void {
    const { journal } = this;
    switch (next) {
      case 'continue':
        return;
      case 'close':
        journal.decideEnd('closed by intake');
        this.close();
        return;
      case 'reset':
      case 'stall':
        this.retireParser();
        journal.out.whenSent(() => endAs(journal, this._socket, next));
        return;
    }
  }

  /** Ends the connection once all replies have left. A peer that does not end its side is cut off after a while. */
  override close(): void {
    const { journal } = this;
    if (this._closing) return;
    this._closing = true;
    this.retireParser();
    journal.out.whenSent(() => {
      if (journal.handshaking || this._socket.destroyed) return;
      this._socket.end();
      this._socket.resume();
      journal.timer(CLOSE_GRACE_MS, () => journal.reset());
    });
  }

  /** STARTTLS was answered 220. */
  override upgrade(callback: Done, secureCallback?: Done): void {
    const { journal, tlsPlan } = this;
    if (journal.over || tlsPlan === undefined) return;
    journal.handshaking = true;
    // What came in clear after the command is never looked at again (RFC 3207 section 4.2).
    this.retireParser();
    this._socket.removeListener('data', this.observer);
    journal.out.whenSent(() => {
      beginHandshake(journal, tlsPlan, () => {
        upgradeWith(this._server, tlsPlan, () => super.upgrade(callback, secureCallback));
        journal.listen();
      });
    });
  }

  /** The handshake is done; smtp-server begins to read from the TLS socket when `proceed` is called. */
  secured(servername: string | null, protocol: string, proceed: Done): void {
    const { journal } = this;
    journal.beginTls();
    journal.out.socket = this._socket;
    journal.record({
      type: 'tlsEstablished',
      connection: journal.number,
      protocol,
      cipher: this.tlsOptions === false ? 'unknown' : this.tlsOptions.name,
      servername,
      certificate: this.tlsPlan?.certificate ?? 'valid',
    });
    this.scan = new WireScan();
    this.pipeliningOffered = false;
    this.hidden = [];
    this.announcedSize = undefined;
    this._socket.on('data', this.observer);
    proceed();
    this.applyPace();
  }

  /** Takes over the pace that a rule sets: for the reply due now, or for the rest of the connection. */
  protected setPace(change: PaceChange): void {
    if (change.wholeConnection || change.bytesPerSecond !== undefined) this.journal.paced = true;
    if (change.gapMs !== undefined && change.wholeConnection) this.gapMs = change.gapMs;
    else if (change.gapMs !== undefined) this.gapOnceMs = change.gapMs;
    if (change.bytesPerSecond === undefined || this.bytesPerSecond !== undefined) return;
    this.bytesPerSecond = change.bytesPerSecond;
    this.applyPace();
  }

  private applyPace(): void {
    if (this.bytesPerSecond === undefined || !this.listening || !this._parser || this.journal.over) return;
    new PacedFeed(this.journal, this._socket, this._parser, this.bytesPerSecond).start();
  }

  private retireParser(): void {
    if (!this._parser) return;
    this._socket.unpipe(this._parser);
    this._parser.isClosed = true;
  }

  private observe(chunk: Buffer): void {
    const { journal } = this;
    if (journal.over) return;
    const text = chunk.toString('latin1');
    if (!this._ready) journal.anomaly('early talker', 'bytes came before the greeting was sent (RFC 5321 section 4.3.1)');
    this.scan.scan(text, (kind, detail) => journal.anomaly(kind, detail));
    if (!this._parser || this._parser._dataMode) return;
    const hurried = pipeliningFault(text, this.pipeliningOffered, this.awaitsReply);
    if (hurried !== undefined) journal.anomaly('bad sequence', hurried);
  }
}
