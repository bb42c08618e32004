import type { Stand } from '../../../steps/stand.ts';
import type { FactType } from '../../evidence/events.ts';
import { buildMessage } from '../../harness/test-message.ts';
import { CONNECTOR_QUEUE } from '../../harness/views/tophosts.ts';
import { clockSkew } from './clock-skew.ts';
import { type Finding, sound, wrong } from './finding.ts';

/** How long the way of one message is watched, on the stand's clock. */
const PATIENCE_MS = 60_000;

const SENDER = 'sender@sender.example';

interface Station {
  readonly fact: FactType;
  readonly what: string;
  readonly reached: string;
  readonly remedy: string;
}

/** The way of a copy, in order. Where one is not reached, those behind it cannot be. */
const WAY: readonly Station[] = [
  {
    fact: 'dnsQueryReceived',
    what: 'name server',
    reached: "the system asked the stand's name server",
    remedy: "make the stand's name server the system's only one, and see that its policy for these recipients journals",
  },
  {
    fact: 'connectionOpened',
    what: 'intake',
    reached: 'the system connected to an MX host of the stand',
    remedy: "open the way from the system to the addresses and the port of the stand's MX hosts (firewall, route, driver.stand.hosts)",
  },
  {
    fact: 'tlsEstablished',
    what: 'certificates',
    reached: 'TLS was negotiated',
    remedy:
      "import the stand's authority into the system (setd profile explain --certificate ca.pem writes it), see that it may read the file, and allow TLS 1.2 or newer",
  },
  {
    fact: 'copyReceived',
    what: 'copy',
    reached: 'a copy arrived',
    remedy: 'look into the log of the system for why it broke off after TLS',
  },
];

/** Hands one message in for the Default policy and watches how far its copy comes. */
export async function* sendProbe(stand: Stand): AsyncGenerator<Finding> {
  const rcptTo = [stand.driver.recipientUnder('Default')];
  const { raw } = buildMessage({ token: stand.nextToken(), mailFrom: SENDER, to: rcptTo });
  const { accepted, reply } = await stand.driver.inject({ mailFrom: SENDER, rcptTo }, raw, 'incoming');
  if (!accepted) {
    yield wrong('mail', `refused: ${reply}`, `let the system take mail from ${SENDER} to ${rcptTo.join()}, from this machine`);
    return;
  }
  yield sound('mail', `taken: ${reply}`);
  const until = stand.clock.now() + PATIENCE_MS;
  for (const { fact, what, reached, remedy } of WAY) {
    const seen = (): boolean => stand.evidence.all.some(({ type }) => type === fact);
    if (!(await stand.clock.runUntil(seen, Math.max(0, until - stand.clock.now())))) {
      yield wrong(what, `not so within ${PATIENCE_MS / 1000} s: ${reached}`, remedy);
      return;
    }
    yield sound(what, reached);
  }
}

const lookAtLog = async ({ driver, clock }: Stand): Promise<Finding[]> => {
  const lines = await driver.mailLog();
  if (lines.length === 0) {
    return [
      wrong(
        'mail log',
        'nothing was logged about the message',
        'see that driver.log names the mail log, at level Info, and that it may be read',
      ),
    ];
  }
  const findings = [sound('mail log', `${lines.length} lines, the last: ${lines.at(-1)}`)];
  const skewMs = clockSkew(lines.at(-1) ?? '', clock.now());
  if (skewMs === undefined) return findings;
  const seconds = Math.round(skewMs / 1000);
  const remedy = 'let both machines take their time from the same source (NTP): what was logged when cannot be told otherwise';
  return [...findings, Math.abs(seconds) > 5 ? wrong('clock', `the system is ${seconds} s off`, remedy) : sound('clock', 'both agree')];
};

const lookAtCounters = async ({ driver }: Stand): Promise<Finding> => {
  const text = await driver.tophosts('active_rcpts');
  return text.includes(CONNECTOR_QUEUE)
    ? sound('counters', `${CONNECTOR_QUEUE} is counted`)
    : wrong('counters', `no row for ${CONNECTOR_QUEUE}`, 'see that the command prints tophosts of this system, header and rows');
};

const lookAtTracking = async ({ driver }: Stand): Promise<Finding> => {
  const found = await driver.tracking({ sender: SENDER });
  return found.length > 0
    ? sound('tracking', `${found.length} messages found`)
    : wrong('tracking', 'the message is not found by its sender', 'see that the tracking of this system is asked, and is switched on');
};

const lookAtOriginal = async (stand: Stand): Promise<Finding> =>
  (await stand.clock.runUntil(() => stand.originals().length > 0, PATIENCE_MS))
    ? sound('originals', 'the original reached the next hop')
    : wrong('originals', 'the original did not reach the next hop', 'route the recipient domains to driver.stand.nextHop (SMTP routes)');

/** What the system says of itself, as far as it claims to. */
export async function* lookAtClaims(stand: Stand): AsyncGenerator<Finding> {
  const { capabilities } = stand.driver;
  if (capabilities.has('original-delivery')) yield await lookAtOriginal(stand);
  if (capabilities.has('mail-log')) yield* await lookAtLog(stand);
  if (capabilities.has('counters')) yield await lookAtCounters(stand);
  if (capabilities.has('tracking')) yield await lookAtTracking(stand);
}
