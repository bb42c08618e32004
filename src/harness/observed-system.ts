import type { OriginalMessage } from './checks/case-file.ts';
import type { Capability, PolicyRole, SystemFacts } from './drivers/driver.ts';

/** What a judgement may ask about the system and the stand besides the evidence: of the running ones, or of a recording. */
export interface ObservedSystem {
  readonly capabilities: ReadonlySet<Capability>;
  readonly facts: SystemFacts;
  /** Milliseconds since the epoch on the stand's clock. */
  readonly nowMs: number;
  /** Needs `console`: what the console calls the policy of a role. */
  policyName(role: PolicyRole): string;
  /** The originals that have reached the next hop so far. */
  originals(): readonly OriginalMessage[];
  /** Every rule of the scenario with its hits so far, disarmed ones included. */
  ruleStatus(): readonly RuleHits[];
}

/** How often a fault rule was met. */
export interface RuleHits {
  readonly rule: { readonly id: string; readonly layer: string };
  readonly hits: number;
}
