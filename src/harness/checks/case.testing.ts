import type { CopyReceived, Evidence, Fact } from '../../evidence/events.ts';
import type { SmtpStage } from '../../smtp/stage.ts';
import type { CaseFile, ReceivedCopy, SentMessage } from './case-file.ts';

// Small evidence logs made by hand, for the unit tests of checks.

export const DOMAIN = 'intake.example';
export const ADDRESS = `abc@${DOMAIN}`;
export const OTHER_ADDRESS = 'xyz@other-intake.example';

/** A log of facts, each with the second at which it came; numbered from 1. */
export const logAt = (...facts: readonly (readonly [second: number, fact: Fact])[]): Evidence[] =>
  facts.map(([second, fact], index) => ({ ...fact, seq: index + 1, atMs: second * 1000 }));

/** A log of facts that all came at once. */
export const logOf = (...facts: readonly Fact[]): Evidence[] => logAt(...facts.map((fact) => [0, fact] as const));

export const opened = (connection: number, round = connection, host = `mx1.${DOMAIN}`): Fact => ({
  type: 'connectionOpened',
  connection,
  round,
  host,
  localAddress: '127.0.0.11',
  localPort: 25,
  remoteAddress: '127.0.0.1',
  remotePort: 40_000 + connection,
});

export const closed = (connection: number, end: 'QUIT' | 'reset by peer' = 'QUIT'): Fact => ({
  type: 'connectionClosed',
  connection,
  end,
  stage: 'QUIT',
  bytesIn: 1,
  bytesOut: 1,
});

export const command = (connection: number, stage: SmtpStage, line: string, secure = true): Fact => ({
  type: 'commandReceived',
  connection,
  stage,
  line,
  secure,
});
export const mail = (connection: number): Fact => command(connection, 'MAIL FROM', 'MAIL FROM:<>');

export const reply = (connection: number, stage: SmtpStage, text: string, ruleId?: string): Fact => ({
  type: 'replySent',
  connection,
  stage,
  text,
  secure: true,
  ...(ruleId === undefined ? {} : { ruleId }),
});

export const secured = (connection: number, protocol = 'TLSv1.3'): Fact => ({
  type: 'tlsEstablished',
  connection,
  protocol,
  cipher: 'TLS_AES_256_GCM_SHA384',
  servername: null,
  certificate: 'valid',
});

export const query = (number: number, transport: 'udp' | 'tcp' = 'udp', qtype = 'MX', name = DOMAIN): Fact => ({
  type: 'dnsQueryReceived',
  query: number,
  name,
  qtype,
  transport,
  from: '127.0.0.1:5353',
});

export const anomaly = (kind: 'bare LF' | 'bad sequence'): Fact => ({
  type: 'wireAnomaly',
  connection: 1,
  stage: 'message',
  kind,
  detail: 'at byte 7',
});

/** What the intake tells when bytes come before the reply that is due. */
export const hurried = (connection: number, stage: SmtpStage): Fact => ({
  type: 'wireAnomaly',
  connection,
  stage,
  kind: 'bad sequence',
  detail: 'bytes were sent before the reply that was due, though PIPELINING was not offered (RFC 2920 section 3.1)',
});

export const copyFact = (changes: Partial<CopyReceived> = {}): CopyReceived => ({
  type: 'copyReceived',
  connection: 1,
  copy: 1,
  account: 'primary',
  mailFrom: '',
  rcptTo: [ADDRESS],
  size: 100,
  sha256: '',
  fate: 'stored',
  ...changes,
});

/** Lines of a mail log, each with its second. */
export const logLine = (text: string): Fact => ({ type: 'logLineRead', line: `Mon Nov  2 09:00:00 2026 Info: ${text}` });

const RAW = 'Subject: s\r\n\r\nbody\r\n';

export const sent = (token = 'token-1', changes: Partial<SentMessage> = {}): SentMessage => ({
  token,
  messageId: `<${token}@sender.example>`,
  subject: 's',
  raw: Buffer.from(RAW),
  mailFrom: 'sender@sender.example',
  rcptTo: ['reader@default.example'],
  roles: ['Default'],
  accepted: true,
  reply: '250 ok',
  clientAddress: '127.0.0.1',
  sentAtMs: 0,
  expectedAt: ['primary'],
  ...changes,
});

interface CopyParts {
  readonly seq?: number;
  readonly atMs?: number;
  /** `null`: the intake never answered. */
  readonly answeredAtMs?: number | null;
  readonly fact?: Partial<CopyReceived>;
  readonly inner?: string;
  readonly report?: string;
  readonly form?: 'journal' | 'bare message';
}

export const copyOf = (token: string | undefined, parts: CopyParts = {}): ReceivedCopy => {
  const { seq = 9, atMs = 1000, answeredAtMs = 1000, fact = {}, inner = RAW, report = '', form = 'journal' } = parts;
  return {
    evidence: { ...copyFact(fact), seq, atMs },
    token,
    raw: Buffer.from(inner),
    answeredAtMs: answeredAtMs ?? undefined,
    view: () => ({ form, report, inner: Buffer.from(inner) }),
  };
};

export const caseOf = (parts: Partial<CaseFile>): CaseFile => ({
  evidence: [],
  sent: [sent()],
  copies: [],
  accounts: [
    { name: 'primary', intakeAddress: ADDRESS },
    { name: 'secondary', intakeAddress: OTHER_ADDRESS },
  ],
  intakeDomain: DOMAIN,
  ...parts,
});

/** A case whose copies are those in the evidence; `tokens` tells of which message each is, in the order of arrival. */
export const caseSeen = (
  evidence: readonly Evidence[],
  tokens: readonly (string | undefined)[],
  parts: Partial<CaseFile> = {},
): CaseFile => {
  const arrived = evidence.filter((entry) => entry.type === 'copyReceived');
  const copies = arrived.map((entry, index) => copyOf(tokens[index], { seq: entry.seq, atMs: entry.atMs, fact: entry }));
  return caseOf({ evidence, copies, ...parts });
};

/** What the log says when the copy of a message enters the queue. */
export const enqueuedLine = (mid: number, token: string, address = ADDRESS): Fact =>
  logLine(
    `TDC: MID ${mid} with Message-ID '<${token}@sender.example>' enqueued for forwarding to Cisco Secure Email Threat Defense to the message intake address ${address}`,
  );
export const deliveredLine = (mid: number): Fact =>
  logLine(`TDC: MID ${mid} successfully delivered for scanning with Cisco Secure Email Threat Defense.`);
export const failedLine = (mid: number, reason = 'TLS Error'): Fact =>
  logLine(`TDC: MID ${mid} delivery failed to Cisco Secure Email Threat Defense: ${reason}.`);
