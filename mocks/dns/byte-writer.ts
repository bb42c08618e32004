import { Packet, type Writer } from 'dns2';

/** Room to begin with: most answers fit. */
const FIRST_OCTETS = 256;

/**
 * A drop-in for dns2's writer, which keeps a message as an array of single bits and copies all of it after every record,
 * so that 300 records take a third of a second. This one writes octets and takes time in proportion to the message.
 */
class ByteWriter implements Writer {
  /** Part of dns2's interface for options of an OPT record, which the mock never sends. */
  readonly buffer: number[] = [];
  /** dns2 keeps the places of names here, to compress later ones. */
  readonly names = new Map<string, number>();
  private bytes = Buffer.allocUnsafe(FIRST_OCTETS);
  private length = 0;
  private partial = 0;
  private partialBits = 0;

  write(value: number, bits: number): void {
    if (this.length + 5 > this.bytes.length) this.grow();
    if (this.partialBits === 0 && bits === 8) {
      this.bytes[this.length++] = value;
    } else if (this.partialBits === 0 && bits === 16) {
      this.bytes[this.length++] = value >>> 8;
      this.bytes[this.length++] = value;
    } else {
      this.writeBits(value, bits);
    }
  }

  writeBuffer(writer: Writer): void {
    for (const byte of writer.toBuffer()) this.write(byte, 8);
  }

  bitLength(): number {
    return this.length * 8 + this.partialBits;
  }

  byteLength(): number {
    return this.length;
  }

  /** Fills in a field written before; dns2 does so for the length of a record's data. */
  patch(bitOffset: number, value: number, bits: number): void {
    this.bytes.writeUIntBE(value, bitOffset / 8, bits / 8);
  }

  toBuffer(): Buffer {
    return this.bytes.subarray(0, this.length);
  }

  private writeBits(value: number, bits: number): void {
    for (let bit = bits - 1; bit >= 0; bit -= 1) {
      this.partial = (this.partial << 1) | ((value >>> bit) & 1);
      this.partialBits += 1;
      if (this.partialBits === 8) {
        this.bytes[this.length++] = this.partial;
        this.partial = 0;
        this.partialBits = 0;
      }
    }
  }

  private grow(): void {
    const larger = Buffer.allocUnsafe(this.bytes.length * 4);
    this.bytes.copy(larger, 0, 0, this.length);
    this.bytes = larger;
  }
}

/** The octets of a message, written by dns2's encoders. Throws what they throw for a record that cannot be encoded. */
export const encodeMessage = (message: Packet): Buffer => {
  const writer = new ByteWriter();
  const { header, questions, answers, authorities, additionals } = message;
  header.qdcount = questions.length;
  header.ancount = answers.length;
  header.nscount = authorities.length;
  header.arcount = additionals.length;
  header.toBuffer(writer);
  for (const question of questions) Packet.Question.encode(question, writer);
  for (const section of [answers, authorities, additionals]) {
    for (const record of section) Packet.Resource.encode(record, writer);
  }
  return writer.toBuffer();
};
