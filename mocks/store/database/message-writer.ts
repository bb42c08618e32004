import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Bodies } from './bodies.ts';
import { numberIn, numberOrNull, type Row, textOrNull } from './columns.ts';
import { fateCode, messageTextOf, SELECT_MESSAGE } from './message-row.ts';
import type { Counted, Tally } from './tally.ts';

const countedOf = (row: Row): Counted => ({
  account: textOrNull(row, 'account'),
  accounts: messageTextOf(row).accounts,
  kept: row.fate === fateCode('stored') || row.fate === fateCode('stored but refused'),
  unread: row.unread === 1,
});

/** Changes and deletes copies, one at a time; whoever calls puts them together in transactions. */
export class MessageWriter {
  private readonly bodies: Bodies;
  private readonly tally: Tally;
  private readonly row: StatementSync;
  private readonly removeOwner: StatementSync;
  private readonly removals: readonly StatementSync[];
  private readonly setUnread: StatementSync;
  private readonly addTag: StatementSync;
  private readonly removeTag: StatementSync;

  constructor(database: DatabaseSync, bodies: Bodies, tally: Tally) {
    this.bodies = bodies;
    this.tally = tally;
    this.row = database.prepare(`${SELECT_MESSAGE} WHERE m.id = ?`);
    this.removeOwner = database.prepare('DELETE FROM belongs WHERE account = ? AND message = ?');
    this.removals = [
      'DELETE FROM message WHERE id = ?',
      'DELETE FROM message_text WHERE id = ?',
      'DELETE FROM tag WHERE message = ?',
      'DELETE FROM message_rule WHERE message = ?',
      'DELETE FROM words WHERE rowid = ?',
      'DELETE FROM heads WHERE rowid = ?',
    ].map((sql) => database.prepare(sql));
    this.setUnread = database.prepare('UPDATE message SET unread = ? WHERE id = ?');
    this.addTag = database.prepare('INSERT INTO tag VALUES (?, ?) ON CONFLICT DO NOTHING');
    this.removeTag = database.prepare('DELETE FROM tag WHERE message = ? AND tag = ?');
  }

  /** Deletes a copy; tells whether its bytes were kept and how many that set free; undefined when there is no such copy. */
  delete(id: number): { readonly kept: boolean; readonly bytes: number } | undefined {
    const row = this.row.get(id);
    if (row === undefined) return undefined;
    const counted = countedOf(row);
    const body = numberOrNull(row, 'body');
    const bytes = body === null ? 0 : this.bodies.release(body);
    for (const owner of counted.accounts) this.removeOwner.run(owner, id);
    for (const removal of this.removals) removal.run(id);
    this.tally.count(counted, -1);
    this.tally.bytes -= bytes;
    if (numberIn(row, 'indexed') === 0) this.tally.unindexed -= 1;
    return { kept: counted.kept, bytes };
  }

  /** False when nothing had to be changed. */
  markRead(id: number, read: boolean): boolean {
    const row = this.row.get(id);
    if (row === undefined) return false;
    const counted = countedOf(row);
    if (counted.unread === !read || !counted.kept) return false;
    this.setUnread.run(read ? 0 : 1, id);
    this.tally.marked(counted, read ? -1 : 1);
    return true;
  }

  /** False when nothing had to be changed. */
  tag(id: number, add: readonly string[], remove: readonly string[]): boolean {
    let changes = 0;
    for (const tag of add) changes += Number(this.addTag.run(id, tag).changes);
    for (const tag of remove) changes += Number(this.removeTag.run(id, tag).changes);
    return changes > 0;
  }
}
