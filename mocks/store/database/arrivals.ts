import { hash } from 'node:crypto';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { CopyDetails } from '../../intake/copy-store.ts';
import type { CopyAnalysis } from '../analysis/copy-analysis.ts';
import type { MessageSummary } from '../message-record.ts';
import { numberIn, numberOrNull } from './columns.ts';
import { keyOf } from './digest-key.ts';
import { fateCode, isKept, type MessageText } from './message-row.ts';

/** A copy that arrived whole, with all that is known of it. */
export interface Arrival {
  readonly copy: CopyDetails;
  readonly accounts: readonly string[];
  /** Its bytes; null where they are not kept. */
  readonly body: number | null;
  readonly analysis: CopyAnalysis;
  readonly rules: readonly string[];
  readonly tls: MessageSummary['tls'];
}

/** MID and Message-ID together name a message of the gateway; null unless both are known. */
const twinKeyOf = ({ mid, messageId }: CopyAnalysis): number | null =>
  mid === null || messageId === null ? null : keyOf(hash('sha256', `${mid} ${messageId}`));

const textOf = ({ copy, accounts, analysis, rules, tls }: Arrival): MessageText => {
  const { mailFrom, rcptTo, sha256 } = copy;
  const { wrapped, subject, from, to, cc, messageId, dateMs, journal, clientIp, parts, cutShort } = analysis;
  const innerSha256 = wrapped ? analysis.innerSha256 : null;
  const innerSize = wrapped ? analysis.innerSize : null;
  const inner = { innerSha256, innerSize, subject, from, to, cc, messageId, dateMs, journal, clientIp, parts, cutShort };
  return { accounts, mailFrom, rcptTo, sha256, rules, tls, ...inner };
};

/** What earlier arrivals of the same copy say about this one. */
interface Place {
  readonly attempt: number;
  readonly duplicateOf: number | null;
}

const COLUMNS = 16;
const NO_DCID_YET = null;

/** Writes copies as they arrive. */
export class Arrivals {
  private readonly insertRow: StatementSync;
  private readonly insertText: StatementSync;
  private readonly insertOwner: StatementSync;
  private readonly insertRule: StatementSync;
  private readonly sameInner: StatementSync;
  private readonly sameTwin: StatementSync;
  private readonly noteDelivery: StatementSync;
  private readonly tellDeliveries: StatementSync;

  constructor(database: DatabaseSync) {
    const newest = (key: string): StatementSync =>
      database.prepare(`SELECT id, fate, attempt, duplicate_of FROM message WHERE ${key} = ? AND account IS ? ORDER BY id DESC LIMIT 1`);
    this.insertRow = database.prepare(`INSERT INTO message VALUES (${Array(COLUMNS).fill('?').join(', ')})`);
    this.insertText = database.prepare('INSERT INTO message_text VALUES (?, ?)');
    this.insertOwner = database.prepare('INSERT INTO belongs VALUES (?, ?)');
    this.insertRule = database.prepare('INSERT INTO message_rule VALUES (?, ?)');
    this.sameInner = newest('inner_key');
    this.sameTwin = newest('twin_key');
    this.noteDelivery = database.prepare('INSERT INTO delivery VALUES (?, ?)');
    // The log may be read before the copies come or after. Attempts that brought no copy are mostly the earlier ones, so that both are
    // counted from the newest.
    this.tellDeliveries = database.prepare(`UPDATE message SET dcid = told.dcid FROM (
      SELECT copy.id, attempt.dcid
      FROM (SELECT id, row_number() OVER (ORDER BY id DESC) AS place FROM message WHERE mid = ?1) copy
      JOIN (SELECT dcid, row_number() OVER (ORDER BY rowid DESC) AS place FROM delivery WHERE mid = ?1) attempt USING (place)
    ) told WHERE message.id = told.id`);
  }

  add(arrival: Arrival): void {
    const { copy, accounts, body, analysis, rules } = arrival;
    const { copy: id, account, fate } = copy;
    const { mid } = analysis;
    const innerKey = keyOf(analysis.innerSha256);
    const twinKey = twinKeyOf(analysis);
    const { attempt, duplicateOf } = this.placeOf(innerKey, twinKey, account);
    const kept = isKept(fate);
    const found = [mid, NO_DCID_YET, innerKey, twinKey, duplicateOf, attempt, analysis.attachments] as const;
    this.insertRow.run(
      id,
      copy.receivedAtMs,
      account,
      copy.connection,
      fateCode(fate),
      copy.size,
      body,
      ...found,
      kept ? 1 : 0,
      kept ? 0 : 1,
    );
    this.insertText.run(id, JSON.stringify(textOf(arrival)));
    for (const owner of accounts) this.insertOwner.run(owner, id);
    for (const rule of rules) this.insertRule.run(id, rule);
    if (mid !== null) this.tellDeliveries.run(mid);
  }

  /** The gateway's log told over which of its connections it now tries to deliver a copy. */
  delivered(mid: number, dcid: number): void {
    this.noteDelivery.run(mid, dcid);
    this.tellDeliveries.run(mid);
  }

  /** The newest earlier arrival knows of those before it, so it alone is asked. */
  private placeOf(innerKey: number, twinKey: number | null, account: string | null): Place {
    const inner = this.sameInner.get(innerKey, account);
    const twin = twinKey === null ? undefined : this.sameTwin.get(twinKey, account);
    const newest = inner !== undefined && (twin === undefined || numberIn(inner, 'id') >= numberIn(twin, 'id')) ? inner : twin;
    if (newest === undefined) return { attempt: 1, duplicateOf: null };
    const kept = newest.fate === fateCode('stored') || newest.fate === fateCode('stored but refused');
    const first = numberOrNull(newest, 'duplicate_of');
    return { attempt: numberIn(newest, 'attempt') + 1, duplicateOf: first ?? (kept ? numberIn(newest, 'id') : null) };
  }
}
