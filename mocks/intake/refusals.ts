import type { FaultEngine } from '../faults/engine.ts';
import { globMatches } from '../faults/match.ts';
import type { RuleOf } from '../faults/rule.ts';
import type { LiveRules } from './live-rules.ts';

/** What can be refused: the listener of one MX host. */
export interface Refusable {
  readonly host: { readonly name: string };
  readonly listening: boolean;
  close(): void;
  reopen(port: number): void;
}

interface HostState {
  readonly listener: Refusable;
  /** An address look-up was already counted since the last MX query. */
  counted: boolean;
  /** The rule that was spent by the attempt under way: what it refuses stays refused until the next attempt begins. */
  lingering: RuleOf<'tcp'> | undefined;
}

const sameName = (one: string, other: string): boolean => one.replace(/\.$/, '').toLowerCase() === other.replace(/\.$/, '').toLowerCase();

/**
 * Carries out `refuse`: the listener of a host is closed while a live rule fits it.
 *
 * The kernel refuses, so nobody here sees an attempt; what is seen is its address look-up. The first A or AAAA query for
 * the host after each MX query counts as one hit (before `after` is used up: as one pass). When `times` is reached, that
 * very attempt has still to be refused, so the port opens again only with the next MX query, the beginning of the next attempt.
 */
export class Refusals {
  private readonly faults: FaultEngine;
  private readonly rules: LiveRules;
  private readonly port: number;
  private readonly hosts: readonly HostState[];
  private readonly forget: () => void;
  /** How many look-ups each rule has let pass. */
  private readonly passed = new WeakMap<RuleOf<'tcp'>, number>();
  private counting = false;

  constructor(faults: FaultEngine, rules: LiveRules, listeners: readonly Refusable[], port: number) {
    this.faults = faults;
    this.rules = rules;
    this.port = port;
    this.hosts = listeners.map((listener) => ({ listener, counted: false, lingering: undefined }));
    this.apply();
    this.forget = faults.onChange(() => {
      if (!this.counting) this.apply();
    });
  }

  stop(): void {
    this.forget();
  }

  /**
   * Tells of a DNS query, before it is answered.
   * A host can be looked up by several attempts at once; they count as one, as DNS does not tell them apart.
   */
  noteLookup(name: string, qtype: string, query = 0): void {
    if (qtype === 'MX') this.beginRound();
    else if (qtype === 'A' || qtype === 'AAAA') this.countLookup(name, query);
  }

  private beginRound(): void {
    for (const host of this.hosts) {
      host.counted = false;
      host.lingering = undefined;
    }
    this.apply();
  }

  private countLookup(name: string, query: number): void {
    for (const host of this.hosts) {
      const rule = this.ruleFor(host);
      if (host.counted || rule === undefined || !sameName(host.listener.host.name, name)) continue;
      host.counted = true;
      const passed = this.passed.get(rule) ?? 0;
      if (passed < rule.after) {
        this.passed.set(rule, passed + 1);
        continue;
      }
      this.counting = true;
      this.faults.countHit(rule.id, { query });
      this.counting = false;
      host.lingering = rule;
      this.apply();
    }
  }

  private apply(): void {
    const present = new Set(this.faults.status().flatMap((status) => (status.expired ? [] : [status.rule])));
    for (const host of this.hosts) {
      const rule = this.ruleFor(host);
      if (host.lingering !== undefined && !present.has(host.lingering)) host.lingering = undefined;
      const refused = host.lingering !== undefined || (rule !== undefined && (this.passed.get(rule) ?? 0) >= rule.after);
      if (refused) host.listener.close();
      else if (!host.listener.listening) host.listener.reopen(this.port);
    }
  }

  private ruleFor(host: HostState): RuleOf<'tcp'> | undefined {
    return this.rules.tcp.find((rule) => rule.do.refuse === true && globMatches(rule.match.mx ?? '*', host.listener.host.name));
  }
}
