import { isDeepStrictEqual } from 'node:util';

// Runs the parts of variants beside the documented ones, on the same calls, and notes which answer differently.
//
// A part that has answered every call of a scenario as the documented one did leaves the forwarder no way to behave differently there:
// what it is asked next depends on what it answered before, and on nothing else that it could have changed. That holds for parts that
// are functions of their calls: no clock, no input or output, no effect but their answer.

/** The part of one variant, running beside the documented one. */
export interface Shadow<Part> {
  readonly part: Part;
  /** Notes that it has answered differently; it is not asked again. */
  infect(): void;
  readonly infected: boolean;
  /** It was asked. Where it keeps state between calls that overlap in time, a call by itself shows nothing, and that is enough. */
  reached(): void;
}

type Answer = { readonly kind: 'returned'; readonly value: unknown } | { readonly kind: 'threw'; readonly message: string };

const compare = <Part>(shadows: readonly Shadow<Part>[], answer: Answer, ask: (part: Part) => unknown): void => {
  const answerOf = (part: Part): Answer => {
    try {
      return { kind: 'returned', value: ask(part) };
    } catch (error) {
      return { kind: 'threw', message: String(error) };
    }
  };
  for (const shadow of shadows) {
    if (!shadow.infected && !isDeepStrictEqual(answer, answerOf(shadow.part))) shadow.infect();
  }
};

/** Runs the documented part, and asks those of the variants the same. */
const runBeside = <Part, Value>(shadows: readonly Shadow<Part>[], run: () => Value, ask: (part: Part) => unknown): Value => {
  let value: Value;
  try {
    value = run();
  } catch (error) {
    compare(shadows, { kind: 'threw', message: String(error) }, ask);
    throw error;
  }
  compare(shadows, { kind: 'returned', value }, ask);
  return value;
};

/** A function that is watched: it answers as `base`. */
export const watchFunction =
  <Args extends readonly unknown[], Result>(
    base: (...values: Args) => Result,
    shadows: readonly Shadow<(...values: Args) => Result>[],
  ): ((...values: Args) => Result) =>
  (...values) =>
    runBeside(
      shadows,
      () => base(...values),
      (part) => part(...values),
    );

/**
 * An object whose methods and properties are watched. Its methods must not change what they are given.
 * What is set from outside is set on the documented one alone.
 */
export const watchObject = <Part extends object>(base: Part, shadows: readonly Shadow<Part>[]): Part =>
  shadows.length === 0
    ? base
    : new Proxy(base, {
        get(target, key) {
          const member: unknown = Reflect.get(target, key, target);
          const memberOf = (part: Part): unknown => Reflect.get(part, key, part);
          if (typeof member !== 'function') return runBeside(shadows, () => member, memberOf);
          return (...values: unknown[]): unknown =>
            runBeside(
              shadows,
              (): unknown => Reflect.apply(member, target, values),
              (part) => {
                const own = memberOf(part);
                return typeof own === 'function' ? Reflect.apply(own, part, values) : own;
              },
            );
        },
        set: (target, key, value) => Reflect.set(target, key, value, target),
      });

/** What a factory makes is watched beside what those of the variants make of the same. */
export const watchFactory =
  <Args extends readonly unknown[], Part extends object>(
    base: (...values: Args) => Part,
    shadows: readonly Shadow<(...values: Args) => Part>[],
    watch: (base: Part, shadows: readonly Shadow<Part>[]) => Part = watchObject,
  ): ((...values: Args) => Part) =>
  (...values) => {
    const made = shadows.flatMap((shadow): Shadow<Part>[] => {
      if (shadow.infected) return [];
      return [
        {
          part: shadow.part(...values),
          infect: () => shadow.infect(),
          reached: () => shadow.reached(),
          get infected() {
            return shadow.infected;
          },
        },
      ];
    });
    return watch(base(...values), made);
  };

/** A part that acts, or waits: nothing can be said of it but that it was asked for. */
export const watchUse =
  <Args extends readonly unknown[], Result>(
    base: (...values: Args) => Result,
    shadows: readonly Shadow<unknown>[],
  ): ((...values: Args) => Result) =>
  (...values) => {
    for (const shadow of shadows) shadow.infect();
    return base(...values);
  };
