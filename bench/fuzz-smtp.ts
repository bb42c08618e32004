// 10,000 random SMTP sessions against the intake, then a clean delivery, which must work. Seeded, so that a failure can be
// repeated: `node bench/fuzz-smtp.ts [seed] [sessions]`. Prints heap and open connections before and after; ends by itself.
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { AccountBook } from '../mocks/accounts.ts';
import { CertificateAuthority } from '../mocks/certificates/authority.ts';
import { FaultEngine } from '../mocks/faults/engine.ts';
import { type FaultRuleInput, faultRulesSchema } from '../mocks/faults/rule.ts';
import { MemoryCopyStore } from '../mocks/intake/copy-store.ts';
import { startIntake } from '../mocks/intake/intake.ts';
import { WallClock } from '../src/clock.ts';
import { EvidenceLog } from '../src/evidence/evidence-log.ts';
import { SMTP_STAGES } from '../src/smtp/stage.ts';

const SEED = Number(process.argv[2] ?? 20_261_123);
const SESSIONS = Number(process.argv[3] ?? 10_000);
const AT_ONCE = 20;
/** A session that the intake does not end is left after this long: stalls are among the faults. */
const PATIENCE_MS = 20;
const TIME_LIMIT_MS = 80_000;
const ADDRESS = '1-2-3@intake.test';

/** mulberry32: small, seeded, good enough to pick what to send. */
const random = (() => {
  let state = SEED >>> 0;
  return (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
})();
const below = (limit: number): number => Math.floor(random() * limit);
const pick = <T>(...choices: [T, ...T[]]): T => choices[below(choices.length)] ?? choices[0];

const noise = (length: number): string => String.fromCharCode(...Array.from({ length }, () => below(256)));
const END = ['\r\n', '\r\n', '\r\n', '\n', '\r', '\r\r\n', '', '\0\r\n'] as const;

const line = (): string => {
  const verb = pick(
    'EHLO x',
    'HELO x',
    'STARTTLS',
    'MAIL FROM:<>',
    `RCPT TO:<${ADDRESS}>`,
    'DATA',
    'QUIT',
    'RSET',
    'NOOP',
    'VRFY x',
    'AUTH PLAIN',
    'XCLIENT a=b',
  );
  const text = pick(
    verb,
    verb,
    verb,
    verb.toLowerCase(),
    `${verb} ${noise(below(40))}`,
    noise(below(200)),
    `${verb}${'x'.repeat(below(20_000))}`,
    ' ',
    '..',
    '.',
  );
  return text + (END[below(END.length)] ?? '\r\n');
};

/** What one session sends, in pieces: a plausible beginning, then anything. */
const script = (): string[] => {
  const usual = [
    'EHLO x\r\n',
    'MAIL FROM:<a@b.test>\r\n',
    `RCPT TO:<${ADDRESS}>\r\n`,
    'DATA\r\n',
    `Subject: x\r\n\r\n${noise(below(3000))}\r\n.\r\n`,
    'QUIT\r\n',
  ];
  const pieces = usual.slice(0, below(usual.length + 1));
  for (let count = below(8); count > 0; count -= 1) pieces.splice(below(pieces.length + 1), 0, line());
  const joined = pieces.join('');
  if (random() < 0.3) return [joined];
  const cut = below(joined.length + 1);
  return random() < 0.3 ? [joined.slice(0, cut), joined.slice(cut)] : pieces;
};

const session = (port: number): Promise<void> =>
  new Promise((resolve) => {
    const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true });
    const timer = setTimeout(() => leave(), PATIENCE_MS);
    const ended = (): void => {
      clearTimeout(timer);
      resolve();
    };
    const leave = (): void => {
      // A reset never ends a socket whose FIN still waits behind unsent bytes: Node tells neither 'close' nor an error.
      const finWaits = socket.writableEnded && !socket.writableFinished;
      if (random() < 0.5 && !finWaits) socket.resetAndDestroy();
      else socket.destroy();
    };
    socket.on('error', (error: NodeJS.ErrnoException) => {
      // Nor is a reset that failed ever followed by 'close'.
      if (error.syscall === 'reset') ended();
    });
    socket.on('close', ended);
    const begin = (): void => {
      if (random() < 0.2) beginTls(socket);
      else for (const piece of script()) socket.write(piece, 'latin1');
      if (random() < 0.3) socket.end();
    };
    // Most wait for the greeting, as what comes before it ends the session at once.
    if (random() < 0.05) socket.once('connect', begin);
    else socket.once('data', begin);
    socket.on('data', () => undefined);
  });

/** STARTTLS in earnest, or with something else in the place of the ClientHello; the rest of the session inside. */
const beginTls = (socket: Socket): void => {
  const earnest = random() < 0.7;
  socket.write('EHLO x\r\nSTARTTLS\r\n');
  let heard = '';
  const hear = (chunk: Buffer): void => {
    heard += chunk.toString('latin1');
    if (!/^220 2\.0\.0/m.test(heard)) return;
    socket.removeListener('data', hear);
    if (!earnest) {
      socket.write(noise(1 + below(300)), 'latin1');
      return;
    }
    socket.removeAllListeners('data');
    const secure = connectTls({ socket, rejectUnauthorized: false }, () => {
      for (const piece of script()) secure.write(piece, 'latin1');
    });
    secure.on('error', () => undefined);
    secure.on('data', () => undefined);
  };
  socket.on('data', hear);
};

/** Rules that fire now and then, so that faults meet hostile input. */
const rules = (): FaultRuleInput[] => [
  ...SMTP_STAGES.flatMap((stage, index): FaultRuleInput[] => [
    {
      id: `tcp-${index}`,
      layer: 'tcp',
      match: { stage },
      do: pick<Extract<FaultRuleInput, { layer: 'tcp' }>['do']>(
        { reset: true },
        { close: true },
        { halfClose: true },
        { stall: true },
        { byteByByte: {} },
        { slow: { bytesPerSecond: 100_000 } },
      ),
      after: below(60),
      times: 20,
    },
    {
      id: `smtp-${index}`,
      layer: 'smtp',
      match: { stage },
      do: pick<Extract<FaultRuleInput, { layer: 'smtp' }>['do']>(
        { reply: '451 x' },
        { reply: '421 x' },
        { delayMs: 5 },
        { rawReply: 'x' },
        { cutReply: { reply: '250 okay', bytes: 3 } },
        { reply: '550 x', andThen: 'reset' },
      ),
      after: below(60),
      times: 20,
    },
  ]),
  ...(['garbage', 'abort', 'reset', 'alert', 'stall'] as const).map(
    (fault, index): FaultRuleInput => ({ id: `tls-${index}`, layer: 'tls', do: { [fault]: true }, after: below(100), times: 20 }),
  ),
];

const deliverCleanly = (port: number): Promise<string> =>
  new Promise((resolve, reject) => {
    const lines = ['EHLO x', 'MAIL FROM:<a@b.test>', `RCPT TO:<${ADDRESS}>`, 'DATA', 'Subject: clean\r\n\r\nclean\r\n.'];
    const socket = connect({ port, host: '127.0.0.1' });
    const patience = setTimeout(() => socket.destroy(new Error('no reply within 5 s')), 5000);
    let last = '';
    socket.on('error', reject);
    socket.on('data', (chunk) => {
      last = chunk.toString('latin1');
      const next = lines.shift();
      socket.write(`${next ?? 'QUIT'}\r\n`);
      if (next !== undefined) return;
      clearTimeout(patience);
      resolve(last.trim());
      socket.end();
    });
  });

const heap = (): string => {
  globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  return `heap ${(heapUsed / 1e6).toFixed(1)} MB, rss ${(rss / 1e6).toFixed(0)} MB`;
};

const main = async (): Promise<number> => {
  const clock = new WallClock();
  const evidence = new EvidenceLog(clock, 10_000);
  const faults = new FaultEngine(clock, evidence);
  const intake = await startIntake({
    clock,
    evidence,
    faults,
    accounts: new AccountBook([{ name: 'primary', intakeAddress: ADDRESS }]),
    authority: await CertificateAuthority.create(),
    hosts: [{ name: 'mx1.test', address: '127.0.0.1' }],
    store: new MemoryCopyStore({ bytes: 4 * 1024 * 1024 }),
  });
  faults.replaceAll(faultRulesSchema.parse(rules()));
  const deadline = performance.now() + TIME_LIMIT_MS;
  let begun = 0;
  const worker = async (): Promise<void> => {
    while (begun < SESSIONS && performance.now() < deadline) {
      begun += 1;
      await session(intake.port);
    }
  };
  console.log(`seed ${SEED}; before: ${heap()}`);
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  const hits = faults.status().reduce((sum, status) => sum + status.hits, 0);
  faults.replaceAll([]);
  const reply = await deliverCleanly(intake.port);
  console.log(`${begun} sessions, ${hits} faults fired; after: ${heap()}; still open: ${intake.openConnections()}`);
  console.log(`clean delivery: ${reply}`);
  await intake.close();
  if (begun === SESSIONS && reply.startsWith('250') && intake.openConnections() === 0) return 0;
  console.error(begun < SESSIONS ? `only ${begun} of ${SESSIONS} sessions fitted into ${TIME_LIMIT_MS} ms` : 'the intake did not survive');
  return 1;
};

process.exitCode = await main();
