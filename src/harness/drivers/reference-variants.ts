import type { ForwarderParts } from '../../forwarder/forwarder.ts';
import { standardParts } from '../../forwarder/parts.ts';
import { StandError } from '../outcome.ts';

/** From the documented parts to those that take their place. Called once a scenario, so that parts may keep state of their own. */
export type PartsChange = (standard: ForwarderParts) => Partial<ForwarderParts>;

const variants = new Map<string, PartsChange>();

/**
 * Makes a variant of the reference forwarder known under a name, by which the runs of this process can ask for it
 * (world parameter `variant`). Who knows variants hands them in from outside: the harness knows none.
 */
export const offerVariant = (name: string, change: PartsChange): void => void variants.set(name, change);

/** The parts that a variant exchanges; none for the reference forwarder itself. */
export const partsOfVariant = (name: string | undefined): Partial<ForwarderParts> => {
  if (name === undefined) return {};
  const change = variants.get(name);
  if (change === undefined) throw new StandError(`there is no variant "${name}" of the reference forwarder in this process`);
  return change(standardParts);
};
