import { WallClock } from '../../../src/clock.ts';
import { EvidenceLog } from '../../../src/evidence/evidence-log.ts';
import { type Account, AccountBook, type AccountToSetUp } from '../../accounts.ts';
import { type Api, startApi } from '../../api/server.ts';
import { sharedAuthority } from '../../certificates/authority.ts';
import { Zone } from '../../dns/zone.ts';
import { FaultEngine } from '../../faults/engine.ts';
import { type Intake, startIntake } from '../../intake/intake.ts';
import { deliver } from '../../setd-client.testing.ts';
import { openStore, type Store } from '../../store/store.ts';

// For the browser tests of the pages: the parts of a mock SETD that they show, on free ports, and a gateway that hands copies in.

export const PRIMARY = 'a1b2c3-d4e5f6-a7b8c9@primary.setd.example';
export const SECONDARY = 'd1e2f3-a4b5c6-d7e8f9@secondary.setd.example';

export const BOTH_SET_UP: readonly Account[] = [
  { name: 'primary', intakeAddress: PRIMARY },
  { name: 'secondary', intakeAddress: SECONDARY },
];

export const TOKEN = 'a-token-for-tests';
const HOST = 'mx1.primary.setd.example';

export interface DashboardStand extends AsyncDisposable {
  readonly api: Api;
  readonly store: Store;
  readonly evidence: EvidenceLog;
  readonly faults: FaultEngine;
  readonly zone: Zone;
  readonly intake: Intake;
  /** Address of a page, with the token that opens a session. */
  url(path: string): string;
  /** Hands a copy in over SMTP with STARTTLS, as a gateway would. */
  deliver(message: string, to?: string): Promise<string>;
}

export const startStand = async (accounts: readonly (Account | AccountToSetUp)[] = BOTH_SET_UP): Promise<DashboardStand> => {
  const clock = new WallClock();
  const evidence = new EvidenceLog(clock, 10_000);
  const faults = new FaultEngine(clock, evidence);
  const zone = new Zone([]);
  const book = new AccountBook(accounts);
  const authority = await sharedAuthority();
  const store = await openStore({ clock, accountOf: (address) => book.ownerOf(address)?.name });
  evidence.subscribe((entry) => store.record(entry));
  const hosts = [{ name: HOST, address: '127.0.0.1' }];
  const intake = await startIntake({ clock, evidence, faults, accounts: book, authority, hosts, port: 0, store, requireTls: false });
  const places = { intake: { port: intake.port, hosts, requiresTls: false }, dns: { address: '127.0.0.1', port: 5353 } };
  const api = await startApi({ clock, evidence, faults, zone, accounts: book, store, authority, places }, { token: TOKEN });
  return {
    api,
    store,
    evidence,
    faults,
    zone,
    intake,
    url: (path) => `http://127.0.0.1:${api.port}${path}${path.includes('?') ? '&' : '?'}token=${TOKEN}`,
    deliver: (message, to = PRIMARY) => deliver('127.0.0.1', intake.port, HOST, authority.caCertificate, to, message),
    async [Symbol.asyncDispose]() {
      await api.close();
      await intake.close();
      faults.close();
      await store.close();
    },
  };
};

/** A message in the form that a gateway journals, with the numbers by which the gateway knows it. */
export const journalCopy = (mid: number, inner: string): string => {
  const field = (name: string): string => new RegExp(`^${name}: (.*)$`, 'im').exec(inner)?.[1] ?? '';
  return [
    `X-IronPort-MID: ${mid}`,
    'X-IronPort-RemoteIP: 10.10.1.5',
    `Subject: ${field('Subject')}`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary="journal"',
    '',
    '--journal',
    'Content-Type: text/plain',
    '',
    'Sender: alice@site.example',
    'Recipient: bob@company.example',
    '',
    '--journal',
    'Content-Type: message/rfc822',
    '',
    inner,
    '--journal--',
    '',
  ].join('\r\n');
};
