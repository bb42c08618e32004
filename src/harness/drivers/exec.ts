import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JointClock, type RunnableClock } from '../../clock.ts';
import type { TrackedEntry } from '../../evidence/events.ts';
import type { ClockPeer } from '../../joint-clock.ts';
import { clientFor, injectBySmtp } from '../inject.ts';
import { NotTestableError, StandError } from '../outcome.ts';
import type {
  Capability,
  ChangeResult,
  Driver,
  Envelope,
  InjectionResult,
  JournalingChange,
  MailDirection,
  PolicyRole,
  Settings,
  StandAddresses,
  SystemFacts,
  TophostsKey,
  TrackingQuery,
} from './driver.ts';
import type { ProgramOptions } from './exec/link.ts';
import { LogSink } from './exec/log-sink.ts';
import { leaseSeat } from './exec/pool.ts';
import type { ExecSeat } from './exec/program.ts';
import type { AnswerTo, Ready } from './exec/replies.ts';
import type { Details } from './exec/requests.ts';
import type { JournalingTable } from './exec/shapes.ts';
import { changed, type Journaling, ordinaryJournaling, ROLE_DOMAINS, ROLE_POLICIES } from './journaling-table.ts';

export interface ExecSystem extends ProgramOptions {
  readonly name: string;
  /** What is claimed; the program has to offer all of it. */
  readonly capabilities: readonly Capability[];
}

interface Running {
  readonly seat: ExecSeat;
  readonly giveBack: () => void;
  readonly ready: Ready;
}

interface Order {
  readonly stand: Omit<StandAddresses, 'intakeAddresses'>;
  readonly settings: Settings;
  readonly journaling: Journaling;
  readonly stateFolder: string | null;
}

/** A program that speaks the exec protocol (docs/drivers.md). */
export class ExecDriver implements Driver {
  readonly name: string;
  readonly capabilities: ReadonlySet<Capability>;
  readonly clock: RunnableClock;
  private readonly system: ExecSystem;
  private readonly log = new LogSink();
  private order: Order | undefined;
  private running: Running | undefined;
  private stated: SystemFacts | undefined;

  constructor(clock: RunnableClock, system: ExecSystem) {
    this.clock = clock;
    this.system = system;
    this.name = system.name;
    this.capabilities = new Set(system.capabilities);
  }

  get facts(): SystemFacts {
    if (this.stated === undefined) throw new StandError('the system under test has not started');
    return this.stated;
  }

  async start({ intakeAddresses, ...stand }: StandAddresses, settings: Settings): Promise<void> {
    const journaling = ordinaryJournaling({ intakeAddresses });
    const stateFolder = settings.durableQueue === true ? mkdtempSync(join(tmpdir(), 'setd-state-')) : null;
    this.order = { stand, settings, journaling, stateFolder };
    await this.startProgram(false);
  }

  recipientUnder(role: PolicyRole, variant = 'reader'): string {
    return `${variant}@${ROLE_DOMAINS[role]}`;
  }

  async inject(envelope: Envelope, message: Buffer, direction: MailDirection): Promise<InjectionResult> {
    const { seat, ready } = this.live;
    const listener = ready[direction];
    if (listener === undefined) {
      const { mailFrom, rcptTo, fromAnotherClient = false } = envelope;
      const asked = { direction, mailFrom, rcptTo: [...rcptTo], fromAnotherClient, message: asCarried(message).toString('base64') };
      const { accepted, reply, clientAddress } = await seat.ask('inject', asked);
      return { accepted, reply, clientAddress };
    }
    const clientAddress = clientFor(envelope);
    return { ...(await injectBySmtp({ ...listener, clientAddress }, envelope, message)), clientAddress };
  }

  async configureJournaling(change: JournalingChange): Promise<ChangeResult> {
    const { order } = this;
    if (order === undefined) throw new StandError('the system under test has not started');
    const journaling = changed(order.journaling, change);
    const reply = await this.live.seat.ask('configure', { journaling: plain(journaling) });
    if (reply.type === 'refused') return { kind: 'refused', reason: reply.reason };
    this.order = { ...order, journaling };
    return { kind: 'accepted' };
  }

  async mailLog(): Promise<readonly string[]> {
    // After a crash there is nobody to ask; what was told before stays.
    await this.running?.seat.ask('log', {});
    return this.log.lines;
  }

  async tophosts(key: TophostsKey): Promise<string> {
    return (await this.live.seat.ask('counters', { sortBy: key })).text;
  }

  async tracking(query: TrackingQuery): Promise<readonly TrackedEntry[]> {
    return (await this.live.seat.ask('tracking', { query })).found;
  }

  async consoleUrl(): Promise<string> {
    return (await this.live.seat.ask('console', {})).url;
  }

  policyName(role: PolicyRole): string {
    return ROLE_POLICIES[role];
  }

  async crash(): Promise<void> {
    if (this.order?.stateFolder === null) throw new StandError('the scenario did not ask for a queue that survives a crash');
    const { seat, giveBack } = this.live;
    if (seat.program.hello.crash === 'ask') {
      await seat.ask('crash', {});
      return;
    }
    this.running = undefined;
    if (this.clock instanceof JointClock) this.clock.part();
    await seat.program.kill();
    giveBack();
  }

  restart(): Promise<void> {
    return this.startProgram(true);
  }

  async stop(): Promise<void> {
    const { running, order } = this;
    this.running = undefined;
    try {
      if (running?.seat.program.isSound === true) await running.seat.ask('stop', {});
    } finally {
      running?.giveBack();
      if (this.clock instanceof JointClock) this.clock.part();
      if (order !== undefined && order.stateFolder !== null) rmSync(order.stateFolder, { recursive: true, force: true });
    }
  }

  private async startProgram(resume: boolean): Promise<void> {
    const { seat, giveBack } = this.running ?? (await this.lease());
    const { program } = seat;
    try {
      checkClaims(this.system, program.hello);
      if (this.clock instanceof JointClock) this.clock.join(sideOf(seat));
      const ready = await seat.ask('start', this.startDetails(resume));
      this.running = { seat, giveBack, ready };
      this.stated = ready.facts ?? program.hello.facts;
    } catch (error) {
      if (!(error instanceof NotTestableError)) await program.kill();
      giveBack();
      throw error;
    }
  }

  /** A process that is going to be killed, or whose time is moved, can serve nobody else meanwhile. */
  private lease(): ReturnType<typeof leaseSeat> {
    const alone = this.clock instanceof JointClock || this.order?.stateFolder !== null;
    return leaseSeat(this.system, { log: this.log, alone });
  }

  private startDetails(resume: boolean): Details<'start'> {
    const { order, clock } = this;
    if (order === undefined) throw new StandError('the system under test has not started');
    const { stand, settings, journaling, stateFolder } = order;
    const time = clock instanceof JointClock ? { kind: 'virtual' as const, nowMs: clock.now() } : { kind: 'wall' as const };
    return { stand, settings, journaling: plain(journaling), clock: time, stateFolder, resume };
  }

  private get live(): Running {
    if (this.running === undefined) throw new StandError('the system under test is not running');
    return this.running;
  }
}

/** The program as one side of a clock that it shares with the stand. */
const sideOf = (seat: ExecSeat): ClockPeer => ({
  advance: (toMs) => seat.ask('advance', { toMs }),
  rest: () => seat.ask('rest', {}),
  get talk() {
    return seat.talk;
  },
});

/** A message as SMTP carries it and the checks take it to be accepted: its last line has an end. */
const asCarried = (message: Buffer): Buffer => {
  const isWhole = message.length === 0 || message.subarray(-2).equals(Buffer.from('\r\n'));
  return isWhole ? message : Buffer.concat([message, Buffer.from('\r\n')]);
};

const checkClaims = ({ capabilities }: ExecSystem, { name, capabilities: offered }: AnswerTo<'hello'>): void => {
  const missing = capabilities.filter((capability) => !offered.includes(capability));
  if (missing.length > 0)
    throw new StandError(`the profile claims ${missing.join(', ')}, which ${name} does not offer; change one of them`);
};

/** As it goes over the wire: arrays that may be written to, keys that are not set left out. */
const plain = ({ defaultIntakeAddress, policies, defaultPolicy }: Journaling): JournalingTable => ({
  defaultIntakeAddress,
  defaultPolicy,
  policies: policies.map(({ name, senders, recipients, connector }) => ({
    name,
    ...(senders === undefined ? {} : { senders: [...senders] }),
    ...(recipients === undefined ? {} : { recipients: [...recipients] }),
    connector,
  })),
});
