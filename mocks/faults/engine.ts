import type { Clock, Timer } from '../../src/clock.ts';
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
  /** Occasions that matched: fired, passed over, or left to a newer rule. */
  matched: number;
  hits: number;
  expired: boolean;
  /** Ends the rule; gone with the rule, so that nothing is left running once it is disarmed. */
  expiry: Timer | undefined;
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
    for (const one of this.armed) one.expiry?.cancel();
    this.armed = rules.map((rule) => this.arm(rule));
    this.changed();
  }

  /** Arms the rules of an earlier stand, with how often each has fired. The time of those that end after a while begins anew. */
  restore(rules: readonly { readonly rule: FaultRule; readonly hits: number }[]): void {
    this.replaceAll(rules.map(({ rule }) => rule));
    for (const one of this.armed) {
      one.hits = rules.find(({ rule }) => rule.id === one.rule.id)?.hits ?? 0;
      if (one.hits > 0) one.matched = one.rule.after + one.hits;
    }
    this.changed();
  }

  /** Arms one more rule, as the newest. An armed rule with the same id is replaced. */
  add(rule: FaultRule): void {
    this.armed = [...this.without(rule.id), this.arm(rule)];
    this.changed();
  }

  /** Disarms one rule; false when there is none of that id. */
  remove(id: string): boolean {
    const rest = this.without(id);
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
      expired: one.expired,
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
   * this point: a rule that does something else is passed over without being counted. A rule that a newer one forestalls
   * has met its occasion all the same: `after` and `match.query` count what happened, not what was left for the rule.
   */
  fire<Layer extends FaultLayer>(
    layer: Layer,
    facts: FactsOf<Layer>,
    place: FiringPlace,
    actions: readonly ActionOf<Layer>[],
  ): RuleOf<Layer> | undefined {
    const wanted: readonly string[] = actions;
    let firing: RuleOf<Layer> | undefined;
    for (let index = this.armed.length - 1; index >= 0; index -= 1) {
      const one = this.armed[index];
      if (one === undefined || !this.live(one)) continue;
      const { rule } = one;
      if (!isOfLayer(rule, layer) || !ruleFits(rule, facts)) continue;
      if (!Object.keys(rule.do).some((key) => wanted.includes(key))) continue;
      one.matched += 1;
      if (firing !== undefined || one.matched <= rule.after || !queryFits(rule, one.matched)) continue;
      this.count(one, place, 'stage' in facts ? facts : undefined);
      firing = rule;
    }
    return firing;
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

  /** Calls off what ends rules after their time; the rules stay, so that hits can be read when the stand has stopped. */
  close(): void {
    for (const one of this.armed) one.expiry?.cancel();
  }

  private arm(rule: FaultRule): Armed {
    const one: Armed = { rule, matched: 0, hits: 0, expired: rule.ttlMs === 0, expiry: undefined };
    if (rule.ttlMs !== undefined && !one.expired) one.expiry = this.clock.setTimer(rule.ttlMs, () => this.expire(one));
    return one;
  }

  private expire(one: Armed): void {
    one.expired = true;
    this.changed();
  }

  /** The armed rules but for one, whose expiry is called off. */
  private without(id: string): Armed[] {
    return this.armed.filter((one) => {
      if (one.rule.id !== id) return true;
      one.expiry?.cancel();
      return false;
    });
  }

  private live(one: Armed): boolean {
    return (one.rule.times === 'always' || one.hits < one.rule.times) && !one.expired;
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
