import { type Begun, RunCollector } from './collector.ts';
import type { Registry } from './registry.ts';
import type { RunPlan } from './run-plan.ts';
import type { RunResult, ScenarioRun } from './run-result.ts';

/** How far a run has come, and the scenario that has just ended. */
export interface Progress {
  readonly done: number;
  readonly planned: number;
  readonly scenario: ScenarioRun;
}

/** A run that is over and judged. */
export interface Finished {
  readonly result: RunResult;
  readonly registry: Registry;
}

/**
 * Hears about scenarios while a run goes on, and about the whole when it is over; where there are lanes, several scenarios have begun
 * before one ends.
 */
export interface RunListener {
  /** On the wall clock, before the first scenario begins. */
  planned?(plan: RunPlan): void;
  begun?(scenario: Begun): void;
  ended?(progress: Progress): void;
  finished?(run: Finished): Promise<void>;
}

const byPlace = (one: ScenarioRun, other: ScenarioRun): number =>
  one.uri === other.uri ? one.line - other.line : one.uri < other.uri ? -1 : 1;

/** Adds up what the parts of a run found. */
export class RunTally {
  cucumberVersion = '';
  private readonly registry: Pick<Registry, 'requirements'>;
  private readonly listener: RunListener;
  private readonly found: ScenarioRun[] = [];
  private readonly errors = new Set<string>();
  private readonly parts = new Set<RunCollector>();
  private plannedByEnded = 0;
  private readonly plannedAhead: number;

  /** `planned`: how many scenarios there will be, where that is known before they begin. */
  constructor(registry: Pick<Registry, 'requirements'>, listener: RunListener = {}, planned = 0) {
    this.registry = registry;
    this.listener = listener;
    this.plannedAhead = planned;
  }

  /** Every scenario that has ended, in the order of the features. */
  get scenarios(): readonly ScenarioRun[] {
    return this.found.toSorted(byPlace);
  }

  get setupErrors(): readonly string[] {
    return [...this.errors];
  }

  /** Begins a part: Cucumber's messages about it go to what is returned. */
  beginPart(): RunCollector {
    const part = new RunCollector(this.registry, {
      begun: (scenario) => this.listener.begun?.(scenario),
      ended: (scenario) => {
        this.found.push(scenario);
        this.listener.ended?.({ done: this.found.length, planned: this.planned(), scenario });
      },
    });
    this.parts.add(part);
    return part;
  }

  /** Ends a part: what it found is kept, all else of it let go. */
  endPart(part: RunCollector): void {
    this.parts.delete(part);
    this.plannedByEnded += part.planned;
    this.cucumberVersion ||= part.cucumberVersion;
    for (const error of part.setupErrors) this.errors.add(error);
  }

  private planned(): number {
    const going = [...this.parts].reduce((sum, part) => sum + part.planned, 0);
    return Math.max(this.plannedAhead, this.plannedByEnded + going, this.found.length);
  }
}
