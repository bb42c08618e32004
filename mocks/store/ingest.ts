import type { DatabaseSync } from 'node:sqlite';
import type { Evidence } from '../../src/evidence/events.ts';
import type { CopyDetails } from '../intake/copy-store.ts';
import { analyseCopy } from './analysis/copy-analysis.ts';
import type { Change } from './changes.ts';
import { Arrivals } from './database/arrivals.ts';
import type { Bodies } from './database/bodies.ts';
import { Connections } from './database/connections.ts';
import { DnsQueries } from './database/dns-queries.ts';
import { EvidenceBlocks } from './database/evidence-blocks.ts';
import { isKept } from './database/message-row.ts';
import { Meta } from './database/meta.ts';
import { RuleHits } from './database/rule-hits.ts';
import type { Tally } from './database/tally.ts';
import type { Ordinals } from './stand-state.ts';
import { factHeadAt, readFact } from './wire/fact-codec.ts';
import type { Frame } from './wire/frame.ts';

/** Head of a `copy` frame. */
export interface CopyHead {
  readonly copy: CopyDetails;
  readonly accounts: readonly string[];
  /** The field that names the gateway's client, where it is not the usual one. */
  readonly clientHeader?: string;
  /** Set where most of the copy came in `piece` frames before. */
  readonly upload?: number;
}

/** Head of a `piece` or `drop` frame. */
export interface PieceHead {
  readonly upload: number;
}

/**
 * `TDC: Delivery start DCID 4566150 MID 14501404`: the gateway tells over which of its connections a copy goes. The line of an original
 * goes on with its recipients.
 */
const DELIVERY = /: (?:TDC: ?)?Delivery start DCID (\d{1,15}) MID (\d{1,15})\s*$/;

/** Files what was handed over: one frame after the other, inside a transaction of the caller's. */
export class Ingest {
  readonly evidence: EvidenceBlocks;
  readonly connections: Connections;
  readonly dns: DnsQueries;
  readonly hits: RuleHits;
  private readonly arrivals: Arrivals;
  private readonly bodies: Bodies;
  private readonly tally: Tally;
  private readonly meta: Meta;
  private readonly tell: (change: Change) => void;
  private readonly arrived: (id: number) => void;
  private readonly newest: { -readonly [Key in keyof Ordinals]: Ordinals[Key] };

  constructor(database: DatabaseSync, bodies: Bodies, tally: Tally, tell: (change: Change) => void, arrived: (id: number) => void) {
    this.evidence = new EvidenceBlocks(database, tally);
    this.connections = new Connections(database, tally);
    this.dns = new DnsQueries(database, tally);
    this.hits = new RuleHits(database);
    this.arrivals = new Arrivals(database);
    this.meta = new Meta(database);
    this.bodies = bodies;
    this.tally = tally;
    this.tell = tell;
    this.arrived = arrived;
    const { meta } = this;
    this.newest = {
      seq: meta.number('seq'),
      connection: meta.number('connection'),
      copy: meta.number('copy'),
      query: meta.number('query'),
    };
  }

  /** The greatest numbers seen, those of what was deleted since included. */
  get ordinals(): Ordinals {
    return this.newest;
  }

  /** Heads are our own JSON: a frame is checked for its origin and its checksum before it comes here. */
  take({ kind, head, body, number }: Frame): void {
    switch (kind) {
      case 'facts':
        this.facts(body);
        break;
      case 'piece': {
        const { upload }: PieceHead = JSON.parse(head);
        this.bodies.addToUpload(upload, body);
        break;
      }
      case 'drop': {
        const { upload }: PieceHead = JSON.parse(head);
        this.bodies.dropUpload(upload);
        break;
      }
      case 'copy':
        this.copy(JSON.parse(head), body);
        break;
      case 'state':
        this.meta.set('state', head);
        break;
    }
    this.meta.set('applied', number);
  }

  /** Writes what was gathered; to be called at the end of the transaction. */
  flush(): void {
    this.evidence.flush();
    this.connections.flush();
    this.dns.flush();
    for (const [key, value] of Object.entries(this.newest)) if (value > 0) this.meta.set(key, value);
  }

  private facts(bytes: Buffer): void {
    let at = 0;
    while (at < bytes.length) {
      const head = factHeadAt(bytes, at);
      this.newest.seq = Math.max(this.newest.seq, head.seq);
      this.newest.connection = Math.max(this.newest.connection, head.connection);
      this.evidence.add(head, bytes.subarray(at, head.end));
      if (head.isPlain) this.connections.passed(head.connection, head.stage, head.seq);
      else this.follow(readFact(bytes, at));
      at = head.end;
    }
  }

  private follow(entry: Evidence): void {
    this.connections.follow(entry);
    this.dns.follow(entry);
    const { atMs, seq } = entry;
    if (entry.type === 'ruleFired') {
      this.hits.add(entry);
      this.tell({ type: 'ruleFired', ruleId: entry.ruleId, seq });
    } else if (entry.type === 'connectionOpened' || entry.type === 'connectionClosed') {
      this.tell({ type: entry.type, connection: entry.connection, atMs });
    } else if (entry.type === 'dnsQueryReceived') {
      this.newest.query = Math.max(this.newest.query, entry.query);
    } else if (entry.type === 'dnsAnswerSent') {
      this.tell({ type: 'dnsAnswered', query: entry.query });
    } else if (entry.type === 'logLineRead') {
      const [, dcid, mid] = DELIVERY.exec(entry.line) ?? [];
      if (dcid !== undefined && mid !== undefined) this.arrivals.delivered(Number(mid), Number(dcid));
    }
  }

  private copy({ copy, accounts, clientHeader, upload }: CopyHead, rest: Buffer): void {
    const { account, sha256, fate } = copy;
    this.newest.copy = Math.max(this.newest.copy, copy.copy);
    this.newest.connection = Math.max(this.newest.connection, copy.connection);
    const kept = isKept(fate);
    if (upload !== undefined && rest.length > 0) this.bodies.addToUpload(upload, rest);
    const raw = upload === undefined ? rest : this.bodies.uploaded(upload);
    const analysis = analyseCopy(raw, sha256, clientHeader);
    const body = kept ? this.keep(raw, sha256, upload) : null;
    if (!kept && upload !== undefined) this.bodies.dropUpload(upload);
    const { rules, tls } = this.connections.copyCame(copy.connection);
    const shown = tls === null ? null : { protocol: tls.protocol, cipher: tls.cipher, certificate: tls.certificate };
    this.arrivals.add({ copy, accounts, body, analysis, rules, tls: shown });
    this.tally.count({ account, accounts, kept, unread: kept }, 1);
    if (kept) this.tally.unindexed += 1;
    this.arrived(copy.copy);
  }

  private keep(raw: Buffer, sha256: string, upload: number | undefined): number {
    const { body, added } = upload === undefined ? this.bodies.add(raw, sha256) : this.bodies.finishUpload(upload, sha256);
    if (added) this.tally.bytes += raw.length;
    return body;
  }
}
