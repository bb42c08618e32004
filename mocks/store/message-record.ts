import type { ConnectionEnd, CopyFate, TlsEstablished } from '../../src/evidence/events.ts';

/** One entry of an address list, decoded. `name` is empty where there is none. */
export interface Mailbox {
  readonly name: string;
  readonly address: string;
}

/** What the wrapper's first part tells (COPY-4): the sender and every envelope recipient of the message inside. */
export interface JournalEnvelope {
  readonly sender: string | null;
  readonly recipients: readonly string[];
}

/**
 * One copy as lists show it. What stands in the message itself is taken from the inner message where the copy is a journal
 * wrapper (COPY-1), else from the copy. Whatever a stranger wrote is decoded, and cut where it is longer than anyone reads.
 */
export interface MessageSummary {
  /** Ordinal of the copy, as the evidence counts it. Newer copies have greater ids. */
  readonly id: number;
  /** Milliseconds since the epoch on the stand's clock. */
  readonly receivedAtMs: number;
  /** Account of the first recipient; null for an address never issued. */
  readonly account: string | null;
  /** Every account that it was sent to, each once. */
  readonly accounts: readonly string[];
  readonly mailFrom: string;
  /** Every RCPT TO that was accepted, in order, repeats included. */
  readonly rcptTo: readonly string[];
  readonly fate: CopyFate;
  /** Whether the bytes are here: not for copies that were refused or dropped. */
  readonly kept: boolean;
  /** Bytes of the whole copy. */
  readonly size: number;
  /** Of the whole copy, in hexadecimal. */
  readonly sha256: string;
  readonly connection: number;
  /** Ordinal of this arrival among those of the same copy at the same account, whatever became of them. */
  readonly attempt: number;
  /** Id of the first kept copy for the same account with the same inner bytes, or the same MID and Message-ID; null for none. */
  readonly duplicateOf: number | null;
  readonly subject: string | null;
  readonly from: Mailbox | null;
  readonly to: readonly Mailbox[];
  readonly cc: readonly Mailbox[];
  /** With its angle brackets. */
  readonly messageId: string | null;
  /** Of the Date field, milliseconds since the epoch. */
  readonly dateMs: number | null;
  /** The gateway's number for the message: X-IronPort-MID, else what the wrapper says. */
  readonly mid: number | null;
  /** The gateway's number for the connection, where a log line of it was read. */
  readonly dcid: number | null;
  readonly hasAttachment: boolean;
  readonly unread: boolean;
  readonly tags: readonly string[];
  /** Ids of the rules that fired on the connection since the copy before this one, in order, each once. */
  readonly rules: readonly string[];
  readonly tls: Pick<TlsEstablished, 'protocol' | 'cipher' | 'certificate'> | null;
  /** False while its text waits for the search index: `hasAttachment` and the counts are not known yet. */
  readonly indexed: boolean;
}

/** One copy as its page shows it. */
export interface MessageDetails extends MessageSummary {
  /** Of the inner message, in hexadecimal; null where the copy is no journal wrapper or its bytes are not here. */
  readonly innerSha256: string | null;
  readonly innerSize: number | null;
  readonly journal: JournalEnvelope | null;
  /** Address of the client that handed the message to the gateway (COPY-5), by the field that its account names (SETUP-4). */
  readonly clientIp: string | null;
  /** MIME parts of all depths, containers included. */
  readonly parts: number;
  readonly attachments: number;
  /** The counts are a lower bound: the structure goes past what is looked at. */
  readonly cutShort: boolean;
  /** The other kept copies of what this one is a duplicate of, or that are duplicates of it, oldest first. */
  readonly duplicates: readonly number[];
  /** Runs that tell of this copy, by its digest. */
  readonly runs: readonly RunMention[];
}

/** A scenario of a run that received a copy with the same bytes. */
export interface RunMention {
  readonly run: number;
  readonly scenario: string;
  /** What the scenario is called. */
  readonly name: string;
  readonly requirements: readonly MentionedRequirement[];
}

/** `title` and `statement` are empty where the run does not tell them. */
export interface MentionedRequirement {
  readonly id: string;
  readonly title: string;
  readonly statement: string;
}

export interface MessageChoice {
  /** The search language: see query-language.ts. Without `is:refused` or `is:dropped` only kept copies are found. */
  readonly q?: string;
  readonly account?: string;
  /** Only ids below: pass `next` of the page before. */
  readonly before?: number;
  /** Only ids above. */
  readonly after?: number;
}

export interface MessagePage {
  /** Newest first. */
  readonly messages: readonly MessageSummary[];
  /** What to pass as `before` for the page that follows; null on the last. */
  readonly next: number | null;
  /** Copies whose text is not in the search index yet: words in bodies may find more in a moment. */
  readonly unindexed: number;
}

/** Copies to be changed: by id, by a search (`q`, `account`), or all of them. */
export type MessageSelection = { readonly ids: readonly number[] } | { readonly matching: MessageChoice } | 'all';

/** Kept copies of an account; `account` is null for addresses that were never issued. */
export interface AccountCount {
  readonly account: string | null;
  readonly messages: number;
  readonly unread: number;
}

export interface TagCount {
  readonly tag: string;
  readonly messages: number;
}

/** One connection to the intake. Times are milliseconds since the epoch on the stand's clock. */
export interface ConnectionRecord {
  readonly connection: number;
  readonly round: number;
  readonly host: string;
  readonly local: string;
  readonly remote: string;
  readonly openedAtMs: number;
  readonly closedAtMs: number | null;
  /** null while it is open. */
  readonly end: ConnectionEnd | null;
  /** Stage that was reached; while it is open, the stage of the last command. */
  readonly stage: string;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly tls: Pick<TlsEstablished, 'protocol' | 'cipher' | 'servername' | 'certificate'> | null;
  readonly tlsFailure: string | null;
  /** Copies that came whole on it. */
  readonly copies: number;
  /** Ids of the rules that fired on it, in order of first firing. */
  readonly rules: readonly string[];
  readonly anomalies: readonly string[];
}

export interface ConnectionChoice {
  readonly open?: boolean;
  readonly before?: number;
  /** Connections that were open at some moment of this stretch, for a timeline. */
  readonly fromMs?: number;
  readonly untilMs?: number;
}

export interface DnsQueryRecord {
  readonly query: number;
  readonly askedAtMs: number;
  readonly name: string;
  readonly qtype: string;
  readonly transport: 'udp' | 'tcp';
  readonly from: string;
  /** null while no answer has been sent; `none` when none was. */
  readonly rcode: string | null;
  readonly answers: readonly string[];
  readonly truncated: boolean;
  readonly answeredAtMs: number | null;
  readonly rules: readonly string[];
}

export interface DnsChoice {
  /** Exact, case does not matter. */
  readonly name?: string;
  readonly qtype?: string;
  readonly before?: number;
  /** Only queries asked in this stretch. */
  readonly fromMs?: number;
  readonly untilMs?: number;
}

export interface RuleHitRecord {
  /** Place in the evidence. */
  readonly seq: number;
  readonly atMs: number;
  readonly ruleId: string;
  readonly layer: 'dns' | 'tcp' | 'tls' | 'smtp';
  readonly action: string;
  readonly connection: number | null;
  readonly query: number | null;
  readonly stage: string | null;
}

export interface RuleHitChoice {
  readonly ruleId?: string;
  readonly connection?: number;
  readonly before?: number;
}

/** A page of a list that comes newest first; `next` is what to pass as `before` for the page that follows. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly next: number | null;
}
