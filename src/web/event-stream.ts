import type { Response } from 'express';
import { Problem } from './problem.ts';

// Server-sent events. What is written waits in no memory of ours: a reader that is slower than the news gets them when it is ready,
// from the log that keeps them, or in their newest form alone.

const HEARTBEAT_MS = 15_000;
const MOST_STREAMS = 64;
const ENTRIES_AT_ONCE = 500;

/** Calls `action` again and again until the returned function is called. */
export type Every = (intervalMs: number, action: () => void) => () => void;

/** On real time, whatever clock the rest of the program lives by. */
export const everyOnRealTime: Every = (intervalMs, action) => {
  const timer = setInterval(action, intervalMs).unref();
  return () => clearInterval(timer);
};

/** An open stream: text goes out as fast as the reader takes it. */
export interface EventStream {
  /** Whether the reader has to catch up before more is written. */
  readonly full: boolean;
  readonly gone: boolean;
  write(text: string): void;
}

/** Fills a stream; `pump` is called when there is room again. `leave` ends what `begin` began. */
export interface StreamFiller {
  pump(): void;
  leave(): void;
}

/** One event as it goes over the wire; a reader sends `id` back as Last-Event-ID. */
export const eventFrame = (event: string, data: unknown, id?: number): string =>
  `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;

/** The event streams of a server: opened, limited in number, kept alive. */
export class EventStreams {
  private readonly every: Every;
  private open = 0;

  constructor(every: Every) {
    this.every = every;
  }

  /** Begins a stream and fills it until the reader leaves. @throws Problem when too many are open */
  begin(response: Response, fill: (stream: EventStream) => StreamFiller): void {
    if (this.open >= MOST_STREAMS) throw new Problem(503, `${MOST_STREAMS} event streams are open already; close one and try again`);
    this.open += 1;
    response.set({ 'Content-Type': 'text/event-stream; charset=utf-8', 'X-Accel-Buffering': 'no' });
    response.on('error', () => response.destroy());
    let full = !response.write('retry: 1000\n\n');
    const stream: EventStream = {
      get full() {
        return full;
      },
      get gone() {
        return response.destroyed;
      },
      write: (text) => {
        full = !response.write(text);
      },
    };
    const filler = fill(stream);
    response.on('drain', () => {
      full = false;
      filler.pump();
    });
    // A comment line, so that both sides notice when the other is gone.
    const stopBeating = this.every(HEARTBEAT_MS, () => {
      if (!full) stream.write(': still here\n\n');
    });
    response.once('close', () => {
      this.open -= 1;
      filler.leave();
      stopBeating();
    });
    filler.pump();
  }
}

/** A numbered log that keeps its last entries; it is the buffer of whoever reads it. */
export interface NumberedLog<Entry extends { readonly seq: number }> {
  /** Number of the newest entry that is no longer kept; 0: none was dropped. */
  readonly dropped: number;
  after(seq: number, most: number): readonly Entry[];
  subscribe(listener: () => void): () => void;
}

/** Fills a stream with the entries after a number, and tells as `event: gap` how many are no longer there. */
export const followLog =
  <Entry extends { readonly seq: number }>(log: NumberedLog<Entry>, after: number, nameOf: (entry: Entry) => string) =>
  (stream: EventStream): StreamFiller => {
    let seen = after;
    const tellGap = (): void => {
      const lost = log.dropped - seen;
      if (lost <= 0) return;
      seen = log.dropped;
      stream.write(eventFrame('gap', { lost }));
    };
    const pump = (): void => {
      while (!stream.full && !stream.gone) {
        tellGap();
        const entries = log.after(seen, ENTRIES_AT_ONCE);
        const last = entries.at(-1);
        if (last === undefined) return;
        seen = last.seq;
        stream.write(entries.map((entry) => eventFrame(nameOf(entry), entry, entry.seq)).join(''));
      }
    };
    return { pump, leave: log.subscribe(pump) };
  };

/** Something whose newest form alone matters. */
export interface Subject {
  readonly name: string;
  read(): unknown;
  subscribe(listener: () => void): () => void;
}

/**
 * Fills a stream with subjects as they are at the beginning and after changes, each at most once in `leastMs` of real time.
 */
export const followSubjects =
  (subjects: readonly Subject[], leastMs: number) =>
  (stream: EventStream): StreamFiller => {
    const changed = new Set<Subject>(subjects);
    const resting = new Map<Subject, NodeJS.Timeout>();
    const pump = (): void => {
      for (const subject of changed) {
        if (stream.full || stream.gone) return;
        if (resting.has(subject)) continue;
        changed.delete(subject);
        stream.write(eventFrame(subject.name, subject.read()));
        const wake = (): void => {
          resting.delete(subject);
          pump();
        };
        resting.set(subject, setTimeout(wake, leastMs).unref());
      }
    };
    const leaving = subjects.map((subject) =>
      subject.subscribe(() => {
        changed.add(subject);
        pump();
      }),
    );
    const leave = (): void => {
      for (const stop of leaving) stop();
      for (const timer of resting.values()) clearTimeout(timer);
    };
    return { pump, leave };
  };
