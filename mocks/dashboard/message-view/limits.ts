// A message is whatever a stranger sent. Every bound is a count or a size, so that the same message always shows the same way.

/** How much of a message is looked at and shown. Sizes are in bytes unless said otherwise. */
export interface ViewLimits {
  /** MIME parts listed; what follows stays inside the last one. */
  readonly parts: number;
  /** Levels of parts inside parts. */
  readonly depth: number;
  /** Lines that begin like a delimiter and are looked at. */
  readonly delimiterLines: number;
  /** One header section; what follows is taken as body. */
  readonly headerBytes: number;
  /** Fields of one header section. */
  readonly headerFields: number;
  /** One field, when it is shown. */
  readonly fieldBytes: number;
  /** Addresses of one field. */
  readonly addresses: number;
  /** Decoded text of all text parts together. */
  readonly textBytes: number;
  /** Decoded HTML of all HTML parts together. */
  readonly htmlBytes: number;
  /** Characters of all style elements together. */
  readonly styleCharacters: number;
  /** Elements that the preview keeps. */
  readonly elements: number;
  /** Elements of the preview inside one another. */
  readonly elementDepth: number;
  /** Links told of. */
  readonly links: number;
  /** Kinds and hosts of blocked content told apart. */
  readonly blockedKinds: number;
  /** One picture put into the preview, decoded. */
  readonly pictureBytes: number;
  /** All pictures in the preview, as they stand there; one that stands there twice counts twice. */
  readonly pictureCharacters: number;
  /** Problems told of. */
  readonly flaws: number;
}

const KIB = 1024;
const MIB = 1024 * KIB;

export const VIEW_LIMITS: ViewLimits = {
  parts: 2_000,
  depth: 50,
  delimiterLines: 200_000,
  headerBytes: MIB,
  headerFields: 2_000,
  fieldBytes: 64 * KIB,
  addresses: 1_000,
  textBytes: MIB,
  htmlBytes: 2 * MIB,
  styleCharacters: 256 * KIB,
  elements: 50_000,
  elementDepth: 200,
  links: 1_000,
  blockedKinds: 500,
  pictureBytes: 2 * MIB,
  pictureCharacters: 12 * MIB,
  flaws: 200,
};
