import type { Evidence } from '../../../src/evidence/events.ts';
import type { EvidenceLog } from '../../../src/evidence/evidence-log.ts';
import { Counter, gaugeText } from './metric.ts';

/** Counts what the evidence tells, entry by entry: asking for the figures costs no look through the log. */
export class TrafficFigures {
  private readonly messages = new Counter('setd_messages_total', 'Copies that came whole, by account and what became of them.');
  private readonly bytes = new Counter('setd_message_bytes_total', 'Bytes of the copies that came whole, by account.');
  private readonly connections = new Counter('setd_connections_total', 'Connections to the intake, by MX host.');
  private readonly ends = new Counter('setd_connection_ends_total', 'Connections that ended, by how.');
  private readonly sessions = new Counter('setd_tls_sessions_total', 'TLS handshakes that succeeded, by protocol and certificate shown.');
  private readonly tlsFailures = new Counter('setd_tls_failures_total', 'TLS handshakes that failed.');
  private readonly queries = new Counter('setd_dns_queries_total', 'DNS queries that were decided, by type, response code and transport.');
  private readonly packets = new Counter('setd_dns_packets_refused_total', 'Packets that were no DNS query.');
  private readonly hits = new Counter('setd_rule_hits_total', 'Fault rules that fired, by rule and layer.');
  private readonly anomalies = new Counter('setd_wire_anomalies_total', 'Things on the wire that no SMTP client should do, by kind.');
  /** Queries that wait for their answer, which tells neither type nor transport. */
  private readonly asked = new Map<number, { readonly type: string; readonly transport: string }>();
  private open = 0;

  constructor(evidence: EvidenceLog) {
    // Without labels there is a figure from the beginning.
    this.tlsFailures.add({}, 0);
    for (const entry of evidence.all) this.count(entry);
    evidence.subscribe((entry) => this.count(entry));
  }

  get text(): string {
    const { messages, bytes, connections, ends, sessions, tlsFailures, queries, packets, hits, anomalies } = this;
    const counters = [messages, bytes, connections, ends, sessions, tlsFailures, queries, packets, hits, anomalies];
    return [
      ...counters.map(({ text }) => text),
      gaugeText('setd_connections_open', 'Connections to the intake that are open.', this.open),
    ].join('');
  }

  private count(entry: Evidence): void {
    switch (entry.type) {
      case 'copyReceived':
        this.messages.add({ account: entry.account ?? '', fate: entry.fate });
        this.bytes.add({ account: entry.account ?? '' }, entry.size);
        return;
      case 'connectionOpened':
        this.open += 1;
        this.connections.add({ host: entry.host });
        return;
      case 'connectionClosed':
        this.open = Math.max(this.open - 1, 0);
        this.ends.add({ end: entry.end });
        return;
      case 'tlsEstablished':
        this.sessions.add({ protocol: entry.protocol, certificate: entry.certificate });
        return;
      case 'tlsFailed':
        this.tlsFailures.add();
        return;
      case 'ruleFired':
        this.hits.add({ rule: entry.ruleId, layer: entry.layer });
        return;
      case 'wireAnomaly':
        this.anomalies.add({ kind: entry.kind });
        return;
      default:
        this.countDns(entry);
    }
  }

  private countDns(entry: Evidence): void {
    switch (entry.type) {
      case 'dnsQueryReceived':
        this.asked.set(entry.query, { type: entry.qtype, transport: entry.transport });
        return;
      case 'dnsAnswerSent': {
        const query = this.asked.get(entry.query);
        this.asked.delete(entry.query);
        this.queries.add({ type: query?.type ?? '', rcode: entry.rcode, transport: query?.transport ?? '' });
        return;
      }
      case 'dnsPacketRefused':
        this.packets.add({ transport: entry.transport });
        return;
      default:
    }
  }
}
