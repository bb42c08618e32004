import type { RemoteSettings } from './remote-schema.ts';

// The lanes of a black box. Each is a system and a stand of its own: two on one box would count each other's connections, see each other's
// counters and read each other's log. So a box has one lane, and what has to be alone on it, always is.

type Lane = Omit<RemoteSettings, 'lanes'>;

/** The settings of each lane: the first as they stand, the others with what is different there. */
export const lanesOf = ({ lanes = [], ...first }: RemoteSettings): readonly Lane[] => [
  first,
  ...lanes.map((own) => ({ ...first, ...own })),
];

interface Place {
  readonly key: string;
  readonly place: string;
}

/** Whatever only one lane can have. */
const placesOf = ({ incoming, outgoing, stand, log }: Lane): Place[] => {
  const at = (key: string, { address, port }: { readonly address: string; readonly port: number }): Place => ({
    key,
    place: `${address} port ${port}`,
  });
  const hosts = Object.entries(stand.hosts);
  return [
    at('incoming', incoming),
    ...(outgoing === undefined ? [] : [at('outgoing', outgoing)]),
    at('stand.dns', stand.dns),
    at('stand.nextHop', stand.nextHop),
    // MX hosts that are not named stand on loopback.
    ...(hosts.length === 0 ? [{ key: 'stand.intakePort', place: `port ${stand.intakePort} of the MX hosts` }] : []),
    ...hosts.map(([name, address]) => at(`stand.hosts, ${name}`, { address, port: stand.intakePort })),
    ...(log === undefined ? [] : [{ key: 'log', place: `the log ${JSON.stringify(log)}` }]),
  ];
};

export interface Clash {
  /** Position in `lanes` of the profile. */
  readonly index: number;
  readonly message: string;
}

/** Lanes that would be in each other's way. */
export const clashesIn = (settings: RemoteSettings): Clash[] => {
  const takenBy = new Map<string, number>();
  const clashes: Clash[] = [];
  for (const [number, lane] of lanesOf(settings).entries()) {
    for (const { key, place } of placesOf(lane)) {
      const other = takenBy.get(place);
      if (other === undefined) takenBy.set(place, number);
      else if (other !== number)
        clashes.push({
          index: number - 1,
          message: `lanes ${other + 1} and ${number + 1} both have ${place} (${key}); each needs its own`,
        });
    }
  }
  return clashes;
};
