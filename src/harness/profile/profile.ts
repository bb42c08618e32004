import { dirname, resolve } from 'node:path';
import { readYaml } from '../yaml-file.ts';
import { type ProfileFile, profileSchema } from './schema.ts';

/** A system under test, as its profile tells of it. */
export interface Profile extends ProfileFile {
  /** The file, absolute. */
  readonly file: string;
}

/** A path in a profile is relative to the profile. */
export const besideProfile = ({ file }: Pick<Profile, 'file'>, path: string): string => resolve(dirname(file), path);

/** Reads a profile. Throws ConfigError that names file, line and key. */
export const readProfile = (path: string): Profile => ({ ...readYaml(path, profileSchema), file: resolve(path) });

const read = new Map<string, Profile>();

/** The same, once for all scenarios of this thread: a file that changes in the middle of a run changes nothing. */
export const profileAt = (path: string): Profile => {
  const known = read.get(path) ?? readProfile(path);
  read.set(path, known);
  return known;
};
