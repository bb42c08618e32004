import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** Single values of a store, by name. */
export class Meta {
  private readonly read: StatementSync;
  private readonly write: StatementSync;

  constructor(database: DatabaseSync) {
    this.read = database.prepare('SELECT value FROM meta WHERE key = ?');
    this.write = database.prepare('INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value');
  }

  number(key: string): number {
    const value = this.read.get(key)?.value;
    return typeof value === 'number' ? value : 0;
  }

  text(key: string): string | undefined {
    const value = this.read.get(key)?.value;
    return typeof value === 'string' ? value : undefined;
  }

  set(key: string, value: string | number): void {
    this.write.run(key, value);
  }
}
