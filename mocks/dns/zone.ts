import { z } from 'zod';
import { ancestorsOf, canonicalName } from './name.ts';
import { type DnsRecord, type DnsRecordInput, type DnsRecordType, dnsRecordSchema } from './record.ts';
import { makeEntry, type ZoneEntry } from './zone-entry.ts';

export { type DnsRecord, type DnsRecordInput, type DnsRecordType, dnsRecordSchema } from './record.ts';

/** Thrown for records that cannot stand in a zone; the zone is as it was before. */
export class ZoneError extends Error {
  override readonly name = 'ZoneError';
}

/** What the zone knows of a name and type. `authority` holds the SOA of a negative answer (RFC 2308). */
export interface ZoneAnswer {
  readonly rcode: 'NOERROR' | 'NXDOMAIN';
  readonly answers: readonly ZoneEntry[];
  readonly authority: readonly ZoneEntry[];
}

/** CNAMEs followed for one answer; real resolvers give up at about as many. */
const LONGEST_CHAIN = 16;

/** Stands in negative answers where the zone has no SOA of its own: the mock has authority over every name. */
const ROOT_SOA = makeEntry(
  dnsRecordSchema.parse({ type: 'SOA', name: '.', primary: 'ns.setd-mock.invalid', admin: 'hostmaster.setd-mock.invalid' }),
);

type Node = Map<string, ZoneEntry[]>;

const parse = (input: DnsRecordInput, where: string): DnsRecord => {
  const parsed = dnsRecordSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue === undefined || issue.path.length === 0 ? '' : ` ${z.core.toDotPath(issue.path)}`;
  throw new ZoneError(`${where}${field}: ${issue?.message ?? 'not a DNS record'}`);
};

/** The records that the mock DNS server answers from. Every change is whole: a bad record changes nothing. */
export class Zone {
  private nodes = new Map<string, Node>();
  /** Every name that exists: those with a record and all above them; rebuilt after a change. */
  private existing: Set<string> | undefined;
  private readonly listeners = new Set<() => void>();

  constructor(records: readonly DnsRecordInput[] = []) {
    this.replaceAll(records);
  }

  /** Replaces every record at once. Throws a ZoneError that names the first bad one. */
  replaceAll(records: readonly DnsRecordInput[]): void {
    const nodes = new Map<string, Node>();
    records.forEach((record, index) => {
      insert(nodes, parse(record, `records[${index}]`), `records[${index}]`);
    });
    this.nodes = nodes;
    this.changed();
  }

  /** Adds one record; one with the same data is replaced, so that its TTL can be changed. Throws a ZoneError. */
  add(record: DnsRecordInput): void {
    insert(this.nodes, parse(record, 'record'), 'record');
    this.changed();
  }

  /** Removes the records of a name, or those of one type; tells how many there were. */
  remove(name: string, type?: DnsRecordType): number {
    const key = canonicalName(name);
    const node = this.nodes.get(key);
    if (node === undefined) return 0;
    const types = type === undefined ? [...node.keys()] : [type];
    let removed = 0;
    for (const one of types) {
      removed += node.get(one)?.length ?? 0;
      node.delete(one);
    }
    if (node.size === 0) this.nodes.delete(key);
    this.changed();
    return removed;
  }

  /** The records of one name and type. */
  recordSet(name: string, type: DnsRecordType): DnsRecord[] {
    return (this.nodes.get(canonicalName(name))?.get(type) ?? []).map((entry) => entry.record);
  }

  /** Puts other records into the place of those of one name and type; none removes them. Throws a ZoneError that names the first bad one. */
  replaceSet(name: string, type: DnsRecordType, records: readonly DnsRecordInput[]): void {
    const key = canonicalName(name);
    const node: Node = new Map(this.nodes.get(key));
    node.delete(type);
    const nodes = new Map([[key, node]]);
    records.forEach((input, index) => {
      const where = `records[${index}]`;
      const record = parse(input, where);
      if (canonicalName(record.name) !== key || record.type !== type) throw new ZoneError(`${where}: expected a record of ${name} ${type}`);
      insert(nodes, record, where);
    });
    if (node.size === 0) this.nodes.delete(key);
    else this.nodes.set(key, node);
    this.changed();
  }

  /** Calls `listener` whenever a record is added or removed. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  list(): DnsRecord[] {
    return [...this.nodes.values()].flatMap((node) => [...node.values()].flat().map((entry) => entry.record));
  }

  /**
   * The answer for a name (any case) and type (`MX`, `ANY`, …). CNAMEs are followed inside the zone (DNS-4).
   * A name without that type is NOERROR with no answer; a name that does not exist is NXDOMAIN (RETRY-9).
   */
  lookup(name: string, qtype: string): ZoneAnswer {
    const answers: ZoneEntry[] = [];
    const visited = new Set<string>();
    let current = canonicalName(name);
    while (visited.size < LONGEST_CHAIN && !visited.has(current)) {
      visited.add(current);
      const node = this.nodes.get(current);
      const found = qtype === 'ANY' ? node && [...node.values()].flat() : node?.get(qtype);
      if (found !== undefined) return { rcode: 'NOERROR', answers: answers.length === 0 ? found : [...answers, ...found], authority: [] };
      const [alias] = node?.get('CNAME') ?? [];
      if (alias?.record.type !== 'CNAME') return { ...this.negative(current), answers };
      answers.push(alias);
      current = canonicalName(alias.record.target);
    }
    return { rcode: 'NOERROR', answers, authority: [] };
  }

  /** The nearest SOA at or above a name, for the authority section of a negative answer. */
  soaFor(name: string): ZoneEntry {
    const key = canonicalName(name);
    for (const one of [key, ...ancestorsOf(key)]) {
      const [soa] = this.nodes.get(one)?.get('SOA') ?? [];
      if (soa !== undefined) return soa;
    }
    return ROOT_SOA;
  }

  private changed(): void {
    this.existing = undefined;
    for (const listener of this.listeners) listener();
  }

  private negative(key: string): Pick<ZoneAnswer, 'rcode' | 'authority'> {
    this.existing ??= new Set([...this.nodes.keys()].flatMap((name) => [name, ...ancestorsOf(name)]).concat(''));
    return { rcode: this.existing.has(key) ? 'NOERROR' : 'NXDOMAIN', authority: [this.soaFor(key)] };
  }
}

const insert = (nodes: Map<string, Node>, record: DnsRecord, where: string): void => {
  const key = canonicalName(record.name);
  const node: Node = nodes.get(key) ?? new Map();
  const entry = makeEntry(record);
  const others = (node.get(record.type) ?? []).filter((one) => one.data !== entry.data);
  const clash = [...node.keys()].some((type) => (type === 'CNAME') !== (record.type === 'CNAME'));
  // RFC 1034 section 3.6.2
  if (clash) throw new ZoneError(`${where}: a CNAME stands alone at its name, and "${record.name}" has other records`);
  if (record.type === 'CNAME' && others.length > 0) throw new ZoneError(`${where}: "${record.name}" has another CNAME already`);
  node.set(record.type, [...others, entry]);
  nodes.set(key, node);
};
