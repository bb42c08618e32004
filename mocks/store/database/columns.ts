import type { SQLOutputValue } from 'node:sqlite';

// Reads columns of a row by their type. What is not of that type means that the file is damaged: a StoreDamaged is thrown.

export type Row = Record<string, SQLOutputValue>;

/** Thrown when the file holds something that a store never writes. */
export class StoreDamaged extends Error {
  override readonly name = 'StoreDamaged';
}

const unexpected = (row: Row, name: string, expected: string): StoreDamaged =>
  new StoreDamaged(`the store is damaged: expected ${expected} in column "${name}", found ${typeof row[name]}`);

export const numberIn = (row: Row, name: string): number => {
  const value = row[name];
  if (typeof value !== 'number') throw unexpected(row, name, 'a number');
  return value;
};

export const textIn = (row: Row, name: string): string => {
  const value = row[name];
  if (typeof value !== 'string') throw unexpected(row, name, 'text');
  return value;
};

export const bytesIn = (row: Row, name: string): Buffer => {
  const value = row[name];
  if (!(value instanceof Uint8Array)) throw unexpected(row, name, 'bytes');
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
};

export const numberOrNull = (row: Row, name: string): number | null => (row[name] === null ? null : numberIn(row, name));

export const textOrNull = (row: Row, name: string): string | null => (row[name] === null ? null : textIn(row, name));
