import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '..', '..', '..', 'features', 'copy', 'mail');

/** Names of the messages of the corpus. */
export const REAL_MAIL: readonly string[] = readdirSync(FOLDER).filter((name) => name.endsWith('.eml'));

export const realMail = (name: string): Buffer => readFileSync(join(FOLDER, name));
