import { type DataTable, Then } from '@cucumber/cucumber';
import type { Evidence } from '../src/evidence/events.ts';
import { StandError } from '../src/harness/outcome.ts';
import { connectionsSeen } from '../src/harness/views/connections.ts';
import { type LogKind, type LogLine, type LogStatement, readLogLine, statements } from '../src/harness/views/mail-log.ts';
import { ACCOUNTS, PRIMARY_DOMAIN } from './stand-layout.ts';
import type { ConformanceWorld, SentMessage } from './world.ts';

const linesOf = (world: ConformanceWorld): LogLine[] =>
  world.seen.flatMap((entry) => (entry.type === 'logLineRead' ? [readLogLine(entry.line)] : []));

const readLog = async (world: ConformanceWorld): Promise<LogLine[]> => {
  const stand = await world.stand();
  world.needs('mail-log', stand);
  await stand.readMailLog();
  return linesOf(world);
};

/** Reads the log, second by second, until it holds what is looked for. */
const awaitLog = async (world: ConformanceWorld, found: (lines: readonly LogLine[]) => boolean, seconds: number): Promise<LogLine[]> => {
  const stand = await world.stand();
  for (let waited = 0; ; waited += 1) {
    const lines = await readLog(world);
    if (found(lines) || waited >= seconds) return lines;
    await stand.clock.advance(1000);
  }
};

const evidenceOf = (world: ConformanceWorld, lines: readonly LogLine[]): number[] => {
  const wanted = new Set(lines.map((line) => line.line));
  return world.seen.filter((entry) => entry.type === 'logLineRead' && wanted.has(entry.line)).map((entry) => entry.seq);
};

/** The MID under which the log speaks of a message: it names the Message-ID once, when the copy is enqueued. */
const midOf = (world: ConformanceWorld, lines: readonly LogLine[], message: SentMessage): number => {
  const mids = statements(lines, 'enqueued').filter(({ statement }) => statement.messageId === message.messageId);
  const [first] = mids;
  if (first === undefined) {
    world.depart({
      expected: `a line that tells that the copy of ${message.messageId} was enqueued`,
      observed: 'none',
      evidence: evidenceOf(world, lines),
    });
  }
  return first.statement.mid;
};

type Wanted = (statement: LogStatement, mid: number) => boolean;

const missing = (world: ConformanceWorld, what: string, lines: readonly LogLine[]): never =>
  world.depart({
    expected: `a log line: ${what}`,
    observed: lines.length === 0 ? 'an empty log' : 'no such line',
    evidence: evidenceOf(world, lines),
  });

/** Waits for a line about the message and returns it. */
const lineAbout = async (world: ConformanceWorld, what: string, wanted: Wanted, seconds: number): Promise<LogLine> => {
  const message = world.onlyMessage;
  const has = (lines: readonly LogLine[]): LogLine | undefined => {
    const enqueued = statements(lines, 'enqueued').find(({ statement }) => statement.messageId === message.messageId);
    return enqueued === undefined
      ? undefined
      : lines.find((line) => line.statement !== undefined && wanted(line.statement, enqueued.statement.mid));
  };
  const lines = await awaitLog(world, (all) => has(all) !== undefined, seconds);
  midOf(world, lines, message);
  return has(lines) ?? missing(world, what, lines);
};

Then('the mail log tells that the copy was enqueued for the address of the Default policy', async function (this: ConformanceWorld) {
  const line = await lineAbout(this, 'enqueued', (statement, mid) => statement.kind === 'enqueued' && statement.mid === mid, 5);
  const { statement } = line;
  if (statement?.kind === 'enqueued' && statement.address === ACCOUNTS.Default.intakeAddress) return;
  this.depart({ expected: `the address ${ACCOUNTS.Default.intakeAddress}`, observed: line.line, evidence: evidenceOf(this, [line]) });
});

/**
 * Looks for a line that fits what the intake saw of the connection that carried the copy. The DCID is not followed from line to line
 * here: a line that lacks its MID is another requirement's matter (LOG-4, LOG-7).
 */
const lineThatFits = async (
  world: ConformanceWorld,
  kind: LogKind,
  expected: string,
  seen: Evidence,
  fits: (statement: LogStatement) => boolean,
) => {
  const lines = await awaitLog(world, (all) => all.some(({ statement }) => statement?.kind === kind && fits(statement)), 10);
  const told = lines.filter(({ statement }) => statement?.kind === kind);
  if (told.some(({ statement }) => statement !== undefined && fits(statement))) return;
  world.depart({
    expected: `a log line that tells ${expected}`,
    observed: told.map(({ line }) => line).join(' / ') || `no line of that kind (${kind})`,
    evidence: [...evidenceOf(world, told), seen.seq],
  });
};

/** The connection that carried the only copy, once it has come. */
const carrier = async (world: ConformanceWorld): Promise<number> => {
  const message = world.onlyMessage;
  await world.await(() => world.copies(message).length > 0, 30);
  return world.copies(message)[0]?.evidence.connection ?? world.inconclusive('the copy never came');
};

Then('the mail log tells the address and port of the connection that carried the copy', async function (this: ConformanceWorld) {
  const connection = await carrier(this);
  const opened = this.seen.find((entry) => entry.type === 'connectionOpened' && entry.connection === connection);
  if (opened?.type !== 'connectionOpened') return this.inconclusive('the connection was not seen to open');
  const { localAddress, localPort } = opened;
  await lineThatFits(
    this,
    'connection opened',
    `address ${localAddress} port ${localPort}`,
    opened,
    (statement) =>
      statement.kind === 'connection opened' && statement.dcid > 0 && statement.address === localAddress && statement.port === localPort,
  );
});

Then('the mail log tells the TLS protocol and cipher that the intake saw', async function (this: ConformanceWorld) {
  const connection = await carrier(this);
  const session = this.seen.find((entry) => entry.type === 'tlsEstablished' && entry.connection === connection);
  if (session?.type !== 'tlsEstablished') return this.inconclusive('no TLS session came about');
  const { protocol, cipher } = session;
  await lineThatFits(
    this,
    'TLS success',
    `protocol ${protocol} cipher ${cipher}`,
    session,
    (statement) => statement.kind === 'TLS success' && statement.dcid > 0 && statement.protocol === protocol && statement.cipher === cipher,
  );
});

const ABOUT_MESSAGE: ReadonlyMap<string, LogKind> = new Map([
  ['Delivery start', 'delivery start'],
  ['successfully delivered', 'delivered'],
  ['Message finished', 'finished'],
]);

Then('the mail log tells {string} for the message', async function (this: ConformanceWorld, words: string) {
  const kind = ABOUT_MESSAGE.get(words);
  if (kind === undefined) throw new StandError(`no log statement is called "${words}"`);
  const isIt = (statement: LogStatement, mid: number): boolean => statement.kind === kind && 'mid' in statement && statement.mid === mid;
  const line = await lineAbout(this, words, isIt, 10);
  const told = linesOf(this).filter((other) => other.line === line.line);
  if (told.length > 1) this.depart({ expected: `"${words}" once`, observed: `${told.length} times`, evidence: evidenceOf(this, told) });
});

Then('the mail log tells that the copy failed with {string}', async function (this: ConformanceWorld, reason: string) {
  const line = await lineAbout(
    this,
    `delivery failed: ${reason}`,
    (statement, mid) => statement.kind === 'failed' && statement.mid === mid,
    200,
  );
  const told = line.statement?.kind === 'failed' ? line.statement.reason : '';
  if (told.toLowerCase() === reason.toLowerCase()) return;
  this.depart({ expected: `the reason "${reason}"`, observed: `"${told}"`, evidence: evidenceOf(this, [line]) });
});

Then(
  'the mail log tells that the copy failed between {int} and {int} seconds after it was sent',
  async function (this: ConformanceWorld, from: number, until: number) {
    const stand = await this.stand();
    const message = this.onlyMessage;
    const failed = (lines: readonly LogLine[]): boolean => {
      const mid = statements(lines, 'enqueued').find(({ statement }) => statement.messageId === message.messageId)?.statement.mid;
      return statements(lines, 'failed').some(({ statement }) => statement.mid === mid);
    };
    const lines = await awaitLog(this, failed, until + 30);
    const afterS = (stand.clock.now() - message.sentAtMs) / 1000;
    if (!failed(lines)) missing(this, 'delivery failed', lines);
    if (afterS >= from && afterS <= until) return;
    const told = statements(lines, 'failed').map(({ line }) => line);
    this.depart({
      expected: `removal ${from} to ${until} s after the message was sent`,
      observed: `${afterS} s`,
      evidence: evidenceOf(this, told),
    });
  },
);

Then('the mail log does not tell that the copy failed', async function (this: ConformanceWorld) {
  const lines = await readLog(this);
  const mid = midOf(this, lines, this.onlyMessage);
  const failed = statements(lines, 'failed').filter(({ statement }) => statement.mid === mid);
  if (failed.length === 0) return;
  this.depart({
    expected: 'no failure',
    observed: failed.map(({ line }) => line.line).join(' / '),
    evidence: evidenceOf(
      this,
      failed.map(({ line }) => line),
    ),
  });
});

Then(
  'the mail log tells a connection error with details {string} and reason {string}',
  async function (this: ConformanceWorld, details: string, reason: string) {
    const lines = await awaitLog(this, (all) => statements(all, 'connection error').length > 0, 200);
    const errors = statements(lines, 'connection error');
    const [first] = errors;
    if (first === undefined) return missing(this, 'Connection Error', lines);
    const opened = connectionsSeen(this.seen);
    const { statement, line } = first;
    const rightHost = opened.some((view) => view.host.length > 0) && statement.domain === 'the.tdc.queue' && statement.dcid > 0;
    if (rightHost && statement.details === details && statement.reason === reason) return;
    this.depart({
      expected: `domain the.tdc.queue, details "${details}", reason "${reason}", a DCID`,
      observed: line.line,
      evidence: evidenceOf(this, [line]),
    });
  },
);

Then('the mail log has no TDC line about the message', async function (this: ConformanceWorld) {
  await this.watch(5);
  const lines = await readLog(this);
  const told = lines.filter((line) => line.tdc);
  if (told.length === 0) return;
  this.depart({ expected: 'no TDC line', observed: told.map((line) => line.line).join(' / '), evidence: evidenceOf(this, told) });
});

Then('the mail log tells a failure of the message and no success', async function (this: ConformanceWorld) {
  await lineAbout(this, 'delivery failed', (statement, mid) => statement.kind === 'failed' && statement.mid === mid, 200);
  const lines = linesOf(this);
  const mid = midOf(this, lines, this.onlyMessage);
  const success = statements(lines, 'delivered').filter(({ statement }) => statement.mid === mid);
  if (success.length === 0) return;
  this.depart({
    expected: 'no line of success',
    observed: success.map(({ line }) => line.line).join(' / '),
    evidence: evidenceOf(
      this,
      success.map(({ line }) => line),
    ),
  });
});

const SUCCESS_ORDER: readonly LogKind[] = ['enqueued', 'connection opened', 'TLS success', 'delivery start', 'delivered', 'finished'];

Then('the mail log tells the success in the documented order', async function (this: ConformanceWorld) {
  await lineAbout(this, 'Message finished', (statement, mid) => statement.kind === 'finished' && statement.mid === mid, 10);
  const lines = linesOf(this);
  const mid = midOf(this, lines, this.onlyMessage);
  const dcid = statements(lines, 'delivery start').find(({ statement }) => statement.mid === mid)?.statement.dcid;
  const mine = lines.filter(
    ({ statement }) =>
      statement !== undefined && (('mid' in statement && statement.mid === mid) || ('dcid' in statement && statement.dcid === dcid)),
  );
  const told = mine.map((line) => line.statement?.kind).filter((kind) => kind !== undefined);
  if (told.join() === SUCCESS_ORDER.join()) return;
  this.depart({ expected: SUCCESS_ORDER.join(', '), observed: told.join(', '), evidence: evidenceOf(this, mine) });
});

Then('every delivery in the mail log names the connection that the intake saw', async function (this: ConformanceWorld) {
  const lines = await awaitLog(this, (all) => statements(all, 'delivered').length >= this.sent.length, 30);
  const connectionByDcid = new Map<number, number>();
  for (const message of this.sent) {
    const mid = midOf(this, lines, message);
    const starts = statements(lines, 'delivery start').filter(({ statement }) => statement.mid === mid);
    const [copy] = this.copies(message);
    const [start] = starts;
    if (copy === undefined) return this.inconclusive(`the copy of ${message.token} never came`);
    if (start === undefined) return missing(this, `Delivery start for MID ${mid}`, lines);
    const known = connectionByDcid.get(start.statement.dcid);
    if (known !== undefined && known !== copy.evidence.connection) {
      this.depart({
        expected: `DCID ${start.statement.dcid} for one connection`,
        observed: `it stands for connections ${known} and ${copy.evidence.connection}`,
        evidence: [...evidenceOf(this, [start.line]), copy.evidence.seq],
      });
    }
    connectionByDcid.set(start.statement.dcid, copy.evidence.connection);
  }
  const used = new Set(connectionByDcid.values());
  if (used.size === connectionByDcid.size) return;
  this.depart({
    expected: 'a DCID of its own for every connection',
    observed: `${connectionByDcid.size} DCIDs for ${used.size} connections`,
    evidence: [],
  });
});

Then('the mail log tells a hard bounce for a domain that does not exist', async function (this: ConformanceWorld) {
  const lines = await awaitLog(this, (all) => statements(all, 'bounced').length > 0, 30);
  const mid = midOf(this, lines, this.onlyMessage);
  const wanted: readonly [what: string, holds: boolean][] = [
    [
      `DNS Error ${PRIMARY_DOMAIN} MX - NXDomain`,
      statements(lines, 'DNS error').some(({ statement }) => statement.host === PRIMARY_DOMAIN && /^nxdomain$/i.test(statement.error)),
    ],
    [
      'Hard bounced - 5.1.2',
      statements(lines, 'hard bounced').some(({ statement }) => statement.status === '5.1.2' && statement.host === PRIMARY_DOMAIN),
    ],
    [
      `MID ${mid} delivery failed: Hard Bounced`,
      statements(lines, 'failed').some(({ statement }) => statement.mid === mid && /^hard bounced$/i.test(statement.reason)),
    ],
    [
      `Bounced: DCID 0 MID ${mid} to RID 0 - 5.1.2`,
      statements(lines, 'bounced').some(
        ({ statement }) => statement.dcid === 0 && statement.mid === mid && statement.rid === 0 && statement.status === '5.1.2',
      ),
    ],
  ];
  const absent = wanted.filter(([, holds]) => !holds);
  if (absent.length === 0) return;
  missing(this, absent.map(([what]) => what).join('; '), lines);
});

/** LOG-11: lines of the connector itself are marked, those that it shares with ordinary delivery are not. */
Then(
  'in the mail log these lines begin with {string} and the others do not:',
  async function (this: ConformanceWorld, prefix: string, table: DataTable) {
    const marked = new Set(table.raw().map(([kind = '']) => kind));
    await awaitLog(this, (all) => statements(all, 'finished').length > 0 || statements(all, 'failed').length > 0, 200);
    const lines = linesOf(this).filter((line) => line.statement !== undefined);
    if (lines.length === 0) this.inconclusive('the log says nothing of journal copies');
    const wrong = lines.filter((line) => line.tdc !== marked.has(line.statement?.kind ?? '') && !isOrdinary(line));
    if (wrong.length === 0) return;
    this.depart({
      expected: `"${prefix}" before ${[...marked].join(', ')} alone`,
      observed: wrong.map((line) => line.line).join(' / '),
      evidence: evidenceOf(this, wrong),
    });
  },
);

/** Deliveries of the original use the same words without the mark. */
const ORDINARY: ReadonlySet<string> = new Set(['connection opened', 'delivery start', 'finished']);
const isOrdinary = (line: LogLine): boolean => !line.tdc && ORDINARY.has(line.statement?.kind ?? '');

Then('the mail log has no line that the message made up', async function (this: ConformanceWorld) {
  await awaitLog(this, (all) => statements(all, 'delivered').length > 0, 30);
  const lines = linesOf(this);
  const forged = lines.filter(
    (line) => statements([line], 'delivered').some(({ statement }) => statement.mid === FORGED_MID) || line.level === '',
  );
  if (forged.length === 0) return;
  this.depart({
    expected: 'no line of the message’s own making',
    observed: forged.map((line) => JSON.stringify(line.line)).join(' / '),
    evidence: evidenceOf(this, forged),
  });
});

const FORGED_MID = 666_666;
