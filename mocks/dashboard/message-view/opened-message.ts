import { type BodyParts, sortParts } from './body-parts.ts';
import { Flaws } from './flaws.ts';
import type { ViewLimits } from './limits.ts';
import type { MimePart } from './mime-part.ts';
import { scanMime } from './mime-tree.ts';

/** A message with its parts found and sorted: what every view of it begins with. */
export interface OpenedMessage {
  readonly raw: Buffer;
  readonly limits: ViewLimits;
  readonly parts: readonly MimePart[];
  readonly bodies: BodyParts;
  readonly flaws: Flaws;
}

export const openMessage = (raw: Buffer, limits: ViewLimits): OpenedMessage => {
  const flaws = new Flaws(limits.flaws);
  const parts = scanMime(raw, limits, flaws);
  return { raw, limits, parts, bodies: sortParts(parts), flaws };
};
