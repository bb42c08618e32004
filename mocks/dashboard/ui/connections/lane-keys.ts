import type { Lane } from '../data/connections.ts';

/** The lane that a key leads to from the one that has the focus; undefined for keys that lead nowhere. */
export const neighbourLane = ({ key, target }: Pick<KeyboardEvent, 'key' | 'target'>, lanes: readonly Lane[]): number | undefined => {
  const here = target instanceof HTMLElement ? Number(target.dataset.connection) : Number.NaN;
  const index = lanes.findIndex(({ connection }) => connection === here);
  if (index === -1) return undefined;
  const places: Readonly<Record<string, number>> = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: lanes.length - 1 };
  const place = places[key];
  return place === undefined ? undefined : lanes[place]?.connection;
};
