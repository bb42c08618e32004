import type { Lab, LabView } from '../../../mocks/api/lab.ts';
import { type NextHop, startNextHop } from '../../../mocks/next-hop.ts';
import { type MockSetd, type MockSetdOptions, startMockSetd } from '../../../mocks/setd.ts';
import { accountsToSetUp, freshAccounts } from '../../../mocks/setd-layout.ts';
import { type GatewayConfigInput, gatewaySchema } from '../../forwarder/config.ts';
import { type Console, startConsole } from '../../forwarder/console/server.ts';
import { type Forwarder, startForwarder } from '../../forwarder/forwarder.ts';
import { StandError } from '../../harness/outcome.ts';
import { WallClock } from '../../wall-clock.ts';
import { Sender } from './sender.ts';
import { Walkthrough } from './walkthrough.ts';

export interface LabOptions {
  /** Where the gateway takes mail; 0 takes free ports. The port after it is for outgoing mail. */
  readonly smtpPort: number;
  readonly consolePort: number;
  readonly dashboardPort: number;
  /** Token of the dashboard. Default: a fresh one. */
  readonly token?: string | undefined;
  /** Everything is set up already: nothing of the walkthrough is left to do but to send a message. */
  readonly ready: boolean;
  readonly version: string;
  /** What the mock is started with besides. */
  readonly mock?: Pick<MockSetdOptions, 'storeLimits' | 'evidenceCapacity'>;
}

/** A mock SETD, a gateway with its console, and the mail server behind it, wired together on loopback. */
export interface RunningLab {
  readonly mock: MockSetd;
  readonly gateway: Forwarder;
  readonly console: Console;
  /** Opens the dashboard in a browser; it carries the token once. */
  readonly dashboardLink: string;
  stop(): Promise<void>;
}

const LOOPBACK = '127.0.0.1';

/** One recipient under each policy of the gateway. */
const RECIPIENTS = ['reader@company.example', 'reader@subsidiary.example', 'reader@elsewhere.example'];

const POLICIES = [
  { name: 'staff', match: { recipients: ['company.example'] } },
  { name: 'subsidiary', match: { recipients: ['subsidiary.example', '.subsidiary.example'] } },
] as const;

/** The gateway as it comes out of the box, with nothing of the connector set up; or with everything. */
const gatewayConfig = (mock: MockSetd, nextHop: NextHop, { smtpPort, ready }: LabOptions): GatewayConfigInput => {
  const [primary, secondary] = ready ? mock.accounts.all : [];
  const outgoingPort = smtpPort === 0 ? 0 : smtpPort + 1;
  return {
    hostname: 'gateway.example',
    listeners: [
      { name: 'IncomingMail', kind: 'incoming', address: LOOPBACK, port: smtpPort },
      { name: 'OutgoingMail', kind: 'outgoing', address: LOOPBACK, port: outgoingPort },
    ],
    threatDefenseConnector: primary === undefined ? { enabled: false } : { enabled: true, defaultIntakeAddress: primary.intakeAddress },
    policies: POLICIES.map((policy, index) => ({
      name: policy.name,
      match: { recipients: [...policy.match.recipients] },
      connector:
        primary === undefined ? 'no-scan' : index === 0 ? 'default' : { custom: secondary?.intakeAddress ?? primary.intakeAddress },
    })),
    dns: { server: `${mock.dns.address}:${mock.dns.port}` },
    intake: { port: mock.intake.port },
    tls: { ca: mock.authority.caCertificate },
    nextHop: { address: nextHop.address, port: nextHop.port },
  };
};

/** What the dashboard shows of the lab, and has it do. */
const labOf = (mock: MockSetd, gateway: Forwarder, console: Console): Lab => {
  const incoming = gateway.listeners.find(({ kind }) => kind === 'incoming');
  if (incoming === undefined) throw new StandError('the gateway of the lab has no listener for incoming mail');
  const sender = new Sender({ address: incoming.address, port: incoming.port });
  const walkthrough = new Walkthrough(mock.accounts, mock.evidence, gateway);
  return {
    view: (): LabView => ({
      console: console.link,
      listeners: gateway.listeners.map((listener) => ({ ...listener })),
      recipients: RECIPIENTS,
      steps: walkthrough.steps(),
      sending: sender.sending,
    }),
    send: (order) => sender.send(order),
    sendFiles: (order) => sender.sendFiles(order),
  };
};

/**
 * Starts a lab.
 * @throws MockStartError, GatewayStartError or NextHopStartError when a part cannot start; those before it are stopped again
 */
export const startLab = async (options: LabOptions): Promise<RunningLab> => {
  const clock = new WallClock();
  let lab: Lab | undefined;
  const closers: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  try {
    const { dashboardPort, token, ready, mock: kept } = options;
    const mock = await startMockSetd({
      clock,
      ...kept,
      accounts: ready ? freshAccounts() : accountsToSetUp(),
      api: { port: dashboardPort, lab: () => lab, ...(token === undefined ? {} : { token }) },
    });
    closers.push(() => mock.close());
    const nextHop = await startNextHop({ clock, evidence: mock.evidence, keep: false });
    closers.push(() => nextHop.close());
    const config = gatewaySchema.parse(gatewayConfig(mock, nextHop, options));
    const gateway = await startForwarder(config, {
      clock,
      // DASH-2: the gateway's log is what ties a copy to its DCID.
      mailLog: { write: (line) => mock.evidence.record({ type: 'logLineRead', line }) },
    });
    closers.push(() => gateway.stop());
    const console = await startConsole({ forwarder: gateway, version: options.version }, { port: options.consolePort });
    closers.push(() => console.close());
    lab = labOf(mock, gateway, console);
    const { api } = mock;
    if (api === undefined) throw new StandError('the mock of the lab serves no dashboard');
    return { mock, gateway, console, dashboardLink: `http://${api.address}:${api.port}/?token=${encodeURIComponent(api.token)}`, stop };
  } catch (error) {
    await stop();
    throw error;
  }
};
