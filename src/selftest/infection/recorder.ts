import type { ForwarderParts } from '../../forwarder/forwarder.ts';
import type { PartsChange } from '../../mutants/variant.ts';
import type { Shadow } from './shadow.ts';
import { type Call, replay } from './transcript.ts';
import { watchedParts } from './watched-parts.ts';

interface Recorded {
  readonly id: string;
  readonly parts: PartsChange;
  readonly remembers?: true;
}

/** One scenario, as far as it goes for the variants that are watched. */
export interface Watched {
  /** Variants that have answered a call differently. */
  readonly infected: readonly string[];
  /** Variants that remember, and were asked, but have answered no call by itself differently. */
  readonly reached: readonly string[];
}

/** One scenario: which variants have answered differently so far, and the calls that they have yet to be run against. */
class Recording {
  readonly infected = new Set<string>();
  readonly reached = new Set<string>();
  private readonly replays: (() => Promise<void>)[] = [];
  private readonly exchanged: readonly { readonly id: string; readonly remembers: boolean; readonly parts: Partial<ForwarderParts> }[];
  private readonly standard: ForwarderParts;

  constructor(variants: readonly Recorded[], standard: ForwarderParts) {
    this.standard = standard;
    this.exchanged = variants.map(({ id, parts, remembers = false }) => ({ id, remembers, parts: parts(standard) }));
  }

  get parts(): ForwarderParts {
    return watchedParts(
      this.standard,
      (key) => this.shadowsOf(key),
      (shadows, call) => this.keep(shadows, call),
    );
  }

  async end(): Promise<void> {
    for (const again of this.replays) await again();
  }

  private keep<Part>(shadows: readonly Shadow<Part>[], call: Call<Part>): void {
    for (const shadow of shadows) shadow.reached();
    if (shadows.some(({ infected }) => !infected)) this.replays.push(() => replay(call, shadows));
  }

  private shadowsOf<Key extends keyof ForwarderParts>(key: Key): Shadow<ForwarderParts[Key]>[] {
    const { infected, reached } = this;
    return this.exchanged.flatMap(({ id, remembers, parts }): Shadow<ForwarderParts[Key]>[] => {
      const part: ForwarderParts[Key] | undefined = parts[key];
      if (part === undefined || part === this.standard[key]) return [];
      return [
        {
          part,
          infect: () => void infected.add(id),
          reached: () => void (remembers && reached.add(id)),
          get infected() {
            return infected.has(id);
          },
        },
      ];
    });
  }
}

/**
 * Notes, while the reference forwarder goes through scenarios, which variants would have answered differently in which of them.
 * The others need not be run there: they cannot behave otherwise.
 */
export class Recorder {
  private readonly variants: readonly Recorded[];
  private readonly byScenario = new Map<string, Watched>();
  private readonly open: Recording[] = [];
  private readonly ending: Promise<void>[] = [];

  constructor(variants: readonly Recorded[]) {
    this.variants = variants;
  }

  /** The parts of a forwarder that is watched. */
  readonly parts: PartsChange = (standard) => {
    const recording = new Recording(this.variants, standard);
    this.open.push(recording);
    return recording.parts;
  };

  /** A scenario is over; the forwarders started since the last one were its own. */
  ended(scenario: string): void {
    const recordings = this.open.splice(0);
    this.ending.push(
      Promise.all(recordings.map((recording) => recording.end())).then(() => {
        const infected = new Set(recordings.flatMap((recording) => [...recording.infected]));
        const reached = new Set(recordings.flatMap((recording) => [...recording.reached]));
        this.byScenario.set(scenario, { infected: [...infected], reached: [...reached].filter((id) => !infected.has(id)) });
      }),
    );
  }

  /** Scenario by scenario, the ids of the variants that have to be run there, and why. */
  async watched(): Promise<ReadonlyMap<string, Watched>> {
    await Promise.all(this.ending);
    return this.byScenario;
  }
}
