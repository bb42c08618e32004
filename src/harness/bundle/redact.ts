import type { Evidence } from '../../evidence/events.ts';
import { runJson } from '../reports/json.ts';
import { readRunJson } from '../run-file.ts';
import type { RunResult } from '../run-result.ts';
import { type CaseRecord, caseRecordSchema } from './case-record.ts';
import type { Redaction } from './manifest.ts';
import type { Recording } from './rejudge.ts';

/** A recording with its bodies, by their hashes. */
export interface FullRecording extends Recording {
  readonly bodies: ReadonlyMap<string, Buffer>;
  /** The profile of the system, as it was written; null without one, or where it was left out. */
  readonly profile: string | null;
}

/** Message intake addresses: whoever knows one can hand in copies. They are those at which an account took a copy. */
const intakeAddressesIn = (evidence: readonly Evidence[]): string[] =>
  evidence.flatMap((entry) => (entry.type === 'copyReceived' && entry.account !== null ? entry.rcptTo : []));

/** What stands for a secret already: a recording may be redacted twice, as when parts are joined. */
const PLACEHOLDER = /^redacted-\d+$/;

/** The local part of each address replaced, by the same word everywhere, in any text. */
class Hider {
  private readonly secrets: ReadonlyMap<string, string>;

  constructor(addresses: readonly string[]) {
    const locals = [...new Set(addresses.map((address) => address.slice(0, address.lastIndexOf('@'))))].filter(
      (local) => local !== '' && !PLACEHOLDER.test(local),
    );
    // A longer secret may hold a shorter one.
    locals.sort((one, other) => other.length - one.length);
    this.secrets = new Map(locals.map((local, index) => [local, `redacted-${index + 1}`]));
  }

  hide(text: string): string {
    let shown = text;
    for (const [secret, word] of this.secrets) shown = shown.replaceAll(secret, word);
    return shown;
  }

  isIn(bytes: Buffer): boolean {
    return [...this.secrets.keys()].some((secret) => bytes.includes(secret));
  }
}

const hideInRun = (result: RunResult, hider: Hider): RunResult => readRunJson(hider.hide(runJson(result)), 'the redacted run');

const hideInCase = (record: CaseRecord, hider: Hider): CaseRecord => caseRecordSchema.parse(JSON.parse(hider.hide(JSON.stringify(record))));

/** Takes out what is not to be given away. */
export function redact(recording: FullRecording, what: ReadonlySet<Redaction>): FullRecording {
  const { result, cases, profile } = recording;
  const bodies = what.has('bodies') ? new Map<string, Buffer>() : recording.bodies;
  if (!what.has('secrets')) return { result, cases, bodies, profile };
  const hider = new Hider(result.scenarios.flatMap(({ evidence }) => intakeAddressesIn(evidence)));
  return {
    result: hideInRun(result, hider),
    cases: new Map([...cases].map(([id, record]) => [id, hideInCase(record, hider)])),
    bodies: new Map([...bodies].filter(([, bytes]) => !hider.isIn(bytes))),
    // Commands and environment of a profile may hold passwords, which nobody could tell from other words.
    profile: null,
  };
}
