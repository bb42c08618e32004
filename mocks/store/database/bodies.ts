import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { bytesIn, numberIn } from './columns.ts';
import { keyOf } from './digest-key.ts';

/** Bytes of one row at most: a body that is larger stands in several, so that it can be read piece by piece. */
export const LARGEST_PIECE = 256 * 1024;

/** Where the bytes of a copy stand; `added` is false where they stood there before. */
export interface Placed {
  readonly body: number;
  readonly added: boolean;
}

/**
 * The bytes of copies. A body of up to one piece is one row; a larger one is a row without bytes and its pieces.
 * `users` counts the copies that share it; the last one that goes takes it along.
 */
export class Bodies {
  private readonly insert: StatementSync;
  private readonly same: StatementSync;
  private readonly insertPiece: StatementSync;
  private readonly usersOf: StatementSync;
  private readonly changeUsers: StatementSync;
  private readonly removePieces: StatementSync;
  private readonly remove: StatementSync;
  private readonly row: StatementSync;
  private readonly pieceAt: StatementSync;
  private readonly finish: StatementSync;
  private readonly uploadRow: StatementSync;
  private readonly saveUpload: StatementSync;
  private readonly removeUpload: StatementSync;
  private readonly uploads: StatementSync;

  constructor(database: DatabaseSync) {
    this.insert = database.prepare('INSERT INTO body (size, users, digest_key, sha256, bytes) VALUES (?, ?, ?, ?, ?)');
    this.same = database.prepare('SELECT id, sha256 FROM body WHERE digest_key = ?');
    this.insertPiece = database.prepare('INSERT INTO piece VALUES (?, ?, ?)');
    this.usersOf = database.prepare('SELECT users, size FROM body WHERE id = ?');
    // Without RETURNING: SQLite makes a table for what that gives, which costs ten times what the change does.
    this.changeUsers = database.prepare('UPDATE body SET users = users + ? WHERE id = ?');
    this.removePieces = database.prepare('DELETE FROM piece WHERE body = ?');
    this.remove = database.prepare('DELETE FROM body WHERE id = ?');
    this.row = database.prepare('SELECT size, bytes FROM body WHERE id = ?');
    this.pieceAt = database.prepare('SELECT bytes FROM piece WHERE body = ? AND place = ?');
    this.finish = database.prepare('UPDATE body SET size = ?, users = 1, digest_key = ?, sha256 = ? WHERE id = ?');
    this.uploadRow = database.prepare('SELECT body, size, pieces FROM upload WHERE upload = ?');
    this.saveUpload = database.prepare(
      'INSERT INTO upload VALUES (?, ?, ?, ?) ON CONFLICT (upload) DO UPDATE SET size = excluded.size, pieces = excluded.pieces',
    );
    this.removeUpload = database.prepare('DELETE FROM upload WHERE upload = ?');
    this.uploads = database.prepare('SELECT upload FROM upload');
  }

  /** Keeps the bytes of a copy, once for all copies that have the same. `sha256` is in hexadecimal. */
  add(bytes: Buffer, sha256: string): Placed {
    const known = this.known(sha256);
    if (known !== undefined) return this.share(known);
    const single = bytes.length <= LARGEST_PIECE;
    const { lastInsertRowid } = this.insert.run(bytes.length, 1, keyOf(sha256), Buffer.from(sha256, 'hex'), single ? bytes : null);
    const body = Number(lastInsertRowid);
    if (!single) this.addPieces(body, 0, bytes);
    return { body, added: true };
  }

  /** A copy with this body has gone; tells how many bytes that set free. */
  release(body: number): number {
    const row = this.usersOf.get(body);
    if (row === undefined) return 0;
    if (numberIn(row, 'users') > 1) {
      this.changeUsers.run(-1, body);
      return 0;
    }
    this.removePieces.run(body);
    this.remove.run(body);
    return numberIn(row, 'size');
  }

  sizeOf(body: number): number {
    const row = this.row.get(body);
    return row === undefined ? 0 : numberIn(row, 'size');
  }

  /** Piece by piece, from 0; undefined behind the last one. */
  piece(body: number, place: number): Buffer | undefined {
    const row = place === 0 ? this.row.get(body) : undefined;
    if (row !== undefined && row.bytes !== null) return bytesIn(row, 'bytes');
    const piece = this.pieceAt.get(body, place);
    return piece === undefined ? undefined : bytesIn(piece, 'bytes');
  }

  whole(body: number): Buffer {
    return this.joined(body, this.sizeOf(body));
  }

  /** A part of a copy that is still arriving. */
  addToUpload(upload: number, bytes: Buffer): void {
    const row = this.uploadRow.get(upload);
    const body = row === undefined ? Number(this.insert.run(0, 0, null, null, null).lastInsertRowid) : numberIn(row, 'body');
    const pieces = row === undefined ? 0 : numberIn(row, 'pieces');
    const added = this.addPieces(body, pieces, bytes);
    this.saveUpload.run(upload, body, (row === undefined ? 0 : numberIn(row, 'size')) + bytes.length, pieces + added);
  }

  /** What has arrived of an upload, whole. */
  uploaded(upload: number): Buffer {
    const row = this.uploadRow.get(upload);
    return row === undefined ? Buffer.alloc(0) : this.joined(numberIn(row, 'body'), numberIn(row, 'size'));
  }

  /** The copy has arrived: its body. */
  finishUpload(upload: number, sha256: string): Placed {
    const row = this.uploadRow.get(upload);
    const known = this.known(sha256);
    if (row === undefined || known !== undefined) {
      this.dropUpload(upload);
      return known === undefined ? this.add(Buffer.alloc(0), sha256) : this.share(known);
    }
    const body = numberIn(row, 'body');
    this.finish.run(numberIn(row, 'size'), keyOf(sha256), Buffer.from(sha256, 'hex'), body);
    this.removeUpload.run(upload);
    return { body, added: true };
  }

  dropUpload(upload: number): void {
    const row = this.uploadRow.get(upload);
    if (row === undefined) return;
    this.removePieces.run(numberIn(row, 'body'));
    this.remove.run(numberIn(row, 'body'));
    this.removeUpload.run(upload);
  }

  /** Gives up what was arriving when the process before this one ended. */
  dropUploads(): void {
    for (const row of this.uploads.all()) this.dropUpload(numberIn(row, 'upload'));
  }

  /** Piece by piece into one place: joined at the end they would need twice the memory. */
  private joined(body: number, size: number): Buffer {
    const first = this.piece(body, 0);
    if (first !== undefined && first.length === size) return first;
    const whole = Buffer.allocUnsafeSlow(size);
    let at = 0;
    for (let place = 0, piece = first; piece !== undefined; place += 1, piece = this.piece(body, place)) at += piece.copy(whole, at);
    return whole.subarray(0, at);
  }

  private known(sha256: string): number | undefined {
    const row = this.same.all(keyOf(sha256)).find((one) => bytesIn(one, 'sha256').toString('hex') === sha256);
    return row === undefined ? undefined : numberIn(row, 'id');
  }

  private share(body: number): Placed {
    this.changeUsers.get(1, body);
    return { body, added: false };
  }

  private addPieces(body: number, first: number, bytes: Buffer): number {
    let place = first;
    for (let at = 0; at < bytes.length; at += LARGEST_PIECE) {
      this.insertPiece.run(body, place, bytes.subarray(at, at + LARGEST_PIECE));
      place += 1;
    }
    return place - first;
  }
}
