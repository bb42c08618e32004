import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import { intakeHosts } from '../../../steps/stand-layout.ts';
import type { RemoteSettings } from '../../harness/profile/remote-schema.ts';
import { isLoopback } from '../profile/places.ts';
import { type Finding, sound, wrong } from './finding.ts';

interface Place {
  readonly what: string;
  readonly transport: 'udp' | 'tcp';
  readonly address: string;
  readonly port: number;
}

/** Where the stand of a black box listens. */
const placesOf = ({ stand, log }: RemoteSettings): Place[] => [
  { what: "the stand's name server", transport: 'udp', ...stand.dns },
  { what: "the stand's name server", transport: 'tcp', ...stand.dns },
  ...intakeHosts(stand.hosts).map(
    ({ name, address }): Place => ({ what: `the MX host ${name}`, transport: 'tcp', address, port: stand.intakePort }),
  ),
  { what: 'the next hop of originals', transport: 'tcp', ...stand.nextHop },
  ...(log?.kind === 'syslog' ? [{ what: 'the syslog receiver', ...log }] : []),
];

/** Opens the place and closes it again; what the system says when it cannot. */
const tryOut = ({ transport, address, port }: Place): Promise<NodeJS.ErrnoException | undefined> =>
  new Promise((resolve) => {
    if (transport === 'tcp') {
      const server = createServer();
      server.once('error', resolve);
      server.listen(port, address, () => server.close(() => resolve(undefined)));
      return;
    }
    const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
    socket.once('error', (error) => {
      socket.close();
      resolve(error);
    });
    socket.bind(port, address, () => socket.close(() => resolve(undefined)));
  });

const remedyFor = ({ code }: NodeJS.ErrnoException, { address, port, transport }: Place): string => {
  if (code === 'EADDRINUSE') return `end what listens on ${transport} port ${port} ("ss -lntup" shows it), or change the profile`;
  if (code === 'EACCES') return `ports under 1024 are privileged: run setd as root, or lower net.ipv4.ip_unprivileged_port_start`;
  if (code === 'EADDRNOTAVAIL')
    return `give this machine the address ${address} ("ip address add"), or name another one under driver.stand`;
  return 'correct driver.stand in the profile';
};

/** Places on loopback, where the system is not: it would look for them on its own machine, and every verdict would be wrong. */
const outOfReach = (settings: RemoteSettings): Finding[] => {
  if (isLoopback(settings.incoming.address)) return [];
  const hidden = placesOf(settings).filter(({ address }) => isLoopback(address));
  if (hidden.length === 0) return [];
  const names = [...new Set(hidden.map(({ what, address }) => `${what} (${address})`))];
  const remedy =
    'give this machine an address for each ("ip address add"), and name them under driver.stand, those of MX hosts by their names under driver.stand.hosts';
  return [wrong('reach', `a system at ${settings.incoming.address} cannot get to loopback of this machine: ${names.join(', ')}`, remedy)];
};

/** Whether the stand can listen everywhere that the profile of a black box says, and be reached there. */
export const lookAtPorts = async (settings: RemoteSettings): Promise<Finding[]> => {
  const findings = outOfReach(settings);
  for (const place of placesOf(settings)) {
    const { what, transport, address, port } = place;
    const error = await tryOut(place);
    const at = `${transport} ${address} port ${port}`;
    findings.push(
      error === undefined
        ? sound(what, `can listen on ${at}`)
        : wrong(what, `cannot listen on ${at}: ${error.code}`, remedyFor(error, place)),
    );
  }
  return findings;
};
