// The gateway around the connector: takes a message, scans it, sorts its recipients into policies, sends the original on.
import { Connector, type ConnectorOptions } from './connector.ts';
import { type Ledger, trackingTime } from './ledger.ts';
import { conviction, decodedWords, harmless, headerField, type Message } from './message.ts';
import { OriginalDelivery } from './original-delivery.ts';

export type ConnectorChoice = 'no-scan' | 'default' | { readonly custom: string };

export interface Policy {
  readonly name: string;
  readonly senders?: readonly string[];
  readonly recipients?: readonly string[];
  readonly connector: ConnectorChoice;
}

export interface Journaling {
  readonly defaultIntakeAddress: string | null;
  readonly policies: readonly Policy[];
  readonly defaultPolicy: ConnectorChoice;
}

export interface Envelope {
  readonly direction: 'incoming' | 'outgoing';
  readonly mailFrom: string;
  readonly rcptTo: readonly string[];
  readonly clientAddress: string;
}

export interface TrackingQuery {
  readonly mid?: number;
  readonly sender?: string;
  readonly recipient?: string;
  readonly subject?: string;
  readonly messageId?: string;
  readonly fromMs?: number;
  readonly untilMs?: number;
}

interface Tracked extends Message {
  readonly lines: string[];
}

export class Gateway {
  private readonly connector: Connector;
  private readonly originals: OriginalDelivery;
  private readonly tracked: Tracked[] = [];
  private readonly ledger: Ledger;
  private journaling: Journaling;
  private lastIcid = 0;
  private lastMid = 0;

  /** Throws an Error that says why when there cannot be such a journaling. */
  constructor(
    ledger: Ledger,
    journaling: Journaling,
    connector: ConnectorOptions,
    nextHop: { readonly address: string; readonly port: number },
  ) {
    this.ledger = ledger;
    this.journaling = checked(journaling);
    this.connector = new Connector(ledger, connector);
    this.originals = new OriginalDelivery(ledger, nextHop, connector.replyTimeoutMs);
  }

  /** Later messages are journaled this way; copies in the queue keep their address (POLICY-10). Throws as the constructor does. */
  configure(journaling: Journaling): void {
    this.journaling = checked(journaling);
  }

  get underWay(): number {
    return this.connector.underWay + this.originals.underWay;
  }

  stop(): void {
    this.ledger.close();
    this.connector.stop();
    this.originals.stop();
  }

  /** Takes a message. Returns the SMTP reply that a client would get. */
  accept({ direction, mailFrom, rcptTo, clientAddress }: Envelope, raw: Buffer): string {
    if (/(?<!\r)\n|\r(?!\n)/.test(raw.toString('latin1'))) return '550 5.6.0 bare CR or LF in the message';
    const { ledger } = this;
    this.lastIcid += 1;
    const icid = this.lastIcid;
    const listener = direction === 'incoming' ? 'IncomingMail' : 'OutgoingMail';
    ledger.log(`New SMTP ICID ${icid} interface ${listener} (127.0.0.1) address ${clientAddress} reverse dns host unknown verified no`);
    const groups =
      direction === 'incoming' ? this.policyGroups(mailFrom, rcptTo) : new Map([['outgoing', { intakeAddress: undefined, rcptTo }]]);
    let first: number | undefined;
    for (const [policy, group] of groups) {
      const message = this.begin(icid, mailFrom, group.rcptTo, clientAddress, raw);
      if (first === undefined) first = message.mid;
      else ledger.log(`MID ${first} was split creating MID ${message.mid} due to a per-recipient policy ${policy} in the inbound table`);
      ledger.log(
        `MID ${message.mid} matched all recipients for per-recipient policy ${policy} in the ${direction === 'incoming' ? 'in' : 'out'}bound table`,
      );
      this.process(message, direction === 'incoming' ? conviction(raw) : undefined, group.intakeAddress);
    }
    ledger.log(`ICID ${icid} close`);
    return `250 2.0.0 Ok: queued as MID ${first}`;
  }

  /** Every message for which all that is given holds (TRACK-3). */
  track(query: TrackingQuery): { mid: number; messageId: string; lines: string[] }[] {
    const { fromMs = 0, untilMs = Number.POSITIVE_INFINITY } = query;
    const holds = (text: string, wanted: string | undefined): boolean =>
      wanted === undefined || text.toLowerCase().includes(wanted.toLowerCase());
    return this.tracked
      .filter(({ mid, receivedMs }) => (query.mid ?? mid) === mid && receivedMs >= fromMs && receivedMs < untilMs)
      .filter(({ sender, recipients, subject }) => {
        return holds(sender, query.sender) && recipients.some((to) => holds(to, query.recipient)) && holds(subject, query.subject);
      })
      .filter(({ messageId }) => bare(query.messageId ?? messageId) === bare(messageId))
      .map(({ mid, messageId, lines }) => ({ mid, messageId, lines: [...lines] }));
  }

  /** A policy group becomes a message of its own, with its own MID (POLICY-6). */
  private begin(icid: number, sender: string, recipients: readonly string[], clientAddress: string, raw: Buffer): Tracked {
    const { ledger } = this;
    this.lastMid += 1;
    const mid = this.lastMid;
    // COPY-5, DASH-2: by these fields the service knows the client of the gateway, and the gateway's own id of the message.
    const content = Buffer.concat([Buffer.from(`X-IronPort-RemoteIP: ${clientAddress}\r\nX-IronPort-MID: ${mid}\r\n`), raw]);
    const messageId = harmless(headerField(content, 'Message-ID'));
    const subject = harmless(decodedWords(headerField(content, 'Subject')));
    ledger.log(`Start MID ${mid} ICID ${icid}`);
    ledger.log(`MID ${mid} ICID ${icid} From: <${sender}>`);
    for (const [rid, recipient] of recipients.entries()) ledger.log(`MID ${mid} ICID ${icid} RID ${rid} To: <${recipient}>`);
    ledger.log(`MID ${mid} Message-ID '${messageId}'`);
    ledger.log(`MID ${mid} Subject "${subject}"`);
    ledger.log(`MID ${mid} ready ${content.length} bytes from <${sender}>`);
    const message = { mid, receivedMs: ledger.clock.now(), sender, recipients, messageId, subject, content, lines: [] };
    this.tracked.push(message);
    return message;
  }

  private process(message: Tracked, found: 'spam' | 'virus' | undefined, intakeAddress: string | undefined): void {
    const { ledger } = this;
    const { mid } = message;
    if (found !== undefined) {
      ledger.log(
        found === 'virus' ? `MID ${mid} antivirus positive 'EICAR-AV-Test'` : `MID ${mid} interim verdict using engine: CASE spam positive`,
      );
      ledger.log(`Message aborted MID ${mid} Dropped by ${found === 'virus' ? 'antivirus' : 'antispam'}`);
      return;
    }
    ledger.log(`MID ${mid} queued for delivery`);
    const tell = (text: string): void => void message.lines.push(`${trackingTime(ledger.clock.now())} ${text}`);
    const copy =
      intakeAddress === undefined
        ? undefined
        : this.connector.forward(message, intakeAddress).then((outcome) => tell(`TDC: Message ${mid} ${outcome}`));
    // SCOPE-4: neither waits for the other.
    const original = this.originals.forward(message);
    void Promise.all([copy, original]).then(() => ledger.log(`Message finished MID ${mid} done`));
  }

  /** The recipients of each policy that has any, and where the copy goes (POLICY-5). */
  private policyGroups(
    sender: string,
    recipients: readonly string[],
  ): Map<string, { intakeAddress: string | undefined; rcptTo: string[] }> {
    const { policies, defaultPolicy, defaultIntakeAddress } = this.journaling;
    const groups = new Map<string, { intakeAddress: string | undefined; rcptTo: string[] }>();
    for (const recipient of recipients) {
      const policy = policies.find(({ senders, recipients: wanted }) => matches(senders, sender) && matches(wanted, recipient));
      const choice = policy?.connector ?? defaultPolicy;
      const intakeAddress = choice === 'no-scan' ? undefined : choice === 'default' ? (defaultIntakeAddress ?? undefined) : choice.custom;
      const name = policy?.name ?? 'DEFAULT';
      const group = groups.get(name) ?? { intakeAddress, rcptTo: [] };
      group.rcptTo.push(recipient);
      groups.set(name, group);
    }
    return groups;
  }
}

/** POLICY-7: an address, a domain, or with a leading dot every domain below it. Without criteria everybody. */
const matches = (criteria: readonly string[] | undefined, address: string): boolean => {
  if (criteria === undefined) return true;
  const wanted = address.toLowerCase();
  const domain = wanted.slice(wanted.lastIndexOf('@') + 1);
  return criteria
    .map((criterion) => criterion.toLowerCase().replace(/^@/, ''))
    .some((criterion) => (criterion.startsWith('.') ? domain.endsWith(criterion) : criterion === wanted || criterion === domain));
};

/** POLICY-11. */
const checked = (journaling: Journaling): Journaling => {
  const { defaultIntakeAddress, policies, defaultPolicy } = journaling;
  const choices = [...policies.map(({ name, connector }) => ({ name, connector })), { name: 'DEFAULT', connector: defaultPolicy }];
  const lost = choices.find(({ connector }) => connector === 'default');
  if (lost !== undefined && defaultIntakeAddress === null) {
    throw new Error(
      `policy ${lost.name}: there is no default message intake address; enter one in Threat Defense Connector Settings first`,
    );
  }
  return journaling;
};

const bare = (messageId: string): string => messageId.replace(/^<|>$/g, '');
