// dns2 trusts the counts and names of a packet, so that one hostile datagram could hold the event loop or come back as a
// wrong answer. Every packet passes here first; what gets through is one plain query, small and well formed.

/** Why a packet is not handed on, and the RCODE that tells its sender; without one it gets no answer at all. */
export interface Refusal {
  readonly reason: string;
  readonly rcode?: 'FORMERR' | 'NOTIMP' | 'REFUSED';
  /** Offset after the question, where that could be read: the answer repeats it, as resolvers drop one that does not. */
  readonly questionEnd?: number;
}

const HEADER_OCTETS = 12;
/** A query of the longest name with EDNS options and a TSIG stays far below. */
export const LONGEST_QUERY = 4096;
const LONGEST_NAME = 255;
/** An OPT and a TSIG, at most. */
const MOST_ADDITIONALS = 2;
const OPT = 41;
const TSIG = 250;
/** IXFR and AXFR: this server hands out no zones (RFC 5936 section 2.2.1). */
const ZONE_TRANSFERS = [251, 252];
const CLASS_IN = 1;
const CLASS_ANY = 255;
const DOT = 0x2e;

const malformed = (reason: string): Refusal => ({ reason, rcode: 'FORMERR' });

/** Offset after the name at `start`, or why it cannot be read. A query has nothing to compress, so pointers are refused. */
const skipName = (packet: Buffer, start: number): number | string => {
  let at = start;
  for (;;) {
    const length = packet[at];
    if (length === undefined) return 'a name runs past the end';
    if (length >= 0x40) return length >= 0xc0 ? 'a name holds a compression pointer' : 'a label of a reserved kind';
    at += 1 + length;
    if (at - start > LONGEST_NAME) return 'a name of more than 255 octets';
    if (length === 0) return at;
  }
};

/** True when a label of the question holds a dot, which dns2 could not tell from the dot between two labels. */
const holdsDot = (packet: Buffer, end: number): boolean => {
  const dot = packet.indexOf(DOT, HEADER_OCTETS);
  if (dot < 0 || dot >= end) return false;
  for (let at = HEADER_OCTETS; at < end; ) {
    const length = packet[at] ?? 0;
    const inside = packet.indexOf(DOT, at + 1);
    if (inside >= 0 && inside <= at + length) return true;
    at += 1 + length;
  }
  return false;
};

const checkHeader = (packet: Buffer): Refusal | undefined => {
  if (packet.length < HEADER_OCTETS) return { reason: `${packet.length} octets, too short for a header` };
  const flags = packet.readUInt16BE(2);
  // Never answered: two servers that answer each other's answers would not stop.
  if ((flags & 0x8000) !== 0) return { reason: 'an answer, not a query' };
  const opcode = (flags >>> 11) & 0xf;
  if (opcode !== 0) return { reason: `opcode ${opcode}, expected QUERY`, rcode: 'NOTIMP' };
  if (packet.length > LONGEST_QUERY) return malformed(`${packet.length} octets, too long for a query`);
  const questions = packet.readUInt16BE(4);
  if (questions !== 1) return malformed(`${questions} questions, expected one`);
  const records = packet.readUInt16BE(6) + packet.readUInt16BE(8);
  if (records !== 0) return malformed(`a query that claims ${records} answer or authority records`);
  const additionals = packet.readUInt16BE(10);
  return additionals > MOST_ADDITIONALS ? malformed(`claims ${additionals} additional records`) : undefined;
};

/** Reads the additional records from `start` on: every one must lie whole inside the packet, and nothing may follow. */
const checkAdditionals = (packet: Buffer, start: number): Refusal | undefined => {
  let at = start;
  let options = 0;
  for (let left = packet.readUInt16BE(10); left > 0; left -= 1) {
    const end = skipName(packet, at);
    if (typeof end === 'string') return malformed(`additional record: ${end}`);
    if (end + 10 > packet.length) return malformed('an additional record runs past the end');
    const type = packet.readUInt16BE(end);
    if (type !== OPT && type !== TSIG) return malformed(`an additional record of type ${type}`);
    if (type === OPT) {
      options += 1;
      // RFC 6891 section 6.1.1
      if (options > 1 || end - at !== 1) return malformed(options > 1 ? 'two OPT records' : 'an OPT record with a name');
    }
    at = end + 10 + packet.readUInt16BE(end + 8);
    if (at > packet.length) return malformed('an additional record runs past the end');
  }
  return at === packet.length ? undefined : malformed(`${packet.length - at} octets after the last record`);
};

/** Why a question that can be read is not answered here. `end`: offset after its name. */
const refusableQuestion = (packet: Buffer, end: number): string | undefined => {
  if (holdsDot(packet, end)) return 'a label with a dot in it, which no name here has';
  if (ZONE_TRANSFERS.includes(packet.readUInt16BE(end))) return 'a zone transfer';
  const qclass = packet.readUInt16BE(end + 2);
  return qclass === CLASS_IN || qclass === CLASS_ANY ? undefined : `class ${qclass}, expected IN`;
};

/** Looks at the shape of a packet in a time bounded by its length; undefined for one that dns2 may see. */
export const refusePacket = (packet: Buffer): Refusal | undefined => {
  const header = checkHeader(packet);
  if (header !== undefined) return header;
  const end = skipName(packet, HEADER_OCTETS);
  if (typeof end === 'string') return malformed(`question: ${end}`);
  if (end + 4 > packet.length) return malformed('the question runs past the end');
  const additional = checkAdditionals(packet, end + 4);
  if (additional !== undefined) return additional;
  const reason = refusableQuestion(packet, end);
  return reason === undefined ? undefined : { reason, rcode: 'REFUSED', questionEnd: end + 4 };
};

const CODES = { FORMERR: 1, NOTIMP: 4, REFUSED: 5 } as const;

/** The answer to a refused packet: its header, and its question where that could be read. Nothing for a refusal without RCODE. */
export const refusalBytes = (packet: Buffer, { rcode, questionEnd = HEADER_OCTETS }: Refusal): Buffer | undefined => {
  if (rcode === undefined) return undefined;
  const answer = Buffer.alloc(questionEnd);
  packet.copy(answer, 0, 0, 2);
  packet.copy(answer, HEADER_OCTETS, HEADER_OCTETS, questionEnd);
  answer[5] = questionEnd > HEADER_OCTETS ? 1 : 0;
  // QR set; opcode and RD as asked.
  answer[2] = 0x80 | ((packet[2] ?? 0) & 0x79);
  answer[3] = CODES[rcode];
  return answer;
};
