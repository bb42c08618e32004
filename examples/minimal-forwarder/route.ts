// Which hosts take mail for a domain (RFC 5321, 5.1), asked of one name server. Nothing is cached, so that a change is always followed.
import { Resolver } from 'node:dns/promises';
import type { Clock } from './clock.ts';
import { Failure } from './failure.ts';
import type { Peer } from './smtp.ts';

export interface NameServer {
  readonly address: string;
  readonly port: number;
}

/** Errors of node:dns as the log calls them. Those with `true` will be the same tomorrow. */
const ERRORS: Readonly<Record<string, readonly [name: string, isHard: boolean]>> = {
  ENOTFOUND: ['NXDomain', true],
  ENODATA: ['NoData', true],
  ESERVFAIL: ['ServFail', false],
  EREFUSED: ['Refused', false],
  ETIMEOUT: ['Timeout', false],
  ECANCELLED: ['Timeout', false],
};

/** Longer than any deadline of ours: the resolver's own timers stand on no clock that the harness can move. */
const NEVER_MS = 2_000_000;

export class Route {
  private readonly resolver = new Resolver({ timeout: NEVER_MS, tries: 1 });
  private readonly port: number;

  private constructor({ address, port }: NameServer, intakePort: number) {
    this.resolver.setServers([address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`]);
    this.port = intakePort;
  }

  /** Every address to try, best first. Throws a Failure `dns` when there is none. */
  static async find(
    domain: string,
    server: NameServer,
    port: number,
    clock: Clock,
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<Peer[]> {
    const route = new Route(server, port);
    const giveUp = (): void => route.resolver.cancel();
    const stopWaiting = clock.after(timeoutMs, giveUp);
    signal.addEventListener('abort', giveUp);
    try {
      return await route.peersOf(domain);
    } finally {
      stopWaiting();
      signal.removeEventListener('abort', giveUp);
    }
  }

  private async peersOf(domain: string): Promise<Peer[]> {
    const hosts = await this.hostsOf(domain);
    const found: Peer[] = [];
    const failures: Failure[] = [];
    for (const host of hosts) {
      try {
        for (const address of await this.addressesOf(host)) found.push({ address, port: this.port, host });
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        failures.push(error);
      }
    }
    if (found.length > 0) return found;
    // With a name among them that may be found later the domain is not lost.
    throw failures.find(({ trouble }) => trouble.kind === 'dns' && !trouble.isHard) ?? failures[0] ?? failure(domain, 'MX', 'ENODATA');
  }

  /** DNS-1, DNS-3: MX hosts from the lowest preference up, or the domain itself. */
  private async hostsOf(domain: string): Promise<string[]> {
    const records = await this.resolver.resolveMx(domain).catch((error: unknown) => {
      if (codeOf(error) === 'ENODATA') return [{ exchange: domain, priority: 0 }];
      throw failure(domain, 'MX', codeOf(error));
    });
    // RFC 7505: the host with the empty name means that the domain takes no mail.
    if (records.every(({ exchange }) => exchange === '' || exchange === '.')) {
      throw new Failure({ kind: 'dns', isHard: true, name: domain, type: 'MX', error: 'NullMX' });
    }
    return records.toSorted((a, b) => a.priority - b.priority).map(({ exchange }) => exchange);
  }

  private async addressesOf(host: string): Promise<string[]> {
    const [four, six] = await Promise.allSettled([this.resolver.resolve4(host), this.resolver.resolve6(host)]);
    const addresses = [four, six].flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
    if (addresses.length > 0) return addresses;
    const codes = [four, six].map((answer) => (answer.status === 'rejected' ? codeOf(answer.reason) : 'ENODATA'));
    throw failure(host, 'A', codes.find((code) => ERRORS[code]?.[1] !== true) ?? codes[0] ?? 'ENODATA');
  }
}

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : String(error));

const failure = (name: string, type: string, code: string): Failure => {
  const [error, isHard] = ERRORS[code] ?? [code, false];
  return new Failure({ kind: 'dns', isHard, name, type, error });
};
