import { describe, expect, it } from 'vitest';
import { shadowOf } from './shadow.testing.ts';
import { watchFactory, watchFunction, watchObject, watchUse } from './shadow.ts';
import { type Call, replay, type Script, writeDown } from './transcript.ts';

describe('parts side by side', () => {
  it('a function is infected by its first other answer, and answers as the documented one does', () => {
    const shadow = shadowOf((value: number) => (value > 2 ? 0 : value));
    const watched = watchFunction((value: number) => value, [shadow]);
    expect([watched(1), watched(2), shadow.infected]).toEqual([1, 2, false]);
    expect([watched(3), shadow.infected]).toEqual([3, true]);
  });

  it('an error is an answer too', () => {
    const same = shadowOf((): number => {
      throw new RangeError('no');
    });
    const other = shadowOf(() => 1);
    const watched = watchFunction((): number => {
      throw new RangeError('no');
    }, [same, other]);
    expect(() => watched()).toThrow('no');
    expect([same.infected, other.infected]).toEqual([false, true]);
  });

  it('objects with state are asked the same, call by call', () => {
    const counter = (step: number) => () => {
      let count = 0;
      return {
        next: (): number => {
          count += count < 2 ? 1 : step;
          return count;
        },
        get size(): number {
          return count;
        },
      };
    };
    const shadow = shadowOf(counter(2));
    const made = watchFactory(counter(1), [shadow])();
    expect([made.next(), made.next(), made.size, shadow.infected]).toEqual([1, 2, 2, false]);
    expect([made.next(), shadow.infected]).toEqual([3, true]);
  });

  it('a property that differs infects', () => {
    const shadow = shadowOf({ limit: 2 });
    expect([watchObject({ limit: 1 }, [shadow]).limit, shadow.infected]).toEqual([1, true]);
  });

  it('a part that acts is infected by being asked for', () => {
    const shadow = shadowOf(() => 1);
    expect([watchUse(() => 1, [shadow])(), shadow.infected]).toEqual([1, true]);
  });
});

interface Line {
  readonly quiet: boolean;
  say(word: string): Promise<string>;
}
type Talk = (line: Line) => Promise<string>;

/** What is heard of a talk; the other end answers with the word itself, and never to `wait`. */
const talkOf = async (talk: Talk): Promise<Call<Talk>> => {
  const script: Script = [];
  const line: Line = { quiet: true, say: (word) => (word === 'wait' ? new Promise(() => {}) : Promise.resolve(word)) };
  const call: Call<Talk> = { script, outcome: undefined, again: (part, object) => part(object(line)) };
  void talk(writeDown(line, script)).then((value) => {
    call.outcome = { value };
  });
  await new Promise((resolve) => setImmediate(resolve));
  return call;
};

const documented: Talk = async (line) => (line.quiet ? `${await line.say('hello')} ${await line.say('bye')}` : 'noise');

describe('parts that talk to the outside', () => {
  const strays = async (base: Talk, other: Talk): Promise<boolean> => {
    const shadow = shadowOf(other);
    await replay(await talkOf(base), [shadow]);
    return shadow.infected;
  };

  it('one that says the same to the same end is not infected', async () => {
    expect(await strays(documented, async (line) => (line.quiet ? [await line.say('hello'), await line.say('bye')].join(' ') : ''))).toBe(
      false,
    );
  });

  it.each<[string, Talk]>([
    ['says something else', async (line) => (line.quiet ? `${await line.say('hello')} ${await line.say('good bye')}` : '')],
    ['says less', async (line) => (line.quiet ? `${await line.say('hello')} bye` : '')],
    ['says more', async (line) => `${await documented(line)}${(await line.say('more')).slice(4)}`],
    ['does not look first', async (line) => `${await line.say('hello')} ${await line.say('bye')}`],
    ['makes something else of it', async (line) => (await documented(line)).toUpperCase()],
    ['fails', async (line) => Promise.reject(new Error(await documented(line)))],
  ])('one that %s is', async (_, other) => {
    expect(await strays(documented, other)).toBe(true);
  });

  it('one that was never answered is held against what was said until then', async () => {
    const patient: Talk = (line) => line.say('wait');
    expect(await strays(patient, async (line) => `${await line.say('wait')} and more`)).toBe(false);
    expect(await strays(patient, (line) => line.say('hurry'))).toBe(true);
  });
});
