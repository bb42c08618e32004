import { journalingSchema } from '../config.ts';
import { type ConnectorChoice, DEFAULT_POLICY_NAME } from '../policy.ts';
import type { JournalSettings } from '../work-queue.ts';
import { type AdminComplaint, AdminError } from './admin-error.ts';
import { changesBetween, type EditedPolicy } from './changes.ts';
import type { PolicyRow, PolicyRows } from './policy-row.ts';
import { configOf, type Policy, type Settings, settingsFrom } from './settings.ts';

/** The settings in force beside those that a commit would bring. */
export interface SettingsView {
  readonly committed: Settings;
  readonly pending: Settings;
  /** One sentence a change, in the order of the menus; empty: nothing is pending. */
  readonly changes: readonly string[];
  /** Rises with every change; a change names the one that it was made against. */
  readonly revision: number;
}

/** Where settings are kept beyond the life of the process. */
export interface SettingsStore {
  readonly file: string;
  /**
   * Writes the settings down, whole or not at all.
   * @throws AdminError when somebody else changed them meanwhile, or they cannot be written
   */
  save(settings: JournalSettings, origins: ReadonlyMap<string, string>): void;
}

export interface AdminEnvironment {
  /** Puts settings into force. */
  apply(settings: JournalSettings): void;
  /** Hears of a commit once it has happened. */
  committed(changes: readonly string[], comment: string | undefined): void;
  /** Undefined: settings live as long as the process. */
  readonly store: SettingsStore | undefined;
  readonly policyRows: PolicyRows;
}

interface Draft {
  readonly connector: Settings['connector'];
  readonly policies: readonly EditedPolicy[];
  readonly defaultPolicy: Settings['defaultPolicy'];
}

const draftOf = ({ connector, policies, defaultPolicy }: Settings): Draft => ({
  connector,
  policies: policies.map((policy) => ({ policy, origin: policy.name })),
  defaultPolicy,
});

const settingsOf = ({ connector, policies, defaultPolicy }: Draft): Settings => ({
  connector,
  policies: policies.map(({ policy }) => policy),
  defaultPolicy,
});

const clone = ({ name, senders, recipients, connector }: Policy): Policy => ({
  name,
  senders: [...senders],
  recipients: [...recipients],
  connector,
});

/** Names the field of a form that a part of the configuration was made from. */
type Locate = (path: readonly PropertyKey[]) => string;

const asPolicy =
  (index: number): Locate =>
  ([top, at, ...rest]) =>
    top === 'policies' && at === index
      ? ['policy', ...rest.filter((key) => key !== 'match')].map(String).join('.')
      : [top ?? '', at ?? '', ...rest].map(String).join('.');

/**
 * The settings of a running gateway as an administrator changes them: first pending, one set for the whole gateway, then committed
 * as a whole or abandoned. Everything that changes takes the revision that the caller saw.
 */
export class GatewayAdmin {
  private readonly environment: AdminEnvironment;
  private readonly listeners = new Set<() => void>();
  private committed: Settings;
  private draft: Draft;
  private revision = 1;

  constructor(initial: JournalSettings, environment: AdminEnvironment) {
    this.committed = settingsFrom(initial);
    this.draft = draftOf(this.committed);
    this.environment = environment;
  }

  /** The configuration file that a commit writes; undefined: settings live as long as the process. */
  get file(): string | undefined {
    return this.environment.store?.file;
  }

  view(): SettingsView {
    const pending = settingsOf(this.draft);
    return {
      committed: this.committed,
      pending,
      changes: changesBetween(this.committed, pending, this.draft.policies),
      revision: this.revision,
    };
  }

  /** The policies as pending, the Default Policy last (POLICY-8). */
  rows(): PolicyRow[] {
    return this.environment.policyRows(settingsOf(this.draft));
  }

  /** Hears of every new revision until the returned function is called. */
  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** POLICY-9. @throws AdminError */
  setConnector(connector: Settings['connector'], revision: number): SettingsView {
    const locate: Locate = ([top]) =>
      top === 'threatDefenseConnector' || top === 'policies' || top === 'defaultPolicy' ? 'defaultIntakeAddress' : '';
    return this.change(revision, { ...this.draft, connector: { ...connector } }, locate);
  }

  /** `position` counts from 1; left out: last, before the Default Policy. @throws AdminError */
  addPolicy(policy: Policy, position: number | undefined, revision: number): SettingsView {
    const place = Math.min(position ?? Number.POSITIVE_INFINITY, this.draft.policies.length + 1) - 1;
    const policies = this.draft.policies.toSpliced(place, 0, { policy: clone(policy), origin: undefined });
    return this.change(revision, { ...this.draft, policies }, asPolicy(place));
  }

  /** @throws AdminError */
  replacePolicy(name: string, policy: Policy, revision: number): SettingsView {
    const place = this.placeOf(name);
    const origin = this.draft.policies[place]?.origin;
    return this.change(
      revision,
      { ...this.draft, policies: this.draft.policies.with(place, { policy: clone(policy), origin }) },
      asPolicy(place),
    );
  }

  /** @throws AdminError */
  setDefaultPolicy(connector: ConnectorChoice, revision: number): SettingsView {
    return this.change(revision, { ...this.draft, defaultPolicy: { connector } }, () => 'policy.connector');
  }

  /** @throws AdminError */
  deletePolicy(name: string, revision: number): SettingsView {
    return this.change(revision, { ...this.draft, policies: this.draft.policies.toSpliced(this.placeOf(name), 1) });
  }

  /** `to` counts from 1. @throws AdminError */
  movePolicy(name: string, to: number, revision: number): SettingsView {
    const { policies } = this.draft;
    const place = this.placeOf(name);
    const moved = policies[place];
    if (to > policies.length || moved === undefined) {
      const message = `expected a position from 1 to ${policies.length}; the Default Policy stays last`;
      throw new AdminError('invalid', message, [{ path: 'to', message }]);
    }
    return this.change(revision, { ...this.draft, policies: policies.toSpliced(place, 1).toSpliced(to - 1, 0, moved) });
  }

  /**
   * Writes the pending settings down, where there is a file, and puts them into force (POLICY-9, POLICY-10).
   * @throws AdminError and nothing has changed
   */
  commit(revision: number, comment?: string): SettingsView {
    this.checkRevision(revision);
    const { changes } = this.view();
    const settings = this.check(this.draft, (path) => path.map(String).join('.'));
    const origins = new Map(this.draft.policies.flatMap(({ policy, origin }) => (origin === undefined ? [] : [[policy.name, origin]])));
    this.environment.store?.save(settings, origins);
    this.putInForce(settings);
    this.environment.committed(changes, comment);
    return this.view();
  }

  /** Drops what is pending. @throws AdminError */
  abandon(revision: number): SettingsView {
    this.checkRevision(revision);
    this.draft = draftOf(this.committed);
    this.changed();
    return this.view();
  }

  /** Puts settings into force from outside; what is pending is dropped. */
  replace(settings: JournalSettings): void {
    this.putInForce(settings);
  }

  private putInForce(settings: JournalSettings): void {
    this.environment.apply(settings);
    this.committed = settingsFrom(settings);
    this.draft = draftOf(this.committed);
    this.changed();
  }

  private change(revision: number, draft: Draft, locate: Locate = (path) => path.map(String).join('.')): SettingsView {
    this.checkRevision(revision);
    this.check(draft, locate);
    this.draft = draft;
    this.changed();
    return this.view();
  }

  private check(draft: Draft, locate: Locate): JournalSettings {
    const result = journalingSchema.safeParse(configOf(settingsOf(draft)));
    if (result.success) return result.data;
    const complaints = result.error.issues.map(({ path, message }): AdminComplaint => ({ path: locate(path), message }));
    const [first] = complaints;
    throw new AdminError('invalid', first === undefined ? 'not usable' : `${first.path}: ${first.message}`, complaints);
  }

  private checkRevision(revision: number): void {
    if (revision === this.revision) return;
    throw new AdminError(
      'conflict',
      `the settings have changed meanwhile: this is revision ${this.revision}, not ${revision}; look at them again and repeat the change`,
    );
  }

  private placeOf(name: string): number {
    const place = this.draft.policies.findIndex(({ policy }) => policy.name === name);
    if (place !== -1) return place;
    const what = name === DEFAULT_POLICY_NAME ? 'the Default Policy can be neither moved nor deleted' : `there is no policy "${name}"`;
    throw new AdminError(
      name === DEFAULT_POLICY_NAME ? 'invalid' : 'not found',
      `${what}; GET /api/v1/policies lists those that are there`,
    );
  }

  private changed(): void {
    this.revision += 1;
    for (const listener of this.listeners) listener();
  }
}
