import type { Clock } from '../../src/clock.ts';
import type { EvidenceSink } from '../../src/evidence/evidence-log.ts';
import { type ConnectionFacts, connectionRuleFits, type DnsFacts, dnsRuleFits, ordinalFits } from './match.ts';
import type { FaultLayer, FaultRule, RuleOf } from './rule.ts';

/** A rule with what has become of it. `remaining` is null for a rule that holds always. */
export interface RuleStatus {
  readonly rule: FaultRule;
  readonly hits: number;
  readonly remaining: number | null;
  readonly expired: boolean;
}

interface Armed {
  readonly rule: FaultRule;
  readonly armedAtMs: number;
  /** Occasions that matched, fired or passed over. */
  matched: number;
  hits: number;
}

/** The keys of the actions of a layer. */
export type ActionOf<Layer extends FaultLayer> = Layer extends FaultLayer ? string & keyof RuleOf<Layer>['do'] : never;
export type FactsOf<Layer extends FaultLayer> = Layer extends 'dns' ? DnsFacts : ConnectionFacts;

/** Where the evidence of a firing belongs. */
export type FiringPlace = { readonly connection: number } | { readonly query: number };

/** What a rule does, in a few words, for evidence and lists. */
export const describeAction = (rule: FaultRule): string => {
  const parts = Object.entries(rule.do).map(([key, value]) =>
    value === true
      ? key
      : typeof value === 'string' && key === 'reply'
        ? value
        : `${key} ${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return parts.join(', ');
};

/**
 * Holds the armed rules of one mock SETD, decides which one fires, counts.
 * The newest matching rule that is neither spent nor expired wins; the set is replaced as a whole.
 */
export class FaultEngine {
  private readonly clock: Clock;
  private readonly evidence: EvidenceSink;
  private readonly listeners = new Set<() => void>();
  private armed: readonly Armed[] = [];

  constructor(clock: Clock, evidence: EvidenceSink) {
    this.clock = clock;
    this.evidence = evidence;
  }

  /** Replaces the whole set at once; counts start anew. The last rule of the list is the newest. */
  replaceAll(rules: readonly FaultRule[]): void {
    this.armed = rules.map((rule) => this.arm(rule));
    this.changed();
  }

  /** Arms one more rule, as the newest. An armed rule with the same id is replaced. */
  add(rule: FaultRule): void {
    this.armed = [...this.armed.filter((one) => one.rule.id !== rule.id), this.arm(rule)];
    this.changed();
  }

  /** Disarms one rule; false when there is none of that id. */
  remove(id: string): boolean {
    const rest = this.armed.filter((one) => one.rule.id !== id);
    const found = rest.length < this.armed.length;
    this.armed = rest;
    if (found) this.changed();
    return found;
  }

  status(): RuleStatus[] {
    return this.armed.map((one) => ({
      rule: one.rule,
      hits: one.hits,
      remaining: one.rule.times === 'always' ? null : one.rule.times - one.hits,
      expired: this.expired(one),
    }));
  }

  /** Calls `listener` whenever a rule is armed, disarmed, spent or expired. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  /**
   * Finds the rule that fires here, counts it and writes the evidence. `actions` names the actions that make sense at
   * this point: a rule that does something else is passed over without being counted.
   */
  fire<Layer extends FaultLayer>(
    layer: Layer,
    facts: FactsOf<Layer>,
    place: FiringPlace,
    actions: readonly ActionOf<Layer>[],
  ): RuleOf<Layer> | undefined {
    const wanted: readonly string[] = actions;
    for (let index = this.armed.length - 1; index >= 0; index -= 1) {
      const one = this.armed[index];
      if (one === undefined || !this.live(one)) continue;
      const { rule } = one;
      if (!isOfLayer(rule, layer) || !ruleFits(rule, facts)) continue;
      if (!Object.keys(rule.do).some((key) => wanted.includes(key))) continue;
      one.matched += 1;
      if (one.matched <= rule.after || !queryFits(rule, one.matched)) continue;
      this.count(one, place, 'stage' in facts ? facts : undefined);
      return rule;
    }
    return undefined;
  }

  /** The live rules of a layer, newest first, without counting: for what has to be set up before anything comes. */
  liveRules<Layer extends FaultLayer>(layer: Layer): RuleOf<Layer>[] {
    const live: RuleOf<Layer>[] = [];
    for (const one of this.armed.toReversed()) if (this.live(one) && isOfLayer(one.rule, layer)) live.push(one.rule);
    return live;
  }

  /** Counts a firing that the engine could not see itself, such as a refused connection. */
  countHit(id: string, place: FiringPlace): void {
    const one = this.armed.find((candidate) => candidate.rule.id === id);
    if (one !== undefined && this.live(one)) this.count(one, place, undefined);
  }

  private arm(rule: FaultRule): Armed {
    const { ttlMs } = rule;
    if (ttlMs !== undefined) this.clock.setTimer(ttlMs, () => this.changed());
    return { rule, armedAtMs: this.clock.now(), matched: 0, hits: 0 };
  }

  private expired(one: Armed): boolean {
    return one.rule.ttlMs !== undefined && this.clock.now() - one.armedAtMs >= one.rule.ttlMs;
  }

  private live(one: Armed): boolean {
    return (one.rule.times === 'always' || one.hits < one.rule.times) && !this.expired(one);
  }

  private count(one: Armed, place: FiringPlace, facts: ConnectionFacts | undefined): void {
    one.hits += 1;
    this.evidence.record({
      type: 'ruleFired',
      ruleId: one.rule.id,
      layer: one.rule.layer,
      action: describeAction(one.rule),
      ...place,
      ...(facts === undefined ? {} : { stage: facts.stage }),
    });
    if (!this.live(one)) this.changed();
  }

  private changed(): void {
    for (const listener of this.listeners) listener();
  }
}

/** `match.query` counts the queries that fit the rest of a DNS rule. */
const queryFits = (rule: FaultRule, matched: number): boolean => rule.layer !== 'dns' || ordinalFits(rule.match.query, matched);

const isOfLayer = <Layer extends FaultLayer>(rule: FaultRule, layer: Layer): rule is RuleOf<Layer> => rule.layer === layer;

const ruleFits = (rule: FaultRule, facts: ConnectionFacts | DnsFacts): boolean => {
  if (rule.layer === 'dns') return 'type' in facts && dnsRuleFits(rule, facts);
  return 'stage' in facts && connectionRuleFits(rule, facts);
};
