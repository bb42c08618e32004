import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { textOfCopy } from '../analysis/plain-text.ts';
import type { Bodies } from '../database/bodies.ts';
import { numberIn, numberOrNull } from '../database/columns.ts';
import { messageTextOf, SELECT_MESSAGE } from '../database/message-row.ts';
import type { Tally } from '../database/tally.ts';
import type { Mailbox } from '../message-record.ts';
import { indexedForm, pieceForm } from './tokens.ts';

const written = (boxes: readonly Mailbox[]): string => boxes.map(({ name, address }) => `${name} ${address}`).join(' ');

/** Copies of a batch go in by rising ids: FTS5 gathers those in memory, and writes all of that out at one that is lower. */
const BATCH = 300;

/** Puts copies into the two search indexes: words of everything, and pieces of three characters of what stands in the header. */
export class SearchIndex {
  private readonly bodies: Bodies;
  private readonly tally: Tally;
  private readonly waiting: StatementSync;
  private readonly row: StatementSync;
  private readonly addWords: StatementSync;
  private readonly addHeads: StatementSync;
  private readonly done: StatementSync;

  constructor(database: DatabaseSync, bodies: Bodies, tally: Tally) {
    this.bodies = bodies;
    this.tally = tally;
    this.waiting = database.prepare('SELECT id FROM message WHERE indexed = 0 ORDER BY id DESC LIMIT ?');
    this.row = database.prepare(`${SELECT_MESSAGE} WHERE m.id = ?`);
    this.addWords = database.prepare('INSERT INTO words (rowid, subject, sender, recipients, body) VALUES (?, ?, ?, ?, ?)');
    this.addHeads = database.prepare('INSERT INTO heads (rowid, subject, sender, recipients, message_id) VALUES (?, ?, ?, ?, ?)');
    this.done = database.prepare('UPDATE message SET indexed = 1 WHERE id = ?');
  }

  /** Puts copies that are not in the index into it, the newest of them, until all are or it is time; one at least. */
  addUntil(isTime: () => boolean): void {
    for (;;) {
      const ids = this.waiting.all(BATCH).map((row) => numberIn(row, 'id'));
      for (const id of ids.toReversed()) {
        this.add(id);
        if (isTime()) return;
      }
      if (ids.length === 0) return;
    }
  }

  private add(id: number): void {
    const row = this.row.get(id);
    if (row === undefined) return;
    const { subject, from, to, cc, journal, mailFrom, rcptTo, messageId } = messageTextOf(row);
    const sender = `${from === null ? '' : written([from])} ${journal?.sender ?? mailFrom}`;
    const recipients = `${written([...to, ...cc])} ${(journal?.recipients ?? []).join(' ')} ${rcptTo.join(' ')}`;
    const body = numberOrNull(row, 'body');
    const text = body === null ? '' : textOfCopy(this.bodies.whole(body));
    this.addWords.run(id, indexedForm(subject ?? ''), indexedForm(sender), indexedForm(recipients), indexedForm(text));
    this.addHeads.run(id, pieceForm(subject ?? ''), pieceForm(sender), pieceForm(recipients), pieceForm(messageId ?? ''));
    this.done.run(id);
    this.tally.unindexed -= 1;
  }
}
