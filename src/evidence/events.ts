import type { SmtpStage } from '../smtp/stage.ts';
import type { AddressSought, DashboardRead, SetupAnswered } from './dashboard-events.ts';

// What the other side of the wire saw, as typed facts. Everything that judges, shows or reports reads these and nothing else.
// Connections, copies and queries are numbered from 1 in the order in which they came.

/** How a connection ended, seen from the intake. */
export type ConnectionEnd = 'QUIT' | 'closed by peer' | 'reset by peer' | 'closed by intake' | 'reset by intake' | 'intake stopped';

/** What became of a copy whose bytes arrived whole. `refused`: the final reply was no 2yz and nothing was stored. */
export type CopyFate = 'stored' | 'refused' | 'stored but refused' | 'accepted but dropped';

/** Things on the wire that no SMTP client should do, each with the standard's rule in the detail. */
export type WireAnomalyKind = 'bare LF' | 'bare CR' | 'line too long' | 'NUL byte' | 'unknown command' | 'bad sequence' | 'early talker';

export interface ConnectionOpened {
  readonly type: 'connectionOpened';
  readonly connection: number;
  /** The round of connections it belongs to: see mocks/intake/rounds.ts. */
  readonly round: number;
  /** Name of the MX host that the listening address stands for. */
  readonly host: string;
  readonly localAddress: string;
  readonly localPort: number;
  readonly remoteAddress: string;
  readonly remotePort: number;
}

export interface CommandReceived {
  readonly type: 'commandReceived';
  readonly connection: number;
  readonly stage: SmtpStage;
  /** The line as sent, without CRLF, one character a byte (latin1). */
  readonly line: string;
  readonly secure: boolean;
}

export interface ReplySent {
  readonly type: 'replySent';
  readonly connection: number;
  readonly stage: SmtpStage;
  /** The bytes as sent (latin1), CRLFs included. */
  readonly text: string;
  readonly secure: boolean;
  readonly ruleId?: string;
}

export interface TlsEstablished {
  readonly type: 'tlsEstablished';
  readonly connection: number;
  readonly protocol: string;
  readonly cipher: string;
  readonly servername: string | null;
  /** Which certificate was shown: `valid` or the name of the fault. */
  readonly certificate: string;
}

export interface TlsFailed {
  readonly type: 'tlsFailed';
  readonly connection: number;
  readonly reason: string;
}

export interface CopyReceived {
  readonly type: 'copyReceived';
  readonly connection: number;
  readonly copy: number;
  /** Account whose intake address it was sent to; null for an address never issued. */
  readonly account: string | null;
  readonly mailFrom: string;
  /** Every RCPT TO that was accepted, in order, repeats included. */
  readonly rcptTo: readonly string[];
  /** Size in bytes after dot-unstuffing, without the final dot. */
  readonly size: number;
  readonly sha256: string;
  readonly fate: CopyFate;
}

export interface WireAnomaly {
  readonly type: 'wireAnomaly';
  readonly connection: number;
  readonly stage: SmtpStage;
  readonly kind: WireAnomalyKind;
  readonly detail: string;
}

export interface ConnectionClosed {
  readonly type: 'connectionClosed';
  readonly connection: number;
  readonly end: ConnectionEnd;
  /** The stage that was reached when it ended. */
  readonly stage: SmtpStage;
  readonly bytesIn: number;
  readonly bytesOut: number;
}

export interface RuleFired {
  readonly type: 'ruleFired';
  readonly ruleId: string;
  readonly layer: 'dns' | 'tcp' | 'tls' | 'smtp';
  /** What was done, in words: `451 4.3.0 try later`, `reset`. */
  readonly action: string;
  readonly connection?: number;
  readonly query?: number;
  readonly stage?: SmtpStage;
}

export interface DnsQueryReceived {
  readonly type: 'dnsQueryReceived';
  readonly query: number;
  /** As asked, case kept. */
  readonly name: string;
  /** `MX`, `A`, … or `TYPE65`. */
  readonly qtype: string;
  readonly transport: 'udp' | 'tcp';
  readonly from: string;
}

export interface DnsAnswerSent {
  readonly type: 'dnsAnswerSent';
  readonly query: number;
  /** `NOERROR`, `NXDOMAIN`, …, or `none` when nothing was sent. */
  readonly rcode: string;
  /** Answers in zone-file form, one a record. */
  readonly answers: readonly string[];
  readonly truncated: boolean;
  readonly ruleId?: string;
}

export interface DnsPacketRefused {
  readonly type: 'dnsPacketRefused';
  readonly transport: 'udp' | 'tcp';
  readonly from: string;
  readonly reason: string;
}

/** A message was handed to the system under test, or the attempt to do so was refused. */
export interface MessageInjected {
  readonly type: 'messageInjected';
  /** Our own name for the message, unique in the run. */
  readonly message: string;
  readonly mailFrom: string;
  readonly rcptTo: readonly string[];
  readonly size: number;
  /** The reply to the end of data, or to the command that was refused. */
  readonly reply: string;
  readonly accepted: boolean;
}

/** A line of the log of the system under test. */
export interface LogLineRead {
  readonly type: 'logLineRead';
  readonly line: string;
}

/** The original of a message reached the next hop. */
export interface OriginalReceived {
  readonly type: 'originalReceived';
  readonly mailFrom: string;
  readonly rcptTo: readonly string[];
  readonly size: number;
  readonly sha256: string;
}

/** What is journaled was changed on the system under test, or the system refused the change. */
export interface JournalingChanged {
  readonly type: 'journalingChanged';
  /** What was asked for, in words. */
  readonly what: string;
  readonly accepted: boolean;
  /** The system's own words when it refused; empty when it did not. */
  readonly reason: string;
}

/** The counters of the system under test, as its `tophosts` prints them. */
export interface CountersRead {
  readonly type: 'countersRead';
  /** By which column it was asked to sort: a word of `tophosts`, such as `active_rcpts`. */
  readonly sortKey: string;
  readonly text: string;
}

/** A message as the message tracking of the system under test shows it. */
export interface TrackedEntry {
  readonly mid: number;
  readonly messageId: string;
  readonly lines: readonly string[];
}

/** What was looked for in the message tracking of the system under test, and what came back. */
export interface TrackingRead {
  readonly type: 'trackingRead';
  /** Times in milliseconds since the epoch. */
  readonly query: Readonly<Record<string, string | number>>;
  readonly found: readonly TrackedEntry[];
}

/** A table of a page of the console of the system under test, as a browser shows it. */
export interface ConsoleRead {
  readonly type: 'consoleRead';
  /** Accessible name of the table. */
  readonly table: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The system under test was ended as a crash would end it. */
export interface SystemCrashed {
  readonly type: 'systemCrashed';
}

/** The system under test was started again after a crash. */
export interface SystemRestarted {
  readonly type: 'systemRestarted';
}

/** Something the scenario did to the stand: a rule armed, a record changed. */
export interface StandChanged {
  readonly type: 'standChanged';
  readonly what: string;
}

/** A stretch of time was watched to its end: the proof that a negative needs. */
export interface TimeWatched {
  readonly type: 'timeWatched';
  readonly fromMs: number;
  readonly untilMs: number;
}

/**
 * The stand itself was held up: a timer of its own, on the wall clock, fired `lateMs` after it was due. What the stand should have
 * seen or done in between came later than it is dated.
 */
export interface StandDelayed {
  readonly type: 'standDelayed';
  /** When the timer was due, ms since the epoch on the stand's clock. */
  readonly dueMs: number;
  readonly lateMs: number;
}

export type Fact =
  | ConnectionOpened
  | CommandReceived
  | ReplySent
  | TlsEstablished
  | TlsFailed
  | CopyReceived
  | WireAnomaly
  | ConnectionClosed
  | RuleFired
  | DnsQueryReceived
  | DnsAnswerSent
  | DnsPacketRefused
  | MessageInjected
  | LogLineRead
  | OriginalReceived
  | JournalingChanged
  | CountersRead
  | TrackingRead
  | ConsoleRead
  | DashboardRead
  | AddressSought
  | SetupAnswered
  | SystemCrashed
  | SystemRestarted
  | StandChanged
  | TimeWatched
  | StandDelayed;

export type FactType = Fact['type'];
export type FactOf<Type extends FactType> = Extract<Fact, { readonly type: Type }>;

/** A fact with its place in the log. `atMs`: milliseconds since the epoch on the stand's clock. */
export type Evidence<F extends Fact = Fact> = F & { readonly seq: number; readonly atMs: number };
