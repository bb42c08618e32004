import { Packet } from 'dns2';
import type { Clock } from '../../src/clock.ts';
import type { EvidenceSink } from '../../src/evidence/evidence-log.ts';
import type { ActionOf, FaultEngine } from '../faults/engine.ts';
import type { RuleOf } from '../faults/rule.ts';
import { type Answer, ednsVersion, encodeAnswer, garbageBytes } from './answer.ts';
import { canonicalName, printableName } from './name.ts';
import type { Zone } from './zone.ts';
import { makeEntry } from './zone-entry.ts';

/** Who asked, and the way back. */
export interface Asker {
  readonly transport: 'udp' | 'tcp';
  /** `127.0.0.1:40000` */
  readonly from: string;
  /** Sends one message, or nothing at all. Called exactly once for each query, unless the server closes first. */
  reply(bytes: Buffer | undefined): void;
}

export interface ResponderParts {
  readonly clock: Clock;
  readonly evidence: EvidenceSink;
  readonly faults: FaultEngine;
  readonly zone: Zone;
  /** Told of every query: the name in lower case without its final dot, and the type. */
  readonly onQuery?: ((name: string, qtype: string) => void) | undefined;
  /** Number of the last query that an earlier server answered. */
  readonly countFrom?: number | undefined;
}

interface Query {
  readonly request: Packet;
  readonly asker: Asker;
  readonly query: number;
  readonly name: string;
  readonly qtype: string;
}

type DnsRule = RuleOf<'dns'>;

/** How long a dropped query counts as someone waiting: as long as a copy may live in a forwarder's queue (QUEUE-1). */
const GIVEN_UP_MS = 120_000;

const actionsFor = (qtype: string, transport: 'udp' | 'tcp'): ActionOf<'dns'>[] => {
  const actions: ActionOf<'dns'>[] = ['rcode', 'noData', 'noAnswer', 'delayMs', 'garbage'];
  if (transport === 'udp') actions.push('truncate');
  if (qtype === 'MX') actions.push('nullMx');
  return actions;
};

/** dns2 names type 41 after what it is for. */
const typeName = (code: number): string => (code === Packet.TYPE.EDNS ? 'OPT' : Packet.typeName(code));

/** Answers queries from the zone, lets fault rules interfere, and writes down both. */
export class Responder {
  private readonly parts: ResponderParts;
  private readonly waiting = new Set<() => void>();
  private queries: number;

  constructor(parts: ResponderParts) {
    this.parts = parts;
    this.queries = parts.countFrom ?? 0;
  }

  /** Answers one query, now or later on the clock. `request` has passed the guard. */
  respond(request: Packet, asker: Asker): void {
    const [question] = request.questions;
    if (question === undefined || request.errors.length > 0) {
      this.refuse(request, asker);
      return;
    }
    const { clock, evidence, faults, onQuery } = this.parts;
    this.queries += 1;
    const query: Query = { request, asker, query: this.queries, name: question.name, qtype: typeName(question.type) };
    const { name, qtype } = query;
    const { transport, from } = asker;
    const shown = printableName(name);
    evidence.record({ type: 'dnsQueryReceived', query: query.query, name: shown, qtype, transport, from });
    onQuery?.(canonicalName(name), qtype);
    const rule = faults.fire('dns', { name: shown, type: qtype, transport }, { query: query.query }, actionsFor(qtype, transport));
    const delayMs = rule?.do.delayMs ?? 0;
    if (delayMs === 0) this.answer(query, rule);
    else this.wait(delayMs, `DNS answer to query ${query.query} delayed`, clock, () => this.answer(query, rule));
  }

  /** Drops every answer that still waits for its time. */
  close(): void {
    for (const end of this.waiting) end();
    this.waiting.clear();
  }

  private refuse(request: Packet, asker: Asker): void {
    const reason = request.errors[0]?.message ?? 'no question';
    this.parts.evidence.record({ type: 'dnsPacketRefused', transport: asker.transport, from: asker.from, reason });
    asker.reply(encodeAnswer(request, { rcode: 'FORMERR' }, asker.transport).bytes);
  }

  private answer(query: Query, rule: DnsRule | undefined): void {
    const { request, asker } = query;
    if (rule?.do.noAnswer === true) {
      this.wait(GIVEN_UP_MS, `DNS query ${query.query} dropped`, this.parts.clock, () => {});
      this.sent(query, rule, 'none', [], false);
      asker.reply(undefined);
    } else if (rule?.do.garbage === true) {
      this.sent(query, rule, 'garbage', [], false);
      asker.reply(garbageBytes(request));
    } else {
      const encoded = encodeAnswer(request, this.decide(query, rule), asker.transport);
      const lines = encoded.answers.map((entry) => entry.text);
      this.sent(query, rule, encoded.rcode, lines, encoded.truncated);
      asker.reply(encoded.bytes);
    }
  }

  private decide({ request, name, qtype, asker }: Query, rule: DnsRule | undefined): Answer {
    const { zone } = this.parts;
    // RFC 6891 section 6.1.3: only version 0 is spoken here.
    if (ednsVersion(request) > 0) return { rcode: 'BADVERS' };
    const action = rule?.do;
    if (action?.rcode === 'NXDOMAIN') return { rcode: 'NXDOMAIN', authority: [zone.soaFor(name)] };
    if (action?.rcode !== undefined) return { rcode: action.rcode };
    if (action?.noData === true) return { rcode: 'NOERROR', authority: [zone.soaFor(name)] };
    if (action?.truncate === true && asker.transport === 'udp') return { rcode: 'NOERROR', truncate: true };
    if (action?.nullMx === true && qtype === 'MX') {
      return { rcode: 'NOERROR', answers: [makeEntry({ type: 'MX', name, ttl: 0, preference: 0, exchange: '.' })] };
    }
    return zone.lookup(name, qtype);
  }

  private sent({ query }: Query, rule: DnsRule | undefined, rcode: string, answers: readonly string[], truncated: boolean): void {
    const ruled = rule === undefined ? {} : { ruleId: rule.id };
    this.parts.evidence.record({ type: 'dnsAnswerSent', query, rcode, answers, truncated, ...ruled });
  }

  /** Holds the ledger meanwhile: the asker waits on purpose, and only time sets it free. */
  private wait(delayMs: number, label: string, clock: Clock, then: () => void): void {
    const release = clock.ledger.hold(label);
    const timer = clock.setTimer(delayMs, () => {
      this.waiting.delete(end);
      release();
      then();
    });
    const end = (): void => {
      timer.cancel();
      release();
    };
    this.waiting.add(end);
  }
}
