import type { ForwarderParts } from '../../forwarder/forwarder.ts';
import type { Shadow } from './shadow.ts';
import { Reader, type Script, writeDown } from './transcript.ts';

// Parts that act at once, through what they are given, and answer nothing: what they did is held against what the documented one did.
// The parts of variants get stand-ins, so that nothing of what they do happens. Whoever acts at another time is infected by that.

type Dispatch = ForwarderParts['dispatch'];
type NewCopyReport = ForwarderParts['newCopyReport'];
type Context = Parameters<NewCopyReport>[0];
type CopyReport = ReturnType<NewCopyReport>;

/** A job that infects whoever touches it: dispatching is all that is asked of the part. */
const untouchable = (shadow: Shadow<unknown>) => ({
  noteArriving: () => shadow.infect(),
  noteRetry: () => shadow.infect(),
  end: () => shadow.infect(),
});

/** What a variant would have put on its way, as it was given to it; the jobs are out of its reach. */
const dispatchedBy = (shadow: Shadow<Dispatch>, { copies, originals }: Parameters<Dispatch>[0]): unknown[] => {
  const job = untouchable(shadow);
  const given = new Map<unknown, unknown>();
  const standIn = <Item extends object>(item: Item): Item => {
    const stand = { ...item, job };
    given.set(stand, item);
    return stand;
  };
  const done: unknown[] = [];
  let open = true;
  const take = (item: unknown): void => {
    if (open) done.push(given.get(item));
    else shadow.infect();
  };
  try {
    shadow.part({ copies: copies.map(standIn), originals: originals.map(standIn) }, { enqueueCopy: take, enqueueOriginal: take });
  } catch {
    shadow.infect();
  }
  open = false;
  return done;
};

export const watchDispatch =
  (base: Dispatch, shadows: readonly Shadow<Dispatch>[]): Dispatch =>
  (spooled, exits) => {
    const done: unknown[] = [];
    const noting =
      <Item>(next: (item: Item) => void) =>
      (item: Item): void => {
        done.push(item);
        next(item);
      };
    base(spooled, {
      enqueueCopy: noting((copy) => exits.enqueueCopy(copy)),
      enqueueOriginal: noting((original) => exits.enqueueOriginal(original)),
    });
    for (const shadow of shadows) {
      if (shadow.infected) continue;
      const own = dispatchedBy(shadow, spooled);
      if (own.length !== done.length || own.some((item, place) => item !== done[place])) shadow.infect();
    }
  };

/** The report of one variant beside the documented one, reading from the script of the call that is under way. */
class ReportShadow {
  private reader: Reader | undefined;
  private readonly shadow: Shadow<NewCopyReport>;
  private readonly own: CopyReport;

  constructor(shadow: Shadow<NewCopyReport>, context: Context, standard: ForwarderParts) {
    this.shadow = shadow;
    this.own = shadow.part({
      ...context,
      parts: standard,
      clock: this.standIn(context.clock),
      log: this.standIn(context.log),
      counter: this.standIn(context.counter),
      tracking: this.standIn(context.tracking),
      nextDcid: () => {
        shadow.infect();
        return 0;
      },
    });
  }

  follow(key: PropertyKey, values: readonly unknown[], script: Script): void {
    if (this.shadow.infected) return;
    const reader = new Reader(script, () => this.shadow.infect());
    this.reader = reader;
    try {
      const member: unknown = Reflect.get(this.own, key, this.own);
      const own = values.map((value) => (isActor(value) ? reader.object(value) : value));
      if (typeof member === 'function') Reflect.apply(member, this.own, own);
    } catch {
      this.shadow.infect();
    }
    this.reader = undefined;
    if (!reader.finished) this.shadow.infect();
  }

  private standIn<Target extends object>(target: Target): Target {
    return new Proxy(target, {
      get: (_, key) => {
        const now = this.reader?.object(target);
        if (now === undefined) {
          this.shadow.infect();
          return () => 0;
        }
        return Reflect.get(now, key, now);
      },
    });
  }
}

/** Of what a report is told, only a connection can do anything. */
const isActor = (value: unknown): value is object => typeof value === 'object' && value !== null && 'channel' in value;

export const watchCopyReport =
  (base: NewCopyReport, shadows: readonly Shadow<NewCopyReport>[], standard: ForwarderParts): NewCopyReport =>
  (context) => {
    const script: Script = [];
    const { clock, log, counter, tracking } = context;
    const noted = {
      ...{ clock: writeDown(clock, script), log: writeDown(log, script) },
      ...{ counter: writeDown(counter, script), tracking: writeDown(tracking, script) },
    };
    const report = base({ ...context, ...noted });
    const followers = shadows.flatMap((shadow) => (shadow.infected ? [] : [new ReportShadow(shadow, context, standard)]));
    return new Proxy(report, {
      get(target, key) {
        const member: unknown = Reflect.get(target, key, target);
        if (typeof member !== 'function') return member;
        return (...values: unknown[]): unknown => {
          script.length = 0;
          const answer: unknown = Reflect.apply(
            member,
            target,
            values.map((value) => (isActor(value) ? writeDown(value, script) : value)),
          );
          for (const follower of followers) follower.follow(key, values, script);
          return answer;
        };
      },
    });
  };
