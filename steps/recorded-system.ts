import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Evidence, FactOf, FactType } from '../src/evidence/events.ts';
import { BODIES, type CaseRecord, NotRecordedError } from '../src/harness/bundle/case-record.ts';
import type { OriginalMessage, ReceivedCopy, SentMessage } from '../src/harness/checks/case-file.ts';
import type { Capability, PolicyRole, SystemFacts } from '../src/harness/drivers/driver.ts';
import type { ObservedSystem, RuleHits } from '../src/harness/observed-system.ts';
import { CopyIndex } from './copies.ts';

type Listener = (entry: Evidence) => void;

/** The bodies of a recording, by their hashes. */
class RecordedBodies {
  private readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  has(sha256: string): boolean {
    return this.find(sha256) !== undefined;
  }

  get(sha256: string): Buffer {
    const found = this.find(sha256);
    if (found === undefined) throw new NotRecordedError(`the body ${sha256.slice(0, 12)}… is not in the recording`);
    return found;
  }

  private find(sha256: string): Buffer | undefined {
    if (!/^[0-9a-f]{64}$/.test(sha256)) return undefined;
    try {
      return readFileSync(join(this.folder, BODIES, sha256));
    } catch {
      return undefined;
    }
  }
}

const ofType = <Type extends FactType>(log: readonly Evidence[], type: Type): Evidence<FactOf<Type>>[] =>
  log.filter((entry): entry is Evidence<FactOf<Type>> => entry.type === type);

/** A recorded scenario as it was at some moment: `advanceTo` lets the evidence grow as it did. */
export class RecordedCase implements ObservedSystem {
  readonly record: CaseRecord;
  private readonly all: readonly Evidence[];
  private readonly bodies: RecordedBodies;
  private readonly index: CopyIndex;
  private readonly listeners: Listener[] = [];
  private announced = 0;
  private shown = 0;

  constructor(record: CaseRecord, evidence: readonly Evidence[], folder: string) {
    this.record = record;
    this.all = evidence;
    this.bodies = new RecordedBodies(folder);
    const subscribe = (listener: Listener) => {
      this.listeners.push(listener);
      return () => undefined;
    };
    const received = ofType(evidence, 'copyReceived').filter(({ fate }) => fate !== 'refused');
    const hashes = new Map(received.map(({ copy, sha256 }) => [copy, sha256]));
    const allThere = [...hashes.values(), ...record.foreign.map(({ sha256 }) => sha256)].every((sha256) => this.bodies.has(sha256));
    const recorded = new Map(record.copies.map(({ copy, token }) => [copy, token ?? undefined]));
    this.index = new CopyIndex(
      { subscribe },
      { get: (copy) => this.withBody(hashes.get(copy) ?? '', {}) },
      allThere ? undefined : recorded,
    );
  }

  get seen(): readonly Evidence[] {
    return this.all.slice(0, this.shown);
  }

  get copies(): readonly ReceivedCopy[] {
    return this.index.all;
  }

  copiesOf(token: string): readonly ReceivedCopy[] {
    return this.index.of(token);
  }

  /** Lets the evidence grow up to the entry of this number. It never shrinks. */
  advanceTo(seq: number): void {
    for (let next = this.all[this.shown]; next !== undefined && next.seq <= seq; next = this.all[this.shown]) {
      this.announceForeign(next.seq);
      this.shown += 1;
      for (const listener of this.listeners) listener(next);
    }
  }

  advanceToEnd(): void {
    this.advanceTo(Number.POSITIVE_INFINITY);
  }

  /** The first messages that were handed in. */
  sent(count: number): SentMessage[] {
    return this.record.sent
      .slice(0, count)
      .map(({ sha256, expectedAt, ...sent }) => this.withBody(sha256, { ...sent, expectedAt: expectedAt ?? undefined }));
  }

  get capabilities(): ReadonlySet<Capability> {
    return new Set(this.system.capabilities);
  }

  get facts(): SystemFacts {
    return this.system.facts;
  }

  get nowMs(): number {
    return this.all[Math.max(this.shown - 1, 0)]?.atMs ?? 0;
  }

  policyName(role: PolicyRole): string {
    const name = this.system.policyNames[role];
    if (name === undefined) throw new NotRecordedError(`what the console calls the ${role} policy is not in the recording`);
    return name;
  }

  originals(): readonly OriginalMessage[] {
    return ofType(this.seen, 'originalReceived').map(({ mailFrom, rcptTo, sha256 }) => this.withBody(sha256, { mailFrom, rcptTo }));
  }

  ruleStatus(): RuleHits[] {
    const seq = this.seen.at(-1)?.seq ?? 0;
    const fired = ofType(this.seen, 'ruleFired');
    return this.record.rules
      .filter(({ afterSeq }) => afterSeq <= seq)
      .map(({ id, layer }) => ({ rule: { id, layer }, hits: fired.filter(({ ruleId }) => ruleId === id).length }));
  }

  private get system(): NonNullable<CaseRecord['system']> {
    if (this.record.system === null) throw new NotRecordedError('the system was never started');
    return this.record.system;
  }

  /** A message without a token was announced before its copy could come. */
  private announceForeign(beforeSeq: number): void {
    for (
      let next = this.record.foreign[this.announced];
      next !== undefined && next.afterSeq < beforeSeq;
      next = this.record.foreign[this.announced]
    ) {
      this.announced += 1;
      if (this.bodies.has(next.sha256)) this.index.expect({ token: next.token, accepted: this.bodies.get(next.sha256) });
    }
  }

  /** Adds the bytes, which are read when somebody looks at them: in a redacted recording they are missing. */
  private withBody<Part extends object>(sha256: string, part: Part): Part & { readonly raw: Buffer } {
    const { bodies } = this;
    return {
      ...part,
      get raw() {
        return bodies.get(sha256);
      },
    };
  }
}
