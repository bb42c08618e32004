import type { FaultEngine } from '../faults/engine.ts';
import type { RuleOf } from '../faults/rule.ts';

/**
 * The live rules of the layers that the intake acts on, newest first, kept at hand so that a stand
 * without rules pays nothing for asking.
 */
export class LiveRules {
  private readonly faults: FaultEngine;
  private readonly forget: () => void;
  tcp: readonly RuleOf<'tcp'>[] = [];
  tls: readonly RuleOf<'tls'>[] = [];
  smtp: readonly RuleOf<'smtp'>[] = [];

  constructor(faults: FaultEngine) {
    this.faults = faults;
    this.refresh();
    this.forget = faults.onChange(() => this.refresh());
  }

  stop(): void {
    this.forget();
  }

  private refresh(): void {
    this.tcp = this.faults.liveRules('tcp');
    this.tls = this.faults.liveRules('tls');
    this.smtp = this.faults.liveRules('smtp');
  }
}
