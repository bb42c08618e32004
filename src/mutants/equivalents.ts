import { CopyReport } from '../forwarder/copy-report.ts';
import type { CopySource } from '../forwarder/journal-copy.ts';
import { through } from './tools.ts';
import type { Equivalent, PartsChange } from './variant.ts';

const WAIT = 'the wait before the retry is not documented (RETRY-15)';

/** What the stand asks for when a scenario says nothing of the wait, ms: a wait that a scenario asks for is kept. */
const ORDINARY_WAIT_MS = 30_000;

const waiting =
  (waitMs: number): PartsChange =>
  ({ retryTable }) => ({
    retryTable: (outcome, facts) =>
      retryTable(outcome, { ...facts, retryWaitMs: facts.retryWaitMs === ORDINARY_WAIT_MS ? waitMs : facts.retryWaitMs }),
  });

const connections =
  (least: number, copiesEach: number): PartsChange =>
  ({ connectionPolicy }) => ({
    connectionPolicy: {
      ...connectionPolicy,
      wanted: ({ ready, inFlight, stuck }, { limit }) => {
        const copies = ready + inFlight;
        return copies === 0 ? 0 : Math.min(limit, Math.max(least, Math.ceil(copies / copiesEach)) + stuck);
      },
    },
  });

/** Words the report on top of a copy in another way. */
const reporting =
  (change: (text: string, source: CopySource) => string): PartsChange =>
  ({ buildCopy }) => ({
    buildCopy: (source) => {
      const copy = buildCopy(source);
      const [head = Buffer.alloc(0), ...rest] = copy.parts;
      const other = Buffer.from(change(head.toString('latin1'), source), 'latin1');
      return { ...copy, parts: [other, ...rest], size: copy.size - head.length + other.length };
    },
  });

const PADDING = 'columns of the log are not documented; ids are what counts';

class WritesFinishedLater extends CopyReport {
  protected override delivered(mid: number): void {
    super.delivered(mid);
    this.context.log.info(`MID ${mid} attempts ended`);
  }
}

/** Variants that differ only where the documents leave freedom. */
export const EQUIVALENTS: readonly Equivalent[] = [
  { id: 'retries-after-5-seconds', title: 'retries after 5 s', because: WAIT, parts: waiting(5000) },
  { id: 'retries-after-90-seconds', title: 'retries after 90 s', because: WAIT, parts: waiting(90_000) },
  {
    id: 'a-connection-for-three-copies',
    title: 'opens a connection for each three copies of a backlog',
    because: 'the documents only say that more are opened (CONN-2)',
    parts: connections(3, 3),
  },
  {
    id: 'six-connections-at-least',
    title: 'opens six connections where the documents ask for three at least',
    because: 'three is the least (CONN-1)',
    parts: ({ connectionPolicy }) => ({
      connectionPolicy: {
        ...connectionPolicy,
        wanted: (load, limits) =>
          connectionPolicy.wanted(load, {
            ...limits,
            minimum: Math.min(limits.limit, load.ready + load.inFlight >= 3 ? 6 : limits.minimum),
          }),
        keepsIdle: (open, wanted) => open <= Math.min(3, wanted),
      },
    }),
  },
  {
    id: 'closes-idle-connections-sooner',
    title: 'closes an idle connection after two seconds',
    because: 'only that they close is documented (CONN-3)',
    parts: ({ connectionPolicy }) => ({ connectionPolicy: { ...connectionPolicy, idleMs: () => 2000 } }),
  },
  {
    id: 'twenty-messages-on-a-connection',
    title: 'ends a connection after twenty messages, where more are allowed',
    because: 'the limit is the most (CONN-6)',
    parts: ({ connectionPolicy }) => ({
      connectionPolicy: { ...connectionPolicy, usedUp: (messages, limits) => messages >= Math.min(20, limits.messagesPerConnection) },
    }),
  },
  {
    id: 'resets-before-each-message',
    title: 'says RSET before every MAIL FROM',
    because: 'RFC 5321 allows RSET at any time (SMTP-5)',
    parts: ({ dialogue }) => ({
      dialogue: {
        ...dialogue,
        send: async (channel, submission, settings) => {
          const heard = await channel.command('RSET', settings.timeouts.commandMs);
          if (heard.kind === 'reply' && heard.reply.code === 250) return dialogue.send(channel, submission, settings);
          return dialogue.send(through(channel, { command: () => Promise.resolve(heard) }), submission, settings);
        },
      },
    }),
  },
  {
    id: 'quit-is-not-awaited',
    title: 'closes right after QUIT without waiting for the answer',
    because: 'the documents ask for QUIT; nothing is lost that way',
    parts: ({ dialogue }) => ({
      dialogue: {
        ...dialogue,
        quit: (channel) => {
          void channel.send(Buffer.from('QUIT\r\n'), 1000);
          return Promise.resolve();
        },
      },
    }),
  },
  {
    id: 'says-ehlo-with-an-address',
    title: 'names itself by an address literal in EHLO',
    because: 'RFC 5321 section 4.1.4 allows it',
    parts: ({ dialogue }) => ({
      dialogue: {
        ...dialogue,
        open: (channel, settings, secured) => dialogue.open(channel, { ...settings, hostname: '[127.0.0.1]' }, secured),
      },
    }),
  },
  {
    id: 'a-sender-of-its-own',
    title: 'sends copies from an address of the gateway instead of the null sender',
    because: 'the envelope sender of a copy is not documented',
    parts: ({ buildCopy }) => ({ buildCopy: (source) => ({ ...buildCopy(source), sender: `tdc@${source.hostname}` }) }),
  },
  {
    id: 'names-no-size',
    title: 'does not name the size in MAIL FROM, though it keeps to the announced one',
    because: 'SIZE may be left out (RFC 1870)',
    parts: ({ dialogue }) => ({
      dialogue: {
        ...dialogue,
        send: (channel, submission, settings) =>
          dialogue.send(
            through(channel, { command: (line, ms) => channel.command(line.replace(/ SIZE=\d+/, ''), ms) }),
            submission,
            settings,
          ),
      },
    }),
  },
  {
    id: 'wrapper-in-other-words',
    title: 'writes the wrapper in other words and another order',
    because: 'only what the report names is known (COPY-4)',
    parts: reporting((text) =>
      text
        .replace(/^Subject: Journal copy of MID \d+/m, 'Subject: A message was journaled')
        .replace(/^Recipient: /gm, 'To: ')
        .replace(/^From: Threat Defense Connector /, 'X-Journal: yes\r\nFrom: Journal '),
    ),
  },
  {
    id: 'the-null-sender-is-left-out',
    title: 'names nobody as sender of a message from the null sender',
    because: 'how the report names nobody is not documented (COPY-4)',
    parts: reporting((text, { sender }) => (sender === '' ? text.replace(/^Sender: <>\r\n/m, '') : text)),
  },
  {
    id: 'adds-another-header-field',
    title: 'puts a further field of its own on top of the message',
    because: 'SEG header fields may be added on top (COPY-1)',
    parts: ({ traceFields }) => ({
      traceFields: (...rest) => Buffer.concat([Buffer.from('X-IronPort-Reputation: None\r\n'), traceFields(...rest)]),
    }),
  },
  {
    id: 'log-padded-otherwise',
    title: 'leaves the white space out before the reason of a failure',
    because: 'white space before the reason is optional (LOG-9)',
    parts: ({ logFormat }) => ({
      logFormat: { ...logFormat, copyFailed: (mid, reason) => logFormat.copyFailed(mid, reason).replace('Defense: ', 'Defense:') },
    }),
  },
  {
    id: 'log-with-more-lines',
    title: 'writes lines of its own between those that are documented',
    because: PADDING,
    parts: () => ({ newCopyReport: (context) => new WritesFinishedLater(context) }),
  },
  {
    id: 'hosts-of-equal-preference-turned',
    title: 'tries hosts of equal preference in the opposite order',
    because: 'RFC 5321 section 5.1 leaves their order to chance',
    parts: ({ lookUp }) => ({
      lookUp: async (nameServer, domain) => {
        const found = await lookUp(nameServer, domain);
        if (found.kind === 'failed') return found;
        const targets = found.targets.toReversed().toSorted((a, b) => (a.preference ?? 0) - (b.preference ?? 0));
        return { ...found, targets };
      },
    }),
  },
  {
    id: 'an-open-connection-is-good-enough',
    title: 'goes on using an idle connection although the MX has changed',
    because: 'only a connection that is opened anew has to follow a changed record (DNS-5)',
    parts: ({ connectionPolicy }) => ({ connectionPolicy: { ...connectionPolicy, fits: () => true } }),
  },
  {
    id: 'looks-up-for-each-attempt',
    title: 'looks the intake domain up anew for every attempt',
    because: 'keeping a route is allowed, not asked for',
    parts: () => ({ routeKeptMs: () => 0 }),
  },
  {
    id: 'policy-groups-turned',
    title: 'groups recipients in another order',
    because: 'the order of copies is not documented',
    parts: ({ policyGroups }) => ({ policyGroups: (table, mail) => policyGroups(table, mail).toReversed() }),
  },
];
