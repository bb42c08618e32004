import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { MockStartError } from '../listen.ts';

const FILE_NAME = 'setd.sqlite';

/** The file that `--data` means: itself, or one of the usual name in the folder. Its folder is made. Throws a MockStartError. */
export const storeFile = (data: string): string => {
  const isFolder = /[\\/]$/.test(data) || (existsSync(data) && statSync(data).isDirectory());
  const path = isFolder ? join(data, FILE_NAME) : data;
  try {
    mkdirSync(dirname(path), { recursive: true });
    return path;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new MockStartError(`the store ${path}: its folder cannot be made (${why}); name another place`, { cause: error });
  }
};
