import { isDeepStrictEqual } from 'node:util';
import type { Shadow } from './shadow.ts';

// Parts that talk to the outside do so through one object that they are given: a connection, a name server. What the documented part
// asked of it, and what came back, is written down; the part of a variant is then run against that script. As long as it asks the same
// in the same order it hears the same, so if it gets through the script to the same result it would have done the same for real.

type Result = { readonly kind: 'returned' | 'resolved' | 'rejected'; readonly value: unknown } | { readonly kind: 'pending' };

interface Entry {
  readonly key: string;
  readonly values: readonly unknown[];
  result: Result;
}

/** What one call of a part asked of the objects that it was given. */
export type Script = Entry[];

const note = (script: Script, key: string, values: readonly unknown[], result: unknown): void => {
  const entry: Entry = { key, values, result: { kind: 'returned', value: result } };
  script.push(entry);
  if (!(result instanceof Promise)) return;
  entry.result = { kind: 'pending' };
  result.then(
    (value: unknown) => {
      entry.result = { kind: 'resolved', value };
    },
    (error: unknown) => {
      entry.result = { kind: 'rejected', value: error };
    },
  );
};

/** The object, with everything that is asked of it written down. */
export const writeDown = <Target extends object>(target: Target, script: Script): Target =>
  new Proxy(target, {
    get(_, key) {
      const member: unknown = Reflect.get(target, key, target);
      if (typeof member !== 'function') {
        note(script, String(key), [], member);
        return member;
      }
      return (...values: unknown[]): unknown => {
        const result: unknown = Reflect.apply(member, target, values);
        note(script, String(key), values, result);
        return result;
      };
    },
  });

/** Waits without end: the script says no more, and up to here all was the same. */
const NEVER = new Promise<never>(() => {});

/** A part that strays may never look at it. */
const rejected = (error: unknown): Promise<never> => {
  const promise = Promise.reject(error);
  promise.catch(() => {});
  return promise;
};

/** Reads a script back to a part; `strays` hears of the first thing that is not in it. */
export class Reader {
  private place = 0;
  private readonly script: Script;
  private readonly strays: () => void;

  constructor(script: Script, strays: () => void) {
    this.script = script;
    this.strays = strays;
  }

  get finished(): boolean {
    return this.place === this.script.length;
  }

  answer(key: string, values: readonly unknown[]): unknown {
    const entry = this.script[this.place];
    if (entry === undefined || entry.key !== key || !isDeepStrictEqual(entry.values, values)) {
      this.strays();
      return NEVER;
    }
    this.place += 1;
    switch (entry.result.kind) {
      case 'returned':
        return entry.result.value;
      case 'resolved':
        return Promise.resolve(entry.result.value);
      case 'rejected':
        return rejected(entry.result.value);
      case 'pending':
        return NEVER;
    }
  }

  object<Target extends object>(target: Target): Target {
    return new Proxy(target, {
      get: (_, key) => {
        const member: unknown = Reflect.get(target, key, target);
        if (typeof member !== 'function') return this.answer(String(key), []);
        return (...values: unknown[]) => this.answer(String(key), values);
      },
    });
  }
}

/** One call of a part, as it went. */
export interface Call<Part> {
  readonly script: Script;
  /** What came of it; undefined: it has not ended yet. */
  outcome: { readonly value: unknown } | undefined;
  /** Runs the part of a variant the same way; `object` gives things back as the script has them. */
  readonly again: (part: Part, object: <Target extends object>(target: Target) => Target) => Promise<unknown>;
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Runs the parts of variants against what was written down, and infects those that stray. */
export const replay = async <Part>(call: Call<Part>, shadows: readonly Shadow<Part>[]): Promise<void> => {
  for (const shadow of shadows) {
    if (shadow.infected) continue;
    const reader = new Reader(call.script, () => shadow.infect());
    let ended: { readonly value: unknown } | undefined;
    call
      .again(shadow.part, (target) => reader.object(target))
      .then(
        (value) => {
          ended = { value };
        },
        () => shadow.infect(),
      );
    // Whatever it waits for is there already, or never comes.
    await turn();
    const same = reader.finished && isDeepStrictEqual(ended, call.outcome);
    if (!same) shadow.infect();
  }
};
