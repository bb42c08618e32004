import { Packet } from 'dns2';
import { encodeMessage } from './byte-writer.ts';
import type { ZoneEntry } from './zone-entry.ts';

export type AnswerCode = 'NOERROR' | 'FORMERR' | 'SERVFAIL' | 'NXDOMAIN' | 'NOTIMP' | 'REFUSED' | 'BADVERS';

/** What is to be answered, before it is put into octets. */
export interface Answer {
  readonly rcode: AnswerCode;
  readonly answers?: readonly ZoneEntry[];
  readonly authority?: readonly ZoneEntry[];
  /** TC set and nothing else sent, so that the query is repeated over TCP. */
  readonly truncate?: boolean;
}

/** An answer in octets, and what was really put into them. */
export interface EncodedAnswer {
  readonly bytes: Buffer;
  readonly rcode: AnswerCode;
  readonly answers: readonly ZoneEntry[];
  readonly truncated: boolean;
}

/** Octets of an answer over UDP to a client without EDNS (RFC 1035 section 2.3.4). */
const PLAIN_UDP = 512;
/** What a client may ask for at most, and the size that the mock announces for itself (a datagram that is never fragmented). */
const LARGEST_UDP = 4096;
const ANNOUNCED_UDP = 1232;
const LARGEST_TCP = 65_535;

const optOf = (request: Packet) => request.additionals.find((record) => record.type === Packet.TYPE.EDNS);

/** EDNS version that a query speaks, 0 where it has none. */
export const ednsVersion = (request: Packet): number => optOf(request)?.version ?? 0;

/** Octets that the client takes. Sizes under 512 count as 512 (RFC 6891 section 6.2.3). */
const roomFor = (request: Packet, transport: 'udp' | 'tcp'): number => {
  if (transport === 'tcp') return LARGEST_TCP;
  const announced = optOf(request)?.class ?? PLAIN_UDP;
  return Math.min(Math.max(announced, PLAIN_UDP), LARGEST_UDP);
};

const messageFor = (request: Packet, answer: Answer): Packet => {
  const message = Packet.createResponseFromRequest(request);
  const code = Packet.RCODE[answer.rcode];
  message.header.aa = 1;
  // The mock is both the authority and the resolver that its clients are pointed to.
  message.header.ra = 1;
  message.header.rcode = code;
  message.header.tc = answer.truncate === true ? 1 : 0;
  if (answer.truncate !== true) {
    message.answers = (answer.answers ?? []).map((entry) => entry.resource);
    message.authorities = (answer.authority ?? []).map((entry) => entry.resource);
  }
  const opt = optOf(request);
  if (opt !== undefined) {
    // RFC 6891 sections 6.1.1 and 6.1.3: EDNS is answered with EDNS, and the high part of the RCODE goes there.
    const { doFlag = false } = opt;
    message.additionals.push(Packet.Resource.EDNS([], { udpPayloadSize: ANNOUNCED_UDP, doFlag, extendedRcode: code >>> 4 }));
  }
  return message;
};

const fits = (request: Packet, answer: Answer, room: number): Buffer | undefined => {
  const bytes = encodeMessage(messageFor(request, answer));
  return bytes.length <= room ? bytes : undefined;
};

/**
 * Puts an answer into octets. Over UDP one that is too long for the client becomes an empty one with TC set (DNS-4);
 * one that cannot be sent at all becomes SERVFAIL. The case of the name is kept as asked.
 */
export const encodeAnswer = (request: Packet, answer: Answer, transport: 'udp' | 'tcp'): EncodedAnswer => {
  const { rcode, answers = [], truncate = false } = answer;
  try {
    const bytes = fits(request, answer, roomFor(request, transport));
    if (bytes !== undefined) return { bytes, rcode, answers: truncate ? [] : answers, truncated: truncate };
    if (transport === 'udp') {
      return { bytes: encodeMessage(messageFor(request, { rcode, truncate: true })), rcode, answers: [], truncated: true };
    }
  } catch {
    // The zone checks its records, so this is a record that dns2 and the zone disagree about: the client is told so below.
  }
  return { bytes: encodeMessage(messageFor(request, { rcode: 'SERVFAIL' })), rcode: 'SERVFAIL', answers: [], truncated: false };
};

/** Octets with the query's id that no client can read as an answer: the header promises far more than there is. */
export const garbageBytes = (request: Packet): Buffer => {
  const bytes = Buffer.alloc(32, 0xff);
  bytes.writeUInt16BE(request.header.id, 0);
  bytes.writeUInt16BE(0x8180, 2);
  return bytes;
};
